import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// How efficient a rule set is: its size and what drives it, what look-ups take, how far ACLs are walked, how near it is
/// to the cloud's quotas, and what fewer rules would say the same.
package struct RuleSetEfficiency: Sendable {
    /// The rule set's path as it was given.
    package let name: String
    package let size: RuleSetSize
    package let quotas: [QuotaUse]
    package let times: LookUpTimes
    /// Directions of ACLs that decided records, those with the most first; none without logs.
    package let walks: [ACLWalk]
    package let smaller: SmallerRules
    /// Seconds that loading and compiling took.
    package let loadSeconds: Double
    package let compileSeconds: Double

    package init(
        _ name: String, _ ruleSet: RuleSet, _ compiled: CompiledRuleSet, logs: FlowEvidence?,
        quotas: QuotaLimits,
        loadSeconds: Double, compileSeconds: Double
    ) {
        self.name = name
        size = RuleSetSize(ruleSet, compiled)
        self.quotas = quotas.use(by: ruleSet)
        times = LookUpTimes(compiled, ruleSet, logs: logs)
        walks = logs.map { ACLWalk.all(ruleSet, $0) } ?? []
        smaller = SmallerRules(ruleSet)
        self.loadSeconds = loadSeconds
        self.compileSeconds = compileSeconds
    }
}
