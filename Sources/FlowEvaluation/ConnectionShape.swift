import NetworkPrimitives

/// All that a verdict takes from a record's protocol, ports and flags, in six bits.
///
///     5               4                3               2 ... 0
///    +---------------+----------------+---------------+----------+
///    | isReplyShaped | lacksTCPFlags  | isTCPNotOpen  | evidence |
///    +---------------+----------------+---------------+----------+
struct ConnectionShape: Hashable, Sendable {
    let bits: UInt8

    static let bitCount = 6

    init(
        ipProtocol: IPProtocol, sourcePort: UInt16, destinationPort: UInt16, tcpFlags: UInt8?,
        isLowPortClientInvolved: Bool
    ) {
        let evidence = ConnectionEvidence(
            ipProtocol: ipProtocol, sourcePort: sourcePort, destinationPort: destinationPort,
            tcpFlags: tcpFlags,
            isLowPortClientInvolved: isLowPortClientInvolved)
        let isTCPNotOpen = ipProtocol == .tcp && tcpFlags.map { $0 & ConnectionEvidence.syn == 0 } ?? false
        let lacksTCPFlags = ipProtocol == .tcp && tcpFlags == nil
        let isReplyShaped =
            ipProtocol.hasPorts && sourcePort < ConnectionEvidence.firstEphemeralPort
            && destinationPort >= ConnectionEvidence.firstEphemeralPort
        bits =
            evidence.rawValue | (isTCPNotOpen ? 1 << 3 : 0) | (lacksTCPFlags ? 1 << 4 : 0)
            | (isReplyShaped ? 1 << 5 : 0)
    }

    var evidence: ConnectionEvidence { ConnectionEvidence(rawValue: bits & 7) ?? .plausibleReturn }
}

/// Finds the shape of a record without a branch: ports are of one of four kinds, protocols of three, flags of four.
struct ConnectionShapeTable: Sendable {
    private enum PortKind: UInt8, CaseIterable {
        case system, highService, registered, ephemeral
    }

    private enum ProtocolKind: UInt8, CaseIterable {
        case tcp, udp, other
    }

    private enum FlagsKind: UInt8, CaseIterable {
        case absent, syn, synAck, noSyn
    }

    /// Kind of each port below the ephemeral ones, then theirs.
    private let portKinds: [UInt8]
    private let shapes: [ConnectionShape]

    init() {
        let ephemeral = Int(ConnectionEvidence.firstEphemeralPort)
        var kinds = [UInt8](repeating: PortKind.registered.rawValue, count: ephemeral)
        for port in 0..<1024 { kinds[port] = PortKind.system.rawValue }
        for port in ConnectionEvidence.highServicePorts { kinds[Int(port)] = PortKind.highService.rawValue }
        kinds.append(PortKind.ephemeral.rawValue)

        // One of each kind stands for all of it.
        let ports = PortKind.allCases.map { UInt16(kinds.firstIndex(of: $0.rawValue) ?? 0) }
        let protocols = [IPProtocol.tcp, .udp, .icmp]
        let flags: [UInt8?] = [nil, ConnectionEvidence.syn, ConnectionEvidence.synAck, 0]
        shapes = (0..<512).map { index in
            ConnectionShape(
                ipProtocol: protocols[min(index >> 4 & 3, 2)], sourcePort: ports[index & 3],
                destinationPort: ports[index >> 2 & 3], tcpFlags: flags[index >> 6 & 3],
                isLowPortClientInvolved: index >> 8 != 0)
        }
        portKinds = kinds
    }

    /// - Parameter hasFlags: whether the record has flags; they count for TCP alone.
    @inline(__always)
    func shape(
        ipProtocol: IPProtocol, sourcePort: UInt16, destinationPort: UInt16, hasFlags: Bool, tcpFlags: UInt8,
        isLowPortClientInvolved: Bool
    ) -> ConnectionShape {
        let protocolKind: ProtocolKind =
            ipProtocol == .tcp ? .tcp : ipProtocol.hasPorts ? .udp : .other
        var flagsKind = FlagsKind.absent
        if hasFlags, protocolKind == .tcp {
            let synAck = tcpFlags & ConnectionEvidence.synAck
            flagsKind =
                synAck & ConnectionEvidence.syn == 0
                ? .noSyn : synAck == ConnectionEvidence.synAck ? .synAck : .syn
        }
        let index =
            kind(of: sourcePort) | kind(of: destinationPort) &<< 2 | Int(protocolKind.rawValue) &<< 4
            | Int(flagsKind.rawValue) &<< 6 | (isLowPortClientInvolved ? 1 &<< 8 : 0)
        return shapes[index]
    }

    @inline(__always)
    private func kind(of port: UInt16) -> Int {
        Int(portKinds[Int(min(port, ConnectionEvidence.firstEphemeralPort))])
    }
}
