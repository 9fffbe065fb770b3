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
        groupNumbers = Dictionary(
            zip(ruleSet.securityGroups.map(\.id), 0...), uniquingKeysWith: { first, _ in first })
    }

    /// Whether the rule set tells which interfaces there are.
    var knowsInterfaces: Bool { !ruleSet.interfaces.isEmpty }

    func isAttached(_ group: SecurityGroup) -> Bool {
        carriers[group.id] != nil || groupsInUse.contains(group.id)
    }

    func resource(_ group: SecurityGroup) -> AuditResource {
        AuditResource(.securityGroup, group.id, name: group.name)
    }

    func name(_ rule: NumberedRule) -> String { Self.name(rule, ruleSet) }

    /// A rule with its group or ACL, as messages name it.
    static func name(_ rule: NumberedRule, _ ruleSet: RuleSet) -> String {
        switch rule {
        case .securityGroup(let group, let direction, let number):
            let group = ruleSet.securityGroups[group]
            let rule = group.rules(direction)[number]
            guard let id = rule.id else { return rule.name(inGroup: group.id, direction) }
            return "\(id) of \(group.id)"
        case .networkACL(let acl, let direction, let entry):
            let acl = ruleSet.networkACLs[acl]
            return "\(acl.id) \(direction) \(acl.entries(direction)[entry].ruleNumber)"
        case .networkACLDefault(let acl, let direction, _):
            return "\(ruleSet.networkACLs[acl].id) \(direction) *"
        }
    }

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

/// Lists within sentences.
enum WordList {
    /// Words that are spelled out of a longer list.
    private static let maximum = 6

    /// `a`, `a and b`, `a, b and c`, `a, b, … and 7 more`.
    static func text(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "none" }
        if words.count > maximum {
            let shown = words.prefix(maximum - 1)
            return "\(shown.joined(separator: ", ")) and \(words.count - shown.count) more"
        }
        return "\(words.dropLast().joined(separator: ", ")) and \(last)"
    }

    /// `1 interface`, `2 interfaces`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
