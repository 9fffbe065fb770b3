import NetworkPrimitives

/// Gateways, managed services, and traffic that rules never filter.
extension TrafficComposer {
    /// An application or worker reads something on the internet through a NAT gateway, which
    /// shows both halves: towards the instance, where the packet's far address stands on the
    /// gateway's own side, and towards the server. The gateway carries no group, and its ACL lets
    /// in the private network and 1024-65535, and out 443 and the private network.
    ///
    /// *Source: VPC guide, "Flow log record examples", traffic through a NAT gateway.*
    mutating func internetThroughGateway() {
        let client = random.oneIn(3) ? pick(.worker) : pick(.application)
        let gateway = pick(.natGateway)
        let server = stranger()
        let clientAddress = address(of: client)
        var connection = Connection(
            interface: client, side: .client, remote: server, clientPort: clientPort(), servicePort: 443,
            localPacketAddress: clientAddress)
        log(connection)

        connection.interface = gateway
        connection.side = .server
        connection.remote = clientAddress
        connection.localPacketAddress = server
        connection.request = .noSecurityGroup
        connection.reply = .noSecurityGroup
        log(connection)

        connection.side = .client
        connection.remote = server
        connection.clientPort = UInt16(random.within(1024...65535))
        connection.localPacketAddress = nil
        log(connection)
    }

    /// A client of a managed VPN endpoint, in the subnet whose ACL permits everything. The
    /// endpoint's group permits nothing inbound and 443 to the private network alone outbound, so
    /// both directions would be accepted without a rule; but the service's own traffic is not
    /// filtered by it.
    mutating func vpnClient() {
        log(
            Connection(
                interface: pick(.vpnEndpoint), side: .server, remote: stranger(), clientPort: clientPort(),
                servicePort: 443, ipProtocol: random.oneIn(3) ? .tcp : .udp, request: .managedInterface,
                reply: .managedInterface))
    }

    /// A database or bastion at the resolver, the instance metadata or the time service. No rule
    /// of theirs names those ports or addresses, in either direction, so both directions would be
    /// anomalous; but such traffic is never filtered.
    mutating func unfilteredService() {
        let client = random.oneIn(3) ? pick(.bastion) : pick(.database)
        var connection = Connection(
            interface: client, side: .client, remote: AddressPlan.instanceMetadata, clientPort: clientPort(),
            servicePort: 80, request: .exempt, reply: .exempt)
        switch random.below(4) {
        case 0 where vpc.interfaces[client].ipv6 != nil:
            connection.remote = AddressPlan.instanceMetadataIPv6
        case 1:
            connection.remote = AddressPlan.timeService
            connection.servicePort = 123
            connection.ipProtocol = .udp
        case 2, 3:
            connection.remote =
                random.element(vpc.ipv4Blocks).address(atOffset: 2) ?? AddressPlan.timeService
            connection.servicePort = 53
            connection.ipProtocol = .udp
        default:
            break
        }
        log(connection)
    }

    /// A database pings the router of its own subnet (base + 1): no rule permits ICMP in either
    /// direction, and none is asked.
    mutating func routerPing() {
        let client = pick(.database)
        guard let router = vpc.subnets[vpc.interfaces[client].subnet].blocks[0].address(atOffset: 1) else {
            return
        }
        for direction in TrafficDirection.allCases {
            logOne(
                at: client, direction, remote: router, localPort: 0, remotePort: 0, .icmp, accepted: true,
                .exempt)
        }
    }

    /// A web server opens a connection from a low port to a high one, as a passive data channel
    /// the other way round. Its own packets are `rule` (everything outbound; nothing permits the
    /// port inbound). The replies go to a port that is no known service's and that no rule
    /// permits: R is presumed from the ports, and firm only with the SYN+ACK in sight.
    mutating func presumedReply() {
        log(
            Connection(
                interface: pick(.web), side: .client, remote: stranger(),
                clientPort: random.element([2222, 4567, 7000, 8888, 9999]), servicePort: clientPort(),
                reply: .presumedReturn, replyWithSynAck: .returnTraffic))
    }
}
