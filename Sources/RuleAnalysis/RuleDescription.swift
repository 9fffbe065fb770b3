import NetworkPrimitives
import NetworkRules
import RuleMatching

/// A rule in words: who holds it, what it lets through or stops, and how the console calls it.
package struct RuleDescription: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
        case allow
        case deny
    }

    package var rule: NumberedRule
    /// As verdicts name it: see `CompiledRuleSet.ruleName(_:)`.
    package var name: String
    /// Id of the group or ACL.
    package var ownerID: String
    package var direction: TrafficDirection
    /// Groups allow, ACL entries do either.
    package var action: Action
    /// The console's name, such as `HTTPS` or `Custom TCP`.
    package var typeName: String
    /// `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all.
    package var protocolText: String
    /// `443`, `1024-65535` or `all`; for ICMP the type and code.
    package var portsText: String
    /// The far side: a CIDR block, a group or a prefix list.
    package var peerText: String

    package init(_ index: RuleIndex, _ compiled: CompiledRuleSet) {
        let numbered = compiled.rule(index)
        let name = compiled.ruleName(index)
        switch numbered {
        case .securityGroup(let group, let direction, let number):
            let group = compiled.ruleSet.securityGroups[group]
            let rule = group.rules(direction)[number]
            self.init(
                rule: numbered, name: name, ownerID: group.id, direction, .allow, rule.traffic,
                typeName: ConsoleRuleType.securityGroupRuleName, peerText: rule.peer.description)
        case .networkACL(let acl, let direction, let number):
            let acl = compiled.ruleSet.networkACLs[acl]
            let entry = acl.entries(direction)[number]
            self.init(
                rule: numbered, name: name, ownerID: acl.id, direction,
                entry.action == .allow ? .allow : .deny,
                entry.traffic, typeName: ConsoleRuleType.networkACLRuleName,
                peerText: entry.block.description)
        case .networkACLDefault(let acl, let direction, let family):
            self.init(
                rule: numbered, name: name, ownerID: compiled.ruleSet.networkACLs[acl].id, direction, .deny,
                .all, typeName: ConsoleRuleType.networkACLRuleName,
                peerText: family == .ipv4 ? "0.0.0.0/0" : "::/0")
        }
    }

    private init(
        rule: NumberedRule, name: String, ownerID: String, _ direction: TrafficDirection, _ action: Action,
        _ traffic: RuleTraffic,
        typeName: (_ protocol: IPProtocol?, _ ports: PortRange, _ namesICMPType: Bool) -> String,
        peerText: String
    ) {
        self.rule = rule
        self.name = name
        self.ownerID = ownerID
        self.direction = direction
        self.action = action
        self.typeName = typeName(traffic.ipProtocol, traffic.portRange, traffic.namesICMPMessage)
        protocolText = traffic.protocolText
        portsText = traffic.portsText
        self.peerText = peerText
    }
}
