import NetworkPrimitives

/// Services that many use, by address blocks rather than groups, and partners' connections.
extension TrafficComposer {
    /// An application or worker asks a name server on 53. F of the requests; the server's group
    /// opens 53 and 123 alone, the client's permits nothing inbound on client ports: R of the
    /// replies.
    mutating func nameQuery() {
        let client = random.oneIn(3) ? pick(.worker) : pick(.application)
        logBothEnds(
            client: client, server: pick(.nameServer), servicePort: 53, random.oneIn(10) ? .tcp : .udp)
    }

    /// Time, from 123 to 123. Both ports are alike and low, so where F and R permit, F is
    /// credited: the server's reply is `rule`, since its group opens 123 to everyone. At the client
    /// nothing permits 123 inbound: R.
    mutating func timeQuery() {
        logBothEnds(client: pick(.application), server: pick(.nameServer), servicePort: 123, .udp) {
            $0.clientPort = 123
        } atServer: {
            $0.clientPort = 123
            $0.reply = .allowedByRule
        }
    }

    /// Anyone in the private network, of any VPC, reads a monitor's 9100; logged at the monitor.
    /// The data subnets' ACL lets in 1024-65535 from there and out to there.
    mutating func scrape() {
        let server = pick(.monitor)
        log(
            Connection(
                interface: server, side: .server, remote: privateNeighbour(.worker), clientPort: clientPort(),
                servicePort: 9100, localPacketAddress: address(of: server)))
    }

    /// A partner's connection that a filler rule of a worker's groups permits. F of the request is
    /// yes, R presumed at best; the port is below 32768 and the client's is not, so R of the reply
    /// is credited. The ACL lets 1024-65535 in and everything out.
    mutating func partnerInbound() {
        let server = pick(.worker)
        let interface = vpc.interfaces[server]
        let fillers = [interface.group, interface.partnerGroup].compactMap { $0 }
            .flatMap { vpc.groups[$0].inboundFillers }
        guard !fillers.isEmpty else { return webVisit() }
        let filler = random.element(fillers)
        log(
            Connection(
                interface: server, side: .server, remote: filler.block.randomIPv4(&random),
                clientPort: clientPort(), servicePort: port(of: filler), ipProtocol: filler.ipProtocol))
    }

    /// A worker's connection to a partner: permitted by everything outbound, and perhaps by a
    /// filler. R of the reply alone is yes, since no rule permits a client port inbound.
    mutating func partnerOutbound() {
        let client = pick(.worker)
        guard let group = vpc.interfaces[client].group, !vpc.groups[group].outboundFillers.isEmpty else {
            return partnerInbound()
        }
        let filler = random.element(vpc.groups[group].outboundFillers)
        log(
            Connection(
                interface: client, side: .client, remote: filler.block.randomIPv4(&random),
                clientPort: clientPort(), servicePort: port(of: filler), ipProtocol: filler.ipProtocol))
    }

    private mutating func port(of filler: FillerRule) -> UInt16 {
        UInt16(random.within(Int(filler.ports.first)...Int(filler.ports.last)))
    }
}
