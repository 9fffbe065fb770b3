import FlowLogs
import NetworkPrimitives

/// What records are summed by where single connections do not matter: everything but the port that the side which opened
/// the connection chose.
package struct FlowAggregateKey: Hashable, Sendable {
    /// Number of the interface in the rule set.
    package var interface: UInt32
    /// Which way the records go.
    package var direction: TrafficDirection
    /// The address of the far side, as it was matched.
    package var remote: IPAddress
    package var ipProtocol: IPProtocol
    /// The port that rules compare: the destination's; for return traffic the source's. 0 where the protocol has none.
    package var port: UInt16
    /// Whether the records look like those of the side that answers, whatever their verdict credits.
    package var looksLikeReply = false
    package var verdictCode: UInt16

    package var verdict: Verdict? { Verdict(code: Int(verdictCode)) }

    /// Whether the records were credited to the rules of the opposite direction.
    package var isReturn: Bool {
        verdict.map { $0.reason == .returnTraffic || $0.reason == .presumedReturn } ?? false
    }

    /// The direction whose rules the records were credited to: that in which the connection was opened.
    package var openingDirection: TrafficDirection { isReturn ? direction.opposite : direction }

    /// From what goes where in the order of reports: by interface, then by who is at the far side.
    package static func precedes(_ left: Self, _ right: Self) -> Bool {
        if left.interface != right.interface { return left.interface < right.interface }
        if left.direction != right.direction { return left.direction.rawValue < right.direction.rawValue }
        if left.remote != right.remote { return left.remote < right.remote }
        if left.ipProtocol != right.ipProtocol { return left.ipProtocol.number < right.ipProtocol.number }
        if left.port != right.port { return left.port < right.port }
        if left.looksLikeReply != right.looksLikeReply { return right.looksLikeReply }
        return left.verdictCode < right.verdictCode
    }
}

/// The records of one key.
package struct FlowAggregate: Hashable, Sendable {
    package var key: FlowAggregateKey
    package var sums: FlowSums
    package var seen: TimeSpan
}

extension FlowAggregateKey: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(interface)
        state.write(direction)
        state.write(remote)
        state.write(ipProtocol.number)
        state.write(port)
        state.write(looksLikeReply)
        state.write(verdictCode)
    }

    package init(from state: inout StateReader) throws(StateError) {
        self.init(
            interface: try state.interface(), direction: try TrafficDirection(from: &state),
            remote: try IPAddress(from: &state), ipProtocol: IPProtocol(try UInt8(from: &state)),
            port: try UInt16(from: &state), looksLikeReply: try Bool(from: &state),
            verdictCode: UInt16(try state.verdictCode()))
    }
}

extension FlowAggregate: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(key)
        state.write(sums)
        state.write(seen)
    }

    package init(from state: inout StateReader) throws(StateError) {
        self.init(
            key: try FlowAggregateKey(from: &state), sums: try FlowSums(from: &state),
            seen: try TimeSpan(from: &state))
    }
}
