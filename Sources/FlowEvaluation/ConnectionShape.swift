import NetworkPrimitives

/// All that a verdict takes from a record's protocol, ports and flags, in six bits.
///
///     5               4                3               2 ... 0
///    +---------------+----------------+---------------+----------+
///    | isReplyShaped | lacksTCPFlags  | isTCPNotOpen  | evidence |
///    +---------------+----------------+---------------+----------+
struct ConnectionShape: Hashable, Sendable {
    let bits: UInt8

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

    /// A shape that no record has.
    static let none = ConnectionShape(bits: 7)

    init(bits: UInt8) { self.bits = bits }

    var evidence: ConnectionEvidence { ConnectionEvidence(rawValue: bits & 7) ?? .plausibleReturn }
}

/// Finds the shape of a record without a branch: ports are of one of four kinds, protocols of three, and of the
/// flags two count.
///
///     9                8         7    6    5 ... 4        3 ... 2            1 ... 0
///    +----------------+----------+-----+-----+------------+------------------+-------------+
///    | low-port client| has flags| ACK | SYN | protocol   | destination port | source port |
///    +----------------+----------+-----+-----+------------+------------------+-------------+
struct ConnectionShapeTable: Sendable {
    private enum PortKind: UInt8, CaseIterable {
        case system, highService, registered, ephemeral
    }

    private enum ProtocolKind: UInt8, CaseIterable {
        case tcp, udp, other
    }

    /// Kind of each port below the ephemeral ones, then theirs.
    let portKinds: [UInt8]
    /// Kind of each protocol, where it stands in the number of a shape.
    let protocolKinds: [UInt16]
    let shapes: [ConnectionShape]

    static var portKindCount: Int { Int(ConnectionEvidence.firstEphemeralPort) + 1 }
    static var shapeCount: Int { 1 << 10 }

    init() {
        protocolKinds = (0..<256).map { number in
            let ipProtocol = IPProtocol(UInt8(number))
            let kind: ProtocolKind = ipProtocol == .tcp ? .tcp : ipProtocol.hasPorts ? .udp : .other
            return UInt16(kind.rawValue) << 4
        }
        let ephemeral = Int(ConnectionEvidence.firstEphemeralPort)
        var kinds = [UInt8](repeating: PortKind.registered.rawValue, count: ephemeral)
        for port in 0..<1024 { kinds[port] = PortKind.system.rawValue }
        for port in ConnectionEvidence.highServicePorts { kinds[Int(port)] = PortKind.highService.rawValue }
        kinds.append(PortKind.ephemeral.rawValue)

        // One of each kind stands for all of it.
        let ports = PortKind.allCases.map { UInt16(kinds.firstIndex(of: $0.rawValue) ?? 0) }
        let protocols = [IPProtocol.tcp, .udp, .icmp]
        shapes = (0..<Self.shapeCount).map { number in
            let flags: UInt8 = (number >> 6 & 1 != 0 ? 2 : 0) | (number >> 7 & 1 != 0 ? 16 : 0)
            return ConnectionShape(
                ipProtocol: protocols[min(number >> 4 & 3, 2)], sourcePort: ports[number & 3],
                destinationPort: ports[number >> 2 & 3], tcpFlags: number >> 8 & 1 != 0 ? flags : nil,
                isLowPortClientInvolved: number >> 9 != 0)
        }
        portKinds = kinds
    }

    /// - Parameter tcpFlags: nil where the record has none; they count for TCP alone.
    func shape(
        ipProtocol: IPProtocol, sourcePort: UInt16, destinationPort: UInt16, tcpFlags: UInt8?,
        isLowPortClientInvolved: Bool
    ) -> ConnectionShape {
        shapes[
            Self.number(
                sourceKind: portKinds[Self.kindIndex(sourcePort)],
                destinationKind: portKinds[Self.kindIndex(destinationPort)],
                protocolKind: protocolKinds[Int(ipProtocol.number)], hasFlags: tcpFlags != nil,
                tcpFlags: tcpFlags ?? 0, isLowPortClientInvolved: isLowPortClientInvolved)]
    }

    /// Where the kind of a port stands in `portKinds`.
    @inline(__always)
    static func kindIndex(_ port: UInt16) -> Int { Int(min(port, ConnectionEvidence.firstEphemeralPort)) }

    /// Where a shape stands in `shapes`.
    @inline(__always)
    static func number(
        sourceKind: UInt8, destinationKind: UInt8, protocolKind: UInt16, hasFlags: Bool, tcpFlags: UInt8,
        isLowPortClientInvolved: Bool
    ) -> Int {
        let ports = UInt16(sourceKind) | UInt16(destinationKind) &<< 2
        let client: UInt16 = isLowPortClientInvolved ? 1 &<< 9 : 0
        return Int((ports | protocolKind | flagBits(tcpFlags, arePresent: hasFlags) | client) & 1023)
    }

    /// What flags add to the number of a shape.
    @inline(__always)
    static func flagBits(_ tcpFlags: UInt8, arePresent: Bool) -> UInt16 {
        (UInt16(tcpFlags) & 2) &<< 5 | (UInt16(tcpFlags) & 16) &<< 3 | (arePresent ? 1 &<< 8 : 0)
    }
}
