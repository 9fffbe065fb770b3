import NetworkRules
import RuleMatching

/// The names that verdict records give the rules behind decisions.
enum DecisionNames {
    struct Group {
        let id: String
        let rule: String
    }

    struct ACL {
        let id: String
        /// Nil where it is open which entry decides.
        let rule: Int?
    }

    /// The group and rule that permit; nil where none does.
    static func securityGroup(_ decision: Decision, _ compiled: CompiledRuleSet) -> Group? {
        guard let rule = decision.rule, case .securityGroup(let number, _, _) = compiled.rule(rule) else {
            return nil
        }
        return Group(id: compiled.ruleSet.securityGroups[number].id, rule: compiled.ruleName(rule))
    }

    /// The ACL and entry that decide; nil where the layer was not asked.
    static func networkACL(_ decision: Decision, _ compiled: CompiledRuleSet) -> ACL? {
        let acls = compiled.ruleSet.networkACLs
        return switch decision.rule.map(compiled.rule) {
        case .networkACL(let acl, let direction, let entry):
            ACL(id: acls[acl].id, rule: acls[acl].entries(direction)[entry].ruleNumber)
        case .networkACLDefault(let acl, _, let family):
            ACL(id: acls[acl].id, rule: NetworkACL.defaultRuleNumber(family))
        case .securityGroup, nil: nil
        }
    }

    /// The ACL of an interface, of which it is open which entry decides.
    static func undeterminedACL(ofInterface interface: Int, _ compiled: CompiledRuleSet) -> ACL? {
        compiled.networkACL(ofInterface: interface).map {
            ACL(id: compiled.ruleSet.networkACLs[$0].id, rule: nil)
        }
    }
}
