import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// Least-privilege rules for the groups of a rule set, made from the flows that its rules let through.
package struct SuggestedRules: Sendable {
    /// What is suggested for one group.
    package struct OfGroup: Sendable {
        /// The group's number in the rule set.
        package let group: Int
        package let ingress: [SuggestedRule]
        package let egress: [SuggestedRule]
        /// Packets that its rules permit now, and that the suggested ones would, by direction; as near as a `Double` comes.
        package let permittedBefore: [TrafficDirection: Double]
        package let permittedAfter: [TrafficDirection: Double]
        /// Rules of a direction and family beyond the limit: no rule of the group permits what would have to be joined.
        package let rulesBeyondLimit: Int

        package func rules(_ direction: TrafficDirection) -> [SuggestedRule] {
            direction == .ingress ? ingress : egress
        }
    }

    package let ruleSet: RuleSet
    /// Groups that some interface with records carries, in the order of the rule set.
    package let groups: [OfGroup]
    /// Numbers of groups of which nothing can be said: no interface with records carries them.
    package let unseenGroups: [Int]
    /// The rule set with the suggested rules in place of its own.
    package let suggested: RuleSet
    /// Flows that the suggestions were made from, and those of them that the suggested rules would not permit, which
    /// are none.
    package let flowCount: Int
    package let refused: [FlowAggregate]
    /// Allowed flows that no rule was made from, by the reason of their verdict.
    package let leftOut: [VerdictReason: FlowSums]
    /// Records that look like replies, though no rule would have permitted their connection.
    package let strayReplies: FlowSums
    /// Whether the logs had more flows than are told apart, so that rules may be missing.
    package let isComplete: Bool
    package let limits: SuggestionLimits

    /// - Parameter logs: judged by rules whose last snapshot is `ruleSet`.
    /// - Throws: where the suggested rules cannot be compiled.
    package init(
        _ ruleSet: RuleSet, _ logs: FlowEvidence, limits: SuggestionLimits = SuggestionLimits()
    ) throws(RuleSetCompilerError) {
        let groupsWithRecords = Set(
            ruleSet.interfaces.filter { logs.hasRecords(ofInterface: $0.id) }.flatMap(\.groupIDs))
        let observed = ObservedOpenings(logs)
        let maker = SuggestionMaker(ruleSet, observed, limits)
        var groups: [OfGroup] = []
        var unseen: [Int] = []
        var suggested = ruleSet
        for number in ruleSet.securityGroups.indices {
            guard groupsWithRecords.contains(ruleSet.securityGroups[number].id) else {
                unseen.append(number)
                continue
            }
            let group = maker.suggestion(number)
            suggested.securityGroups[number].ingress = group.ingress.map(\.rule)
            suggested.securityGroups[number].egress = group.egress.map(\.rule)
            groups.append(group)
        }
        self.ruleSet = ruleSet
        self.groups = groups
        unseenGroups = unseen
        self.suggested = suggested
        flowCount = observed.flows.count
        leftOut = observed.leftOut
        strayReplies = observed.strayReplies
        isComplete = logs.result.aggregates.isComplete
        self.limits = limits
        refused = try Self.refused(observed.flows, by: suggested, logs)
    }

    /// The flows that the suggested rules do not permit for certain.
    private static func refused(
        _ flows: [FlowAggregate], by suggested: RuleSet, _ logs: FlowEvidence
    ) throws(RuleSetCompilerError) -> [FlowAggregate] {
        let compiled = try RuleSetCompiler.compile(suggested)
        let numbers = compiled.interfaceIDs.numberOfElement
        let ids = logs.compiled.interfaceIDs
        var matcher = RuleMatcher(compiled)
        return flows.filter { flow in
            guard let interface = numbers[ids[Int(flow.key.interface)]] else { return true }
            let question = compiled.groupQuestion(
                ofInterface: interface, flow.key.openingDirection, flow.key.remote, flow.key.ipProtocol,
                port: flow.key.port)
            return matcher.decision(question).outcome != .permit
        }
    }
}
