import NetworkPrimitives

/// ICMP, which has no ports and whose type no log carries.
extension TrafficComposer {
    /// An application pings a worker. The worker's group permits all ICMP from the private network
    /// and everything outbound: F both ways, credited because neither port is above 32767. At the
    /// application nothing permits ICMP inbound: R of the reply.
    mutating func ping() {
        logBothEnds(client: pick(.application), server: pick(.worker), servicePort: 0, .icmp) {
            $0.clientPort = 0
        } atServer: {
            $0.clientPort = 0
            $0.reply = .allowedByRule
        }
    }

    /// An application pings a monitor, whose rule names the echo request: no log tells whether it
    /// was one. Nothing permits ICMP outbound there, so F of the request and R of the reply are
    /// maybe, the other readings no.
    ///
    /// In the data subnets the ACL's inbound entry names the type too, which does not change an
    /// accepted record; outbound it has no entry for ICMP, and the group is asked first: the
    /// reply is refused with F no and R no better than maybe.
    mutating func typedPing() {
        let client = pick(.application)
        let server = pick(.monitor)
        let clientAddress = address(of: client)
        let isInData = vpc.interfaces[server].subnetKind == .data
        logOne(
            at: client, .egress, remote: address(of: server), localPort: 0, remotePort: 0, .icmp,
            accepted: true,
            .allowedByRule)
        logOne(
            at: server, .ingress, remote: clientAddress, localPort: 0, remotePort: 0, .icmp, accepted: true,
            .allowedUndetermined)
        logOne(
            at: server, .egress, remote: clientAddress, localPort: 0, remotePort: 0, .icmp,
            accepted: !isInData,
            isInData ? .noRule : .allowedUndetermined)
    }

    /// A ping refused at a monitor in an application subnet, whose ACL permits the private
    /// network: only the group is undetermined.
    mutating func refusedPing() {
        logOne(
            at: pick(.monitor, in: .application), .ingress, remote: privateNeighbour(.application),
            localPort: 0,
            remotePort: 0, .icmp, accepted: false, .groupUndetermined)
    }

    /// A ping refused at a monitor in a data subnet: both layers are undetermined, and the ACL is
    /// met first.
    mutating func refusedPingAtACL() {
        logOne(
            at: pick(.monitor, in: .data), .ingress, remote: privateNeighbour(.application), localPort: 0,
            remotePort: 0, .icmp, accepted: false, .aclUndetermined)
    }
}
