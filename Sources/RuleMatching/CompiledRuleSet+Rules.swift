import NetworkRules

extension CompiledRuleSet {
    /// Numbers of all security-group rules: group by group, inbound before outbound; behind those of now the rules
    /// that are gone.
    package var securityGroupRules: [RuleIndex] { rules(0..<firstACLRule) }

    /// Numbers of all ACL entries and of the implied last denies behind them, ACL by ACL, inbound
    /// before outbound; behind those of now the ones that are gone.
    package var networkACLRules: [RuleIndex] { rules(firstACLRule..<UInt32(ruleCount)) }

    /// Each rule once, whatever versions of its group or ACL have it.
    private func rules(_ range: Range<UInt32>) -> [RuleIndex] {
        range.lazy.map { RuleIndex(value: $0) }.filter { sameRules.standIn(for: $0) == $0 }
    }

    /// Whether a rule is in force under the last snapshot.
    package func isCurrent(_ rule: RuleIndex) -> Bool {
        switch self.rule(rule) {
        case .securityGroup(let group, _, _): group < currentCounts.securityGroups
        case .networkACL(let acl, _, _), .networkACLDefault(let acl, _, _): acl < currentCounts.networkACLs
        }
    }

    private var firstACLRule: UInt32 {
        let section = 2 * ruleSet.securityGroups.count
        return section < sections.count ? sections[section].first.value : UInt32(ruleCount)
    }
}
