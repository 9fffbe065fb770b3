import FlowLogs
import NetworkPrimitives

/// A flow of which the answer is known, as the record of one interface shows it.
struct KnownAnswerFlow: Hashable, Sendable, CustomStringConvertible {
    var source: String
    var destination: String
    var ipProtocol: UInt8
    var sourcePort: UInt16 = 0
    var destinationPort: UInt16 = 0
    var tcpFlags: UInt8?
    /// The packet's own addresses, where the record shows others beside them.
    var packetSource: String?
    var packetDestination: String?

    static let syn: UInt8 = 2
    static let synAck: UInt8 = 18

    /// The first packet of a TCP connection, from a client's port.
    static func tcp(_ source: String, _ destination: String, _ port: UInt16) -> KnownAnswerFlow {
        KnownAnswerFlow(
            source: source, destination: destination, ipProtocol: 6, sourcePort: 49152, destinationPort: port,
            tcpFlags: syn)
    }

    static func icmp(_ source: String, _ destination: String) -> KnownAnswerFlow {
        KnownAnswerFlow(source: source, destination: destination, ipProtocol: 1)
    }

    /// The server's answer to `tcp`.
    var reply: KnownAnswerFlow {
        KnownAnswerFlow(
            source: destination, destination: source, ipProtocol: ipProtocol, sourcePort: destinationPort,
            destinationPort: sourcePort, tcpFlags: ipProtocol == 6 ? Self.synAck : nil,
            packetSource: packetDestination, packetDestination: packetSource)
    }

    /// The same flow where the packet's own addresses differ from the record's plain ones.
    func packet(from source: String? = nil, to destination: String? = nil) -> KnownAnswerFlow {
        var flow = self
        flow.packetSource = source ?? self.source
        flow.packetDestination = destination ?? self.destination
        return flow
    }

    static let format = RecordFormat(
        names: RecordFormat.version2.names + ["tcp-flags", "pkt-srcaddr", "pkt-dstaddr"])

    func line(interface: String, _ action: FlowAction) -> String {
        let flags = tcpFlags.map { "\($0)" } ?? "-"
        return "2 123456789012 \(interface) \(source) \(destination) \(sourcePort) \(destinationPort) "
            + "\(ipProtocol) 1 40 0 59 \(action == .accept ? "ACCEPT" : "REJECT") OK "
            + "\(flags) \(packetSource ?? "-") \(packetDestination ?? "-")"
    }

    var description: String {
        "\(source):\(sourcePort) > \(destination):\(destinationPort) \(IPProtocol(ipProtocol))"
    }
}

extension [KnownAnswerFlow] {
    /// A flow of no protocol that rules name, twice: Batfish's own default for a flow of which nothing but
    /// the addresses is set, and a number that IANA leaves to experiments.
    static func any(_ source: String, _ destination: String) -> [KnownAnswerFlow] {
        [0, 253].map { KnownAnswerFlow(source: source, destination: destination, ipProtocol: $0) }
    }
}

/// What the two layers of one interface say of a flow, and what in them decides.
struct KnownAnswer: Hashable, Sendable {
    enum Groups: Hashable, Sendable {
        /// The interface carries no group.
        case notApplied
        /// The rules that permit, in the order of their names.
        case permit(by: [String])
        /// The groups that the interface carries, none of whose rules matches.
        case deny(by: [String])
        /// The rules that may match; none where the interface's group is missing from the rule set.
        case undetermined(by: [String])
    }

    enum NetworkACL: Hashable, Sendable {
        /// No ACL stands on the path, or none is known.
        case notApplied
        case permit(by: String, Int)
        case deny(by: String, Int)
        case undetermined(by: String)
    }

    var direction: TrafficDirection
    var groups: Groups
    var networkACL: NetworkACL

    init(_ direction: TrafficDirection, groups: Groups, networkACL: NetworkACL) {
        self.direction = direction
        self.groups = groups
        self.networkACL = networkACL
    }
}
