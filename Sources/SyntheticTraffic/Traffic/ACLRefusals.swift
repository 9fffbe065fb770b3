import NetworkPrimitives

/// Traffic that a network ACL stopped, or the account's own settings.
extension TrafficComposer {
    /// One stranger tries services below 1024 in the filtered subnets, NAT gateways included: the
    /// ACL, met first, lets in 443 and 80 alone there.
    mutating func privilegedPortScan() {
        let isIPv6 = random.oneIn(8)
        let source = isIPv6 ? strangerIPv6() : stranger()
        for _ in 0..<random.within(4...16) {
            let target =
                switch random.below(isIPv6 ? 3 : 4) {
                case 0: pick(.loadBalancer, in: .publicFiltered)
                case 3: pick(.natGateway, in: .publicFiltered)
                default: pick(.web, in: .publicFiltered)
                }
            probe(target, from: source, random.skewedElement(Self.lowServicePorts), .blockedByACL)
        }
    }

    /// A visit from a network that the ACL denies before it allows 443 to everyone.
    mutating func blockedNetwork() {
        probe(publicServer(), from: blockedSource(), 443, .blockedByACL)
    }

    /// An application opens a connection to a network that its ACL denies: the group, asked first,
    /// permits everything.
    mutating func blockedDestination() {
        let block = random.element(vpc.acl(of: .application).blockedDestinations)
        logOne(
            at: pick(.application), .egress, remote: block.randomIPv4(&random), localPort: clientPort(),
            remotePort: 443, accepted: false, flags: TCPFlags.syn, .blockedByACL)
    }

    /// An application asks a database in zone c, whose ACL lets the request in (F yes at both
    /// ends) but no reply out: F no, R yes, N deny. It tries again while the database answers.
    mutating func forgottenReplies() {
        let server = pick(.database, in: .dataForgotten)
        let client = pick(.application, stackOf: server)
        let clientAddress = address(of: client)
        let serverAddress = address(of: server)
        let clientPort = clientPort()
        for _ in 0..<random.within(1...3) {
            logOne(
                at: client, .egress, remote: serverAddress, localPort: clientPort, remotePort: 5432,
                accepted: true, flags: TCPFlags.syn, .allowedByRule)
            logOne(
                at: server, .ingress, remote: clientAddress, localPort: 5432, remotePort: clientPort,
                accepted: true, flags: TCPFlags.syn, .allowedByRule)
            logOne(
                at: server, .egress, remote: clientAddress, localPort: 5432, remotePort: clientPort,
                accepted: false, flags: TCPFlags.synAck, .blockedByACL)
        }
    }

    /// Partners at a database: whatever fillers its group has, the ACL lets nobody in from outside
    /// the private network but the storage service.
    mutating func partnersAtData() {
        probe(
            pick(.database), from: AddressPlan.partners.randomIPv4(&random),
            UInt16(random.within(FillerRule.ports)), .blockedByACL)
    }

    /// A visit that Block Public Access or the encryption controls refused: the record says so.
    mutating func accountBlock() {
        let isEncryption = random.oneIn(8)
        logOne(
            at: publicServer(), .ingress, remote: stranger(), localPort: 443, remotePort: clientPort(),
            accepted: false, flags: TCPFlags.syn, rejectReason: isEncryption ? "EC" : "BPA",
            isEncryption ? .encryptionControls : .blockPublicAccess)
    }

    /// A load balancer or web server in the filtered subnets.
    mutating func publicServer() -> Int {
        random.oneIn(2) ? pick(.loadBalancer, in: .publicFiltered) : pick(.web, in: .publicFiltered)
    }

    /// An address that the filtered subnets' ACL denies, whatever the protocol.
    mutating func blockedSource() -> IPAddress {
        let block = random.element(vpc.acl(of: .publicFiltered).blockedSources)
        return block.randomIPv4(&random)
    }
}
