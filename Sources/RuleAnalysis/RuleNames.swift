import NetworkPrimitives
import NetworkRules
import RuleMatching

extension RuleSet {
    /// A rule with its group or ACL, as messages name it.
    package func name(of rule: NumberedRule) -> String {
        switch rule {
        case .securityGroup(let group, let direction, let number):
            let group = securityGroups[group]
            let rule = group.rules(direction)[number]
            guard let id = rule.id else { return rule.name(inGroup: group.id, direction) }
            return "\(id) of \(group.id)"
        case .networkACL(let acl, let direction, let entry):
            let acl = networkACLs[acl]
            return "\(acl.id) \(direction) \(acl.entries(direction)[entry].ruleNumber)"
        case .networkACLDefault(let acl, let direction, _):
            return "\(networkACLs[acl].id) \(direction) *"
        }
    }
}
