import FlowEvaluation
import FlowLogs
import NetworkPrimitives
import RuleMatching

/// A flow of which two rule sets say something different.
package struct FlowChange: Hashable, Sendable {
    package enum Effect: String, CaseIterable, Hashable, Sendable {
        /// It was accepted, and would be refused.
        case breaks
        /// It was refused, and would be accepted.
        case opens
        /// What became of it stays the same; the rules explain it otherwise, or one of them no longer does.
        case explains
    }

    package let effect: Effect
    package let flow: ChangedFlow

    package init(_ flow: ChangedFlow) {
        self.flow = flow
        let before = Self.isPermitted(flow.key.flow.verdict, isAccepted: flow.key.isAccepted)
        let after = Self.isPermitted(flow.key.newVerdict, isAccepted: flow.key.isAccepted)
        effect =
            switch (before, after) {
            case (true, false) where flow.key.isAccepted: .breaks
            case (false, true) where !flow.key.isAccepted: .opens
            default: .explains
            }
    }

    /// Whether rules let a flow through, by the verdict that they give its records; nil where that does not tell.
    private static func isPermitted(_ verdict: Verdict?, isAccepted: Bool) -> Bool? {
        guard let verdict else { return nil }
        switch (verdict.verdictClass, verdict.reason) {
        case (_, .undetermined), (.notEvaluated, _), (.vpcBlocked, _): return nil
        case (.allowedBySG, _): return true
        case (.anomalous, _): return !isAccepted
        // Refused although every layer permits it, or would let the reply of a live connection through.
        case (.sgBlocked, .closedConnection), (.sgBlocked, .untrackedReturn): return true
        case (.sgBlocked, _), (.naclBlocked, _): return false
        }
    }
}

/// What a change of rules does to the flows of an archive.
package struct FlowChanges: Sendable {
    /// Those that break before those that open, the most records first.
    package let changes: [FlowChange]
    package let pair: RuleSetPair
    /// Whether every changed record is in a flow of its own.
    package let isComplete: Bool

    package init(_ result: EvaluationResult, _ pair: RuleSetPair) {
        let order = FlowChange.Effect.allCases.numberOfElement
        changes = result.changed.sorted.map(FlowChange.init).enumerated().sorted { left, right in
            if left.element.effect != right.element.effect {
                return order[left.element.effect, default: 0] < order[right.element.effect, default: 0]
            }
            let (one, two) = (left.element.flow.sums.records, right.element.flow.sums.records)
            return one != two ? one > two : left.offset < right.offset
        }.map(\.element)
        self.pair = pair
        isComplete = result.changed.isComplete
    }

    package func changes(_ effect: FlowChange.Effect) -> [FlowChange] {
        changes.filter { $0.effect == effect }
    }

    /// Changes of one effect, those of a connection's both sides as one: the first is that of who opened it, where its
    /// records change too.
    package func connections(_ effect: FlowChange.Effect) -> [[FlowChange]] {
        var connections: [[FlowChange]] = []
        var places: [Connection: Int] = [:]
        for change in changes(effect) {
            let connection = Connection(change.flow.key)
            if let place = places[connection] {
                connections[place].append(change)
            } else {
                places[connection] = connections.count
                connections.append([change])
            }
        }
        return connections.map { connection in
            connection.filter { !$0.flow.key.isReply } + connection.filter(\.flow.key.isReply)
        }
    }

    private struct Connection: Hashable {
        let interface: UInt32
        let direction: TrafficDirection
        let remote: IPAddress
        let ipProtocol: IPProtocol
        let port: UInt16

        init(_ key: ChangedFlowKey) {
            interface = key.flow.interface
            direction = key.openingDirection
            remote = key.flow.remote
            ipProtocol = key.flow.ipProtocol
            port = key.flow.port
        }
    }

    package func interfaceID(_ change: FlowChange) -> String {
        let number = Int(change.flow.key.flow.interface)
        return number < pair.interfaceIDs.count ? pair.interfaceIDs[number] : "-"
    }
}
