import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// How efficient a rule set is: its size and what drives it, what look-ups take, how far ACLs are walked, how near it is
/// to the cloud's quotas, and what fewer rules would say the same.
package struct RuleSetEfficiency: Sendable {
    package struct Walk: Sendable {
        package let networkACL: String
        package let direction: TrafficDirection
        /// Rule numbers of the entries in the order that decides most traffic soonest.
        package let order: [Int]
        package let hits: UInt64
        package let now: Double
        package let best: Double
    }

    /// The rule set's path as it was given.
    package let name: String
    package let size: RuleSetSize
    package let quotas: [QuotaUse]
    package let times: LookUpTimes
    /// Directions of ACLs that decided records, those with the most first; none without logs.
    package let walks: [Walk]
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
        walks = logs.map { Self.walks(ruleSet, $0) } ?? []
        smaller = SmallerRules(ruleSet)
        self.loadSeconds = loadSeconds
        self.compileSeconds = compileSeconds
    }

    private static func walks(_ ruleSet: RuleSet, _ logs: FlowEvidence) -> [Walk] {
        let walks = ruleSet.networkACLs.enumerated().flatMap { number, acl in
            TrafficDirection.allCases.compactMap { direction -> Walk? in
                func hits(_ rule: NumberedRule) -> UInt64 { logs.usage(of: rule).hits.records }
                let entries = acl.entries(direction)
                let counts = entries.indices.map { hits(.networkACL(number, direction, entry: $0)) }
                let implied = AddressFamily.allCases.reduce(UInt64(0)) {
                    $0 &+ hits(.networkACLDefault(number, direction, $1))
                }
                let total = counts.reduce(implied, &+)
                guard total > 0 else { return nil }
                let order = EntryOrder(entries, hits: counts + [implied])
                return Walk(
                    networkACL: acl.id, direction: direction,
                    order: order.places.map { entries[$0].ruleNumber },
                    hits: total, now: order.walkedNow, best: order.walked)
            }
        }
        return walks.sorted { $0.hits != $1.hits ? $0.hits > $1.hits : $0.networkACL < $1.networkACL }
    }
}
