import FlowLogs
import NetworkPrimitives
import RuleMatching

/// What records are summed by of which another rule set says something else.
package struct ChangedFlowKey: Hashable, Sendable {
    /// The flow; its verdict is that of the old rule set, its interface's number that of `RuleSetPair`.
    package var flow: FlowAggregateKey
    package var newVerdictCode: UInt16
    package var isAccepted: Bool
    /// Whether the records are of the side that answers, by a verdict or else by their ports; the flow's port is the
    /// source's then.
    package var isReply: Bool

    package var newVerdict: Verdict? { Verdict(code: Int(newVerdictCode)) }

    /// The direction in which the connection was opened.
    package var openingDirection: TrafficDirection { isReply ? flow.direction.opposite : flow.direction }
}

/// The records of one key.
package struct ChangedFlow: Hashable, Sendable {
    package var key: ChangedFlowKey
    package var sums = FlowSums()
    package var seen = TimeSpan()
    package var old: ResponsibleRules
    package var new: ResponsibleRules
}

/// The rules by which one rule set gave a verdict.
package struct ResponsibleRules: Hashable, Sendable {
    /// The group rule that permits, where one does.
    package var group: RuleIndex?
    /// The ACL rule that decides, where the layer is asked.
    package var networkACL: RuleIndex?

    init(_ index: Int, _ verdicts: borrowing VerdictBatch, _ matcher: borrowing RuleMatcher) {
        group = matcher.decisions[Int(verdicts.groupDecision[index])].rule
        networkACL = matcher.decisions[Int(verdicts.aclDecision[index])].rule
    }
}

/// Sums of records whose verdict another rule set changes. Few records are: a dictionary is fast enough.
package struct ChangedFlows: Sendable {
    /// Keys that are told apart; further ones are counted together.
    package static let largestCapacity = 1 << 20

    private let capacity: Int
    private var flows: [ChangedFlowKey: ChangedFlow] = [:]
    /// Records whose keys found no room.
    package private(set) var others = FlowSums()

    /// - Parameter capacity: keys that are told apart, at most `largestCapacity`.
    package init(capacity: Int = largestCapacity) {
        self.capacity = min(max(0, capacity), Self.largestCapacity)
    }

    package var isComplete: Bool { others.records == 0 }

    /// All, in the order of their flows.
    ///
    /// - Complexity: O(n log n), n their number.
    package var sorted: [ChangedFlow] {
        flows.values.sorted { left, right in
            if left.key.flow != right.key.flow {
                return FlowAggregateKey.precedes(left.key.flow, right.key.flow)
            }
            if left.key.newVerdictCode != right.key.newVerdictCode {
                return left.key.newVerdictCode < right.key.newVerdictCode
            }
            if left.key.isReply != right.key.isReply { return right.key.isReply }
            return left.key.isAccepted && !right.key.isAccepted
        }
    }

    mutating func add(
        _ key: ChangedFlowKey, _ traffic: RecordTraffic, _ old: ResponsibleRules, _ new: ResponsibleRules
    ) {
        var flow = ChangedFlow(key: key, old: old, new: new)
        flow.sums = traffic.sums
        flow.seen = traffic.seen
        add(flow)
    }

    mutating func merge(_ other: ChangedFlows) {
        others += other.others
        for flow in other.flows.values { add(flow) }
    }

    private mutating func add(_ flow: ChangedFlow) {
        guard flows[flow.key] != nil || flows.count < capacity else {
            others += flow.sums
            return
        }
        flows[flow.key, default: ChangedFlow(key: flow.key, old: flow.old, new: flow.new)].sums += flow.sums
        flows[flow.key]?.seen += flow.seen
    }
}

// MARK: - As it is kept

extension ChangedFlows {
    func write(to state: inout StateWriter) {
        state.write(sorted)
        state.write(others)
    }

    /// Takes up what was written, beside what is summed.
    mutating func read(from state: inout StateReader) throws(StateError) {
        for _ in 0..<(try state.count()) { add(try ChangedFlow(from: &state)) }
        others += try FlowSums(from: &state)
    }
}

extension ChangedFlow: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(key)
        state.write(sums)
        state.write(seen)
        state.write(old)
        state.write(new)
    }

    package init(from state: inout StateReader) throws(StateError) {
        self.init(
            key: try ChangedFlowKey(from: &state), sums: try FlowSums(from: &state),
            seen: try TimeSpan(from: &state), old: try ResponsibleRules(from: &state),
            new: try ResponsibleRules(from: &state))
    }
}

extension ChangedFlowKey: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(flow)
        state.write(newVerdictCode)
        state.write(isAccepted)
        state.write(isReply)
    }

    package init(from state: inout StateReader) throws(StateError) {
        self.init(
            flow: try FlowAggregateKey(from: &state), newVerdictCode: UInt16(try state.verdictCode()),
            isAccepted: try Bool(from: &state), isReply: try Bool(from: &state))
    }
}

extension ResponsibleRules: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(group?.value)
        state.write(networkACL?.value)
    }

    package init(from state: inout StateReader) throws(StateError) {
        group = try state.optionalRule()
        networkACL = try state.optionalRule()
    }
}

extension StateReader {
    fileprivate mutating func optionalRule() throws(StateError) -> RuleIndex? {
        try Bool(from: &self) ? RuleIndex(value: try rule()) : nil
    }
}
