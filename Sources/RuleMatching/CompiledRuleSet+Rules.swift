import NetworkRules

extension CompiledRuleSet {
    /// Numbers of all security-group rules: group by group, inbound before outbound.
    package var securityGroupRules: [RuleIndex] {
        (0..<firstACLRule).map { RuleIndex(value: $0) }
    }

    /// Numbers of all ACL entries and of the implied last denies behind them, ACL by ACL, inbound
    /// before outbound.
    package var networkACLRules: [RuleIndex] {
        (firstACLRule..<UInt32(ruleCount)).map { RuleIndex(value: $0) }
    }

    private var firstACLRule: UInt32 {
        let section = 2 * ruleSet.securityGroups.count
        return section < sections.count ? sections[section].first.value : UInt32(ruleCount)
    }
}
