import NetworkPrimitives
import NetworkRules
import RuleMatching

/// What all checks of an audit ask of a rule set.
struct AuditContext {
    let ruleSet: RuleSet
    let surroundings: AccountSurroundings
    let peers: PeerAddresses
    /// Interfaces that carry each group, by its id.
    let carriers: [String: [Int]]
    /// Groups that databases, instances, load balancers and endpoints name.
    let groupsInUse: Set<String>
    let groupNumbers: [String: Int]

    init(_ ruleSet: RuleSet, _ surroundings: AccountSurroundings) {
        self.ruleSet = ruleSet
        self.surroundings = surroundings
        peers = PeerAddresses(ruleSet)
        var carriers: [String: [Int]] = [:]
        for (number, interface) in ruleSet.interfaces.enumerated() {
            for group in interface.groupIDs { carriers[group, default: []].append(number) }
        }
        self.carriers = carriers
        groupsInUse = Set(
            (surroundings.databases ?? []).flatMap(\.groupIDs) + (surroundings.groupsInUse ?? []))
        groupNumbers = ruleSet.securityGroups.map(\.id).numberOfElement
    }

    /// Whether the rule set tells which interfaces there are.
    var knowsInterfaces: Bool { !ruleSet.interfaces.isEmpty }

    func isAttached(_ group: SecurityGroup) -> Bool {
        carriers[group.id] != nil || groupsInUse.contains(group.id)
    }

    func resource(_ group: SecurityGroup) -> AuditResource {
        AuditResource(.securityGroup, group.id, name: group.name)
    }

    func name(_ rule: NumberedRule) -> String { ruleSet.name(of: rule) }

    /// All that a rule may be called: as verdicts name it, by its id, and by what it says.
    func allNames(of rule: NumberedRule) -> Set<String> {
        switch rule {
        case .securityGroup(let group, let direction, let number):
            let group = ruleSet.securityGroups[group]
            var rule = group.rules(direction)[number]
            let name = rule.name(inGroup: group.id, direction)
            rule.id = nil
            return [name, rule.name(inGroup: group.id, direction)]
        case .networkACL(let acl, let direction, let entry):
            let number = ruleSet.networkACLs[acl].entries(direction)[entry].ruleNumber
            return ["\(number)", "\(direction)/\(number)"]
        case .networkACLDefault: return ["*"]
        }
    }

    /// Several rules, the first few by name.
    func names(_ rules: [NumberedRule]) -> String { WordList.text(rules.map(name)) }
}
