import NetworkRules
import RuleMatching

/// The names of the rules behind decisions, found once for each.
struct DecisionNames {
    struct Group {
        let id: String
        let rule: String
    }

    struct ACL {
        let id: String
        /// Nil where it is open which entry decides.
        let rule: Int?
    }

    private let compiled: CompiledRuleSet
    /// By number of the decision.
    private var groups: [UInt32: Group?] = [:]
    private var acls: [UInt32: ACL?] = [:]

    init(_ compiled: CompiledRuleSet) { self.compiled = compiled }

    /// Numbers given out before no longer count.
    mutating func forget() {
        groups.removeAll(keepingCapacity: true)
        acls.removeAll(keepingCapacity: true)
    }

    /// The group and rule that permit; nil where none does.
    mutating func securityGroup(_ decision: UInt32, _ matcher: borrowing RuleMatcher) -> Group? {
        if let known = groups[decision] { return known }
        var group: Group?
        if let rule = matcher.decisions[Int(decision)].rule,
            case .securityGroup(let number, _, _) = compiled.rule(rule)
        {
            group = Group(id: compiled.ruleSet.securityGroups[number].id, rule: compiled.ruleName(rule))
        }
        groups[decision] = .some(group)
        return group
    }

    /// The ACL and entry that decide; nil where the layer was not asked.
    mutating func networkACL(_ decision: UInt32, _ matcher: borrowing RuleMatcher) -> ACL? {
        if let known = acls[decision] { return known }
        let acl: ACL? =
            switch matcher.decisions[Int(decision)].rule.map(compiled.rule) {
            case .networkACL(let acl, let direction, let entry):
                ACL(
                    id: compiled.ruleSet.networkACLs[acl].id,
                    rule: compiled.ruleSet.networkACLs[acl].entries(direction)[entry].ruleNumber)
            case .networkACLDefault(let acl, _, let family):
                ACL(
                    id: compiled.ruleSet.networkACLs[acl].id, rule: NetworkACL.defaultRuleNumber(family))
            case .securityGroup, nil: nil
            }
        acls[decision] = .some(acl)
        return acl
    }

    /// The ACL of an interface, of which it is open which entry decides.
    func undeterminedACL(ofInterface interface: Int) -> ACL? {
        compiled.networkACL(ofInterface: interface).map {
            ACL(id: compiled.ruleSet.networkACLs[$0].id, rule: nil)
        }
    }
}
