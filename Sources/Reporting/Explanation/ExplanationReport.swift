import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// The text and JSON of an explanation.
package struct ExplanationReport {
    let explanation: FlowExplanation
    let compiled: CompiledRuleSet
    /// Whether the action is what the rules would do, not what a log says was done.
    let isActionAssumed: Bool

    package init(_ explanation: FlowExplanation, _ compiled: CompiledRuleSet, isActionAssumed: Bool) {
        self.explanation = explanation
        self.compiled = compiled
        self.isActionAssumed = isActionAssumed
    }

    /// Class, reason and certainty, separated by slashes.
    var verdictText: String {
        let verdict = explanation.verdict
        let reason =
            verdict.reason == .statedReason
            ? DisplayText.escaped(explanation.statedReason ?? "") : verdict.reason.name
        return ([verdict.verdictClass.name, reason] + (verdict.certainty.map { [$0.name] } ?? []))
            .joined(separator: "/")
    }
}

/// A rule as explanations show it: who holds it, its console name, what it names, what it does.
struct ExplainedRuleText {
    var owner: String
    var name: String
    var type: String
    var services: String
    var peer: String
    /// `allow` or `deny` for an ACL entry; nil for a group rule, which only allows.
    var action: String?

    init(_ rule: NumberedRule, _ compiled: CompiledRuleSet) {
        let ruleSet = compiled.ruleSet
        switch rule {
        case .securityGroup(let group, let direction, let number):
            let group = ruleSet.securityGroups[group]
            let rule = group.rules(direction)[number]
            owner = group.id
            name = rule.name(inGroup: group.id, direction)
            type = ConsoleRuleType.securityGroupRuleName(
                protocol: rule.traffic.ipProtocol, ports: rule.traffic.portRange,
                namesICMPType: rule.traffic.namesICMPMessage)
            services = Self.services(rule.traffic)
            peer = rule.peer.description
        case .networkACL(let acl, let direction, let number):
            let acl = ruleSet.networkACLs[acl]
            let entry = acl.entries(direction)[number]
            owner = acl.id
            name = "\(entry.ruleNumber)"
            type = ConsoleRuleType.networkACLRuleName(
                protocol: entry.traffic.ipProtocol, ports: entry.traffic.portRange,
                namesICMPType: entry.traffic.namesICMPMessage)
            services = Self.services(entry.traffic)
            peer = entry.block.description
            action = entry.action == .allow ? "allow" : "deny"
        case .networkACLDefault(let acl, _, let family):
            owner = ruleSet.networkACLs[acl].id
            name = "*"
            type = "All traffic"
            services = "all"
            peer = family == .ipv4 ? "0.0.0.0/0" : "::/0"
            action = "deny"
        }
    }

    private static func services(_ traffic: RuleTraffic) -> String {
        guard let ipProtocol = traffic.ipProtocol else { return "all" }
        return ipProtocol.hasPorts || traffic.namesICMPMessage
            ? "\(ipProtocol) \(traffic.portsText)" : "\(ipProtocol)"
    }
}

extension ExplainedRule {
    var matchText: String {
        switch match {
        case .yes: "yes"
        case .no: "no"
        case .maybe: "maybe"
        }
    }

    var causeText: String {
        switch cause {
        case .matches: "matches"
        case .otherProtocol: "another protocol"
        case .otherPort: "another port"
        case .otherAddress: "the address is not in it"
        case .matchesNothing: "ICMP type -1 with a code matches nothing"
        case .namesICMPMessage: "names an ICMP type or code, which flow logs do not carry"
        case .unresolvedPrefixList: "the rule set does not hold the prefix list's entries"
        case .unknownGroup: "the group is not in the rule set, nor is the address a known interface's"
        }
    }
}

extension LayerOutcome {
    var text: String {
        switch self {
        case .notApplied: "not applied"
        case .permit: "permits"
        case .deny: "denies"
        case .undetermined: "undetermined"
        }
    }
}

extension ConnectionEvidence {
    /// What the record shows of who opened the connection, and what follows for the return reading.
    var text: String {
        switch self {
        case .opened:
            "the flags show an opening SYN: the sender opened the connection, so this is no reply"
        case .answered:
            "the flags show SYN and ACK: the sender answers, so this is a reply"
        case .implausibleReturn:
            "the packet goes to a service port from a port that is none: hardly a reply, so the return "
                + "reading does not count"
        case .presumedReturn:
            "an ephemeral port towards a lower one that is no known service: presumed to be a reply "
                + "where only the return reading permits it"
        case .plausibleReturn:
            "nothing speaks against a reply"
        }
    }
}
