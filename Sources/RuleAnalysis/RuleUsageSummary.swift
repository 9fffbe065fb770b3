import FlowEvaluation
import NetworkRules
import RuleMatching

/// The rules of one layer by the traffic that they matched.
///
/// Holds numbers alone, four bytes a rule: words are made of the rules that are shown.
package struct RuleUsageSummary: Sendable {
    package enum Layer: Hashable, Sendable {
        case securityGroups
        /// Entries, and the implied last denies (`*`).
        case networkACLs
    }

    /// Rules with hits: most records first, then most bytes, then by their order in the rule set.
    package let used: [RuleIndex]
    /// Rules without hits, in the order of the rule set. Never among them are implied last denies, which nobody wrote
    /// and nobody can take away, and rules that the last snapshot of a history no longer has.
    package let unused: [RuleIndex]
    /// Rules of the layer; those that are never unused not counted.
    package let ruleCount: Int
    /// Records that some rule of the layer decided, once for each such rule.
    package let hits: FlowSums

    private let compiled: CompiledRuleSet
    private let tally: EvaluationTally

    /// - Complexity: O(n + u log u), n the rules of the layer, u those with hits.
    package init(_ layer: Layer, _ compiled: CompiledRuleSet, _ tally: EvaluationTally) {
        let rules = layer == .securityGroups ? compiled.securityGroupRules : compiled.networkACLRules
        var used: [(rule: RuleIndex, hits: FlowSums)] = []
        var unused: [RuleIndex] = []
        var hits = FlowSums()
        var withoutAccountCount = 0
        for rule in rules {
            let usage = tally.usage(of: rule)
            let isDefault = layer == .networkACLs && Self.isDefault(rule, compiled)
            let isWithoutAccount = isDefault || !compiled.isCurrent(rule)
            if isWithoutAccount { withoutAccountCount += 1 }
            if !usage.isUnused {
                used.append((rule, usage.hits))
                hits += usage.hits
            } else if !isWithoutAccount {
                unused.append(rule)
            }
        }
        used.sort { left, right in
            if left.hits.records != right.hits.records { return left.hits.records > right.hits.records }
            if left.hits.bytes != right.hits.bytes { return left.hits.bytes > right.hits.bytes }
            return left.rule < right.rule
        }
        self.used = used.map(\.rule)
        self.unused = unused
        self.hits = hits
        ruleCount = rules.count - withoutAccountCount
        self.compiled = compiled
        self.tally = tally
    }

    package func description(of rule: RuleIndex) -> RuleDescription { RuleDescription(rule, compiled) }

    package func usage(of rule: RuleIndex) -> RuleUsage { tally.usage(of: rule) }

    private static func isDefault(_ rule: RuleIndex, _ compiled: CompiledRuleSet) -> Bool {
        if case .networkACLDefault = compiled.rule(rule) { true } else { false }
    }
}
