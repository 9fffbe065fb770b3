import FlowLogs
import NetworkPrimitives

/// What a record shows of who opened its connection, which decides how its return reading is taken.
///
/// Most groups permit all outbound traffic, so the return reading alone would excuse every inbound
/// record there is. Flags are firmer evidence than ports.
package enum ConnectionEvidence: UInt8, Hashable, Sendable {
    /// SYN without ACK: the sender opened the connection, so nothing here is return traffic.
    case opened
    /// SYN with ACK: the sender answered, so this is return traffic.
    case answered
    /// Towards a service port from a port that is none: hardly return traffic.
    case implausibleReturn
    /// From an ephemeral port to a lower one that is no known service: return traffic by default.
    case presumedReturn
    /// Nothing speaks against return traffic.
    case plausibleReturn

    /// First port of the ranges that clients use by default. *Source: VPC guide, "Network ACLs",
    /// ephemeral ports.*
    package static let firstEphemeralPort: UInt16 = 32768

    /// Service ports from 1024 up that count where neither side opens connections from there.
    package static let highServicePorts: [UInt16] = [
        1433, 1521, 2049, 3306, 3389, 5432, 5439, 5900, 5985, 5986, 6379, 8080, 8443, 9042, 9092, 9200, 11211,
        27017,
    ]

    private static let isHighServicePort: [Bool] = {
        var table = [Bool](repeating: false, count: 65536)
        for port in highServicePorts { table[Int(port)] = true }
        return table
    }()

    static let syn: UInt8 = 2
    static let synAck: UInt8 = 18

    /// Reads a record's flags, or where they tell nothing its ports.
    ///
    /// - Parameters:
    ///   - tcpFlags: nil where the record has none.
    ///   - isLowPortClientInvolved: whether either side is an interface that opens connections from
    ///     any port from 1024 up.
    init(
        ipProtocol: IPProtocol, sourcePort: UInt16, destinationPort: UInt16, tcpFlags: UInt8?,
        isLowPortClientInvolved: Bool
    ) {
        if ipProtocol == .tcp, let tcpFlags, tcpFlags & Self.syn != 0 {
            self = tcpFlags & Self.synAck == Self.synAck ? .answered : .opened
            return
        }
        guard ipProtocol.hasPorts else {
            self = .plausibleReturn
            return
        }
        func isServicePort(_ port: UInt16) -> Bool {
            port < 1024 || !isLowPortClientInvolved && Self.isHighServicePort[Int(port)]
        }
        if isServicePort(destinationPort), !isServicePort(sourcePort) {
            self = .implausibleReturn
        } else if destinationPort < Self.firstEphemeralPort, sourcePort >= Self.firstEphemeralPort {
            self = .presumedReturn
        } else {
            self = .plausibleReturn
        }
    }

    /// Whether a record looks like one of the side that answers, whatever rules say of it: by its flags, else since its
    /// source's port is one at which services are reached and its destination's is none.
    static func looksLikeReply(
        _ ipProtocol: IPProtocol, sourcePort: UInt16, destinationPort: UInt16, tcpFlags: UInt8?
    ) -> Bool {
        if ipProtocol == .tcp, let tcpFlags, tcpFlags & syn != 0 { return tcpFlags & synAck == synAck }
        let opposite = ConnectionEvidence(
            ipProtocol: ipProtocol, sourcePort: destinationPort, destinationPort: sourcePort, tcpFlags: nil,
            isLowPortClientInvolved: false)
        return opposite == .implausibleReturn || opposite == .presumedReturn
    }
}
