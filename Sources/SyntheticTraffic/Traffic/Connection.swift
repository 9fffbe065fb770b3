import NetworkPrimitives

/// A connection as the interface at one of its ends sees it.
struct Connection {
    enum Side {
        case client
        case server
    }

    var interface: Int
    var side: Side
    var remote: IPAddress
    var clientPort: UInt16
    var servicePort: UInt16
    var ipProtocol = IPProtocol.tcp
    /// What the client's packets and what the server's packets were made to be.
    var request = IntendedVerdict.allowedByRule
    var reply = IntendedVerdict.returnTraffic
    /// The server's packets in records whose flags hold its SYN+ACK, where that makes a difference.
    var replyWithSynAck: IntendedVerdict?
    var localPacketAddress: IPAddress?
}

extension TrafficComposer {
    /// Logs both directions of an accepted connection, over one to three intervals of a minute.
    ///
    /// A connection's first interval shows the opening flags, its last one FIN or RST; those
    /// between show none.
    mutating func log(_ connection: Connection) {
        let intervals = random.oneIn(5) ? 1 + random.below(3) : 1
        let first = moment(leaving: 60 * (intervals - 1))
        for interval in 0..<intervals {
            let opens = interval == 0
            // Some outlive the log.
            let closes = interval == intervals - 1 && !random.oneIn(4)
            let end = first + 60 * interval
            log(packets(of: connection, fromClient: true, opens, closes), end: end, connection.request)
            let synAck = hasFlags && opens && connection.ipProtocol == .tcp
            let reply = synAck ? connection.replyWithSynAck ?? connection.reply : connection.reply
            log(packets(of: connection, fromClient: false, opens, closes), end: end, reply)
        }
    }

    private func packets(
        of connection: Connection, fromClient: Bool, _ opens: Bool, _ closes: Bool
    ) -> FlowRecord {
        let isServer = connection.side == .server
        var flags = TCPFlags.none
        if connection.ipProtocol == .tcp {
            if opens { flags |= fromClient ? TCPFlags.syn : TCPFlags.synAck }
            if closes { flags |= TCPFlags.fin }
        }
        return FlowRecord(
            interface: connection.interface, direction: fromClient == isServer ? .ingress : .egress,
            remote: connection.remote, localPort: isServer ? connection.servicePort : connection.clientPort,
            remotePort: isServer ? connection.clientPort : connection.servicePort,
            ipProtocol: connection.ipProtocol, isAccepted: true, flags: flags,
            localPacketAddress: connection.localPacketAddress, carriesData: true)
    }

    /// The two ends of a connection between interfaces of the VPC: the client's side is logged at
    /// the client's interface, the server's at the server's.
    ///
    /// Either end sees the other under any of its private addresses; its own side always shows
    /// the primary one, and the packet's own address beside it.
    mutating func logBothEnds(
        client: Int, server: Int, servicePort: UInt16, _ ipProtocol: IPProtocol = .tcp,
        atClient: (inout Connection) -> Void = { _ in }, atServer: (inout Connection) -> Void = { _ in }
    ) {
        let clientAddress = address(of: client)
        let serverAddress = address(of: server)
        let clientPort = clientPort()
        var connection = Connection(
            interface: client, side: .client, remote: serverAddress, clientPort: clientPort,
            servicePort: servicePort, ipProtocol: ipProtocol, localPacketAddress: clientAddress)
        atClient(&connection)
        log(connection)
        connection = Connection(
            interface: server, side: .server, remote: clientAddress, clientPort: clientPort,
            servicePort: servicePort, ipProtocol: ipProtocol, localPacketAddress: serverAddress)
        atServer(&connection)
        log(connection)
    }

    /// One record of packets that travel alone.
    mutating func logOne(
        at interface: Int, _ direction: TrafficDirection, remote: IPAddress, localPort: UInt16,
        remotePort: UInt16, _ ipProtocol: IPProtocol = .tcp, accepted: Bool, flags: UInt8? = TCPFlags.none,
        rejectReason: String? = nil, _ verdict: IntendedVerdict
    ) {
        let record = FlowRecord(
            interface: interface, direction: direction, remote: remote, localPort: localPort,
            remotePort: remotePort, ipProtocol: ipProtocol, isAccepted: accepted,
            flags: ipProtocol == .tcp ? flags : TCPFlags.none, rejectReason: rejectReason,
            carriesData: accepted && ipProtocol == .tcp && flags != TCPFlags.syn)
        log(record, end: moment(), verdict)
    }
}
