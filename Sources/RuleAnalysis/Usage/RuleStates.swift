import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// What records and rules say of one rule.
package enum RuleState: String, CaseIterable, Hashable, Sendable {
    case used
    /// Nothing used it, in the time that the logs cover.
    case unused
    /// Nothing used it that logs would show: what it is for is never logged.
    case cannotBeSeen = "cannot-be-seen"
    /// Every record that it permits another rule permits too; without the entry every packet has the same answer.
    case redundant
    /// Rules beside it cover it, or entries before it: proved by the rules, whatever records there are.
    case shadowed
    /// The last snapshot of a history no longer has it.
    case gone
}

/// The state of every rule of the last snapshot.
package struct RuleStates: Sendable {
    private let compiled: CompiledRuleSet
    private let tally: EvaluationTally
    private let shadowed: Set<NumberedRule>
    private let redundantEntries: Set<NumberedRule>
    private let peers: PeerAddresses
    private let unseen: UnseenTraffic

    package init(_ compiled: CompiledRuleSet, _ tally: EvaluationTally) {
        self.compiled = compiled
        self.tally = tally
        let current = compiled.currentRuleSet
        let entries = NeedlessACLEntries.find(in: current)
        peers = PeerAddresses(current)
        let rules = ShadowedGroupRules.find(in: current, peers).filter { $0.basis != .members }
        shadowed = Set(rules.map(\.rule) + entries.filter { $0.why == .neverReached }.map(\.entry))
        redundantEntries = Set(entries.filter { $0.why == .sameWithout }.map(\.entry))
        unseen = UnseenTraffic(current)
    }

    /// Nil for the implied last deny of an ACL, which nobody can take away.
    package subscript(index: RuleIndex) -> RuleState? {
        guard compiled.isCurrent(index) else { return .gone }
        let rule = compiled.rule(index)
        let usage = tally.usage(of: index)
        if shadowed.contains(rule) { return .shadowed }
        switch rule {
        case .networkACLDefault: return nil
        case .networkACL:
            return redundantEntries.contains(rule) ? .redundant : usage.isUnused ? .unused : .used
        case .securityGroup(let group, let direction, let number):
            guard usage.isUnused else { return usage.soleHits.records == 0 ? .redundant : .used }
            let content = compiled.ruleSet.securityGroups[group].rules(direction)[number]
            return unseen.reason(content, peers[content.peer].addresses) == nil ? .unused : .cannotBeSeen
        }
    }

    /// How many rules of a layer are in each state.
    package func counts(_ layer: RuleUsageSummary.Layer) -> [RuleState: Int] {
        let rules = layer == .securityGroups ? compiled.securityGroupRules : compiled.networkACLRules
        return rules.reduce(into: [:]) { counts, rule in
            if let state = self[rule] { counts[state, default: 0] += 1 }
        }
    }
}

extension CompiledRuleSet {
    /// The last snapshot.
    package var currentRuleSet: RuleSet {
        guard history.isHistory else { return ruleSet }
        return RuleSet(
            inOrderSecurityGroups: Array(ruleSet.securityGroups.prefix(currentCounts.securityGroups)),
            networkACLs: Array(ruleSet.networkACLs.prefix(currentCounts.networkACLs)),
            interfaces: Array(ruleSet.interfaces.prefix(currentCounts.interfaces)), of: ruleSet)
    }
}
