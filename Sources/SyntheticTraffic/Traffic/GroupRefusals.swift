import NetworkPrimitives

/// Traffic that a security group stopped.
extension TrafficComposer {
    /// Ports of known services at or above 1024, which the filtered subnets' ACL lets in with the
    /// range for replies, and which no group of a public subnet permits.
    static let highServicePorts: [UInt16] = [
        1433, 1521, 2049, 3306, 3389, 5432, 5439, 5900, 5985, 5986, 6379, 8080, 8443, 9042, 9092, 9200, 11211,
        27017,
    ]

    /// Ports of known services below 1024 that no group permits to strangers.
    static let lowServicePorts: [UInt16] = [21, 22, 23, 25, 110, 135, 139, 143, 389, 445, 587, 873]

    /// Ports that are no known service's, below 32768, and in no rule.
    static let unlistedPorts: [UInt16] = [
        1080, 1194, 1723, 1883, 2375, 3128, 4444, 5000, 5060, 5555, 6443, 7001, 8000, 8081, 8088, 8888, 9000,
        9001, 9090, 10000, 10250,
    ]

    /// One stranger tries services on many public interfaces. The ACL permits (in the open subnet
    /// everything, else from 1024 up), F is no. R is no as well: a load balancer, bastion or
    /// endpoint opens nothing to strangers, and at a web server, which may open anything, a
    /// service's port makes R implausible, as the SYN does.
    mutating func serviceScan() {
        let isIPv6 = random.oneIn(8)
        let source = isIPv6 ? strangerIPv6() : stranger()
        for _ in 0..<random.within(4...24) {
            let target = isIPv6 ? pick(random.oneIn(3) ? .loadBalancer : .web) : publicTarget()
            let isOpen = vpc.interfaces[target].subnetKind == .publicOpen
            let ports = isOpen && random.oneIn(2) ? Self.lowServicePorts : Self.highServicePorts
            probe(target, from: source, random.skewedElement(ports), .noRule)
        }
    }

    /// One stranger tries ports that are no known service's. With flags the SYN says that R is no.
    /// Without, ports below 32768 from one above leave R presumed: at a web server, which may open
    /// anything, that makes it look like a late reply.
    mutating func unlistedPortScan() {
        let source = stranger()
        for _ in 0..<random.within(4...12) {
            let target = random.oneIn(2) ? pick(.loadBalancer) : pick(.web)
            let isWeb = vpc.interfaces[target].role == .web
            probe(
                target, from: source, random.element(Self.unlistedPorts),
                isWeb && !hasFlags ? .untrackedReturn : .noRule)
        }
    }

    private mutating func publicTarget() -> Int {
        switch random.below(8) {
        case 0: pick(.bastion)
        case 1: pick(.vpnEndpoint)
        case 2, 3: pick(.loadBalancer)
        default: pick(.web)
        }
    }

    /// A single SYN to `port` that was refused.
    mutating func probe(_ target: Int, from source: IPAddress, _ port: UInt16, _ verdict: IntendedVerdict) {
        logOne(
            at: target, .ingress, remote: source, localPort: port, remotePort: clientPort(), accepted: false,
            flags: TCPFlags.syn, verdict)
    }

    /// A worker asks a database, which only applications may. The worker may open anything (F);
    /// at the database the ACL permits the private network, F is no, and R is no because the group
    /// opens nothing to workers.
    mutating func foreignQuery() {
        let client = pick(.worker)
        let server = pick(.database)
        let clientPort = clientPort()
        let clientAddress = address(of: client)
        logOne(
            at: client, .egress, remote: address(of: server), localPort: clientPort, remotePort: 5432,
            accepted: true, flags: TCPFlags.syn, .allowedByRule)
        logOne(
            at: server, .ingress, remote: clientAddress, localPort: 5432, remotePort: clientPort,
            accepted: false,
            flags: TCPFlags.syn, .noRule)
    }

    /// A database or bastion tries to reach the internet. Outbound the group is asked first: F is
    /// no, and R is no because no rule permits a client port inbound.
    mutating func narrowEgress() {
        let client = random.oneIn(2) ? pick(.database) : pick(.bastion)
        logOne(
            at: client, .egress, remote: stranger(), localPort: clientPort(),
            remotePort: random.element([80, 443, 25]), accepted: false, flags: TCPFlags.syn, .noRule)
    }

    /// A reply after its connection was forgotten. From a database: F no, R yes, and the ACL lets
    /// replies out. To an application: the ACL lets replies in, F no, R yes.
    mutating func lateReply() {
        let flags = random.element([TCPFlags.none, TCPFlags.fin, TCPFlags.reset])
        if random.oneIn(2) {
            let server = pick(.database, in: .data)
            logOne(
                at: server, .egress, remote: address(of: pick(.application, stackOf: server)),
                localPort: 5432,
                remotePort: clientPort(), accepted: false, flags: flags, .untrackedReturn)
        } else {
            logOne(
                at: pick(.application), .ingress, remote: stranger(), localPort: clientPort(),
                remotePort: 443,
                accepted: false, flags: flags, .untrackedReturn)
        }
    }

    /// Packets without SYN that every layer permits: they came after the close.
    mutating func packetsAfterClose() {
        logOne(
            at: random.oneIn(2) ? pick(.loadBalancer) : pick(.web), .ingress, remote: stranger(),
            localPort: 443,
            remotePort: clientPort(), accepted: false,
            flags: random.element([TCPFlags.none, TCPFlags.fin, TCPFlags.reset]), .closedConnection)
    }
}
