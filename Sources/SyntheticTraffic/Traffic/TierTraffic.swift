import NetworkPrimitives

/// What the tiers of a stack say to each other, through groups that name groups.
extension TrafficComposer {
    /// Load balancer to application. At the load balancer, F of the request is yes and R of the
    /// reply; at the application likewise, and F of its reply is yes too (everything outbound),
    /// but the source port alone is below 32768: R is credited.
    ///
    /// Every other connection comes from a port below 32768, as load balancers do. Then the
    /// application's reply has two low ports, so F is credited, unless a SYN+ACK makes R firm. The
    /// load balancer's reading stays the same, for it has one reading alone.
    mutating func balancedRequest() {
        let server = pick(.application)
        let client = pick(.loadBalancer, stackOf: server)
        let clientPort = random.oneIn(2) ? clientPort() : UInt16(random.within(1024...19_999))
        let hasLowPort = Int(clientPort) < Self.clientPorts.lowerBound
        logBothEnds(client: client, server: server, servicePort: 8080) {
            $0.clientPort = clientPort
        } atServer: {
            $0.clientPort = clientPort
            guard hasLowPort else { return }
            $0.reply = .allowedByRule
            $0.replyWithSynAck = .returnTraffic
        }
    }

    /// Application to database: F of the requests, R of the replies; only at the application is F
    /// of the request wide open, and the database's port still marks R of the reply.
    mutating func databaseQuery() {
        let server = pick(.database, in: .data)
        logBothEnds(client: pick(.application, stackOf: server), server: server, servicePort: 5432)
    }

    /// Bastion to application or database, on 22.
    mutating func administration() {
        let server = random.oneIn(3) ? pick(.database, in: .data) : pick(.application)
        logBothEnds(client: pick(.bastion, stackOf: server), server: server, servicePort: 22)
    }

    /// Applications of a stack among each other, over a rule that names its own group. Port 7946
    /// is no known service's, so R of the request is presumed; but F is yes and is credited.
    mutating func gossip() {
        let server = pick(.application)
        let client = pick(.application, stackOf: server)
        guard client != server else { return balancedRequest() }
        logBothEnds(
            client: client, server: server, servicePort: 7946, random.oneIn(2) ? .udp : .tcp)
    }

    /// Databases of a stack in one subnet. In zone c the ACL has no outbound range for replies,
    /// but within a subnet no ACL is asked: F of the request, R of the reply.
    mutating func replication() {
        let pair = random.element(vpc.replicaPairs)
        logBothEnds(client: pair.first, server: pair.second, servicePort: 5432)
    }

    /// Database to the storage service, whose addresses a prefix list names. Its replies pass the
    /// ACL by an entry of their own.
    mutating func storageAccess() {
        let client = pick(.database)
        log(
            Connection(
                interface: client, side: .client, remote: AddressPlan.storage.randomIPv4(&random),
                clientPort: clientPort(), servicePort: 443, localPacketAddress: address(of: client)))
    }
}
