import NetworkPrimitives
import NetworkRules

/// What one rule says of one packet, and why.
package struct ExplainedRule: Hashable, Sendable {
    package enum Match: Hashable, Sendable {
        case yes
        case no
        /// The rule looks at something that a flow log does not carry.
        case maybe
    }

    package enum Cause: Hashable, Sendable {
        case matches
        case otherProtocol
        case otherPort
        case otherAddress
        /// A group rule for ICMP type -1 with a code, which the cloud never matches.
        case matchesNothing
        /// The rule names an ICMP type or code.
        case namesICMPMessage
        /// A value of the rule is known only after a plan is applied.
        case notKnownYet
        case unresolvedPrefixList
        /// The rule names a group that the rule set does not hold, and the remote is no known
        /// interface's address.
        case unknownGroup
    }

    package var rule: NumberedRule
    package var match: Match
    package var cause: Cause
}

/// A packet as one layer is asked about it.
package struct LayerQuestion: Hashable, Sendable {
    package var direction: TrafficDirection
    package var remote: IPAddress
    package var ipProtocol: IPProtocol
    package var port: UInt16

    package init(
        direction: TrafficDirection, remote: IPAddress, ipProtocol: IPProtocol, port: UInt16
    ) {
        self.direction = direction
        self.remote = remote
        self.ipProtocol = ipProtocol
        self.port = port
    }
}

extension CompiledRuleSet {
    /// Every rule of an interface's groups in the direction asked, as the matcher sees it.
    package func explainGroups(ofInterface interface: Int, _ question: LayerQuestion) -> [ExplainedRule] {
        guard let table = interfaces.facts[interface].groupTable else { return [] }
        return profiles[Int(table / 2)].groups.flatMap { group in
            explain(question, section: section(group: group, question.direction)) { rule in
                let rules = ruleSet.securityGroups[group].rules(question.direction)
                return ExplainedSubject(
                    rule: .securityGroup(group, question.direction, rule: rule),
                    traffic: rules[rule].traffic, peer: rules[rule].peer, isKnown: rules[rule].isKnown)
            }
        }
    }

    /// The entries of a network ACL in the direction asked, as the matcher sees them;
    /// those behind the first that matches are left out, since they are never looked at.
    package func explain(networkACL acl: Int, _ question: LayerQuestion) -> [ExplainedRule] {
        let entries = ruleSet.networkACLs[acl].entries(question.direction)
        let explained = explain(question, section: section(acl: acl, question.direction)) { entry in
            ExplainedSubject(
                rule: .networkACL(acl, question.direction, entry: entry), traffic: entries[entry].traffic,
                peer: .cidr(entries[entry].block), isKnown: entries[entry].isKnown)
        }
        if let first = explained.firstIndex(where: { $0.match == .yes }) { return Array(explained[...first]) }
        let byDefault = NumberedRule.networkACLDefault(acl, question.direction, question.remote.family)
        return explained + [ExplainedRule(rule: byDefault, match: .yes, cause: .matches)]
    }

    /// The number of the network ACL of an interface's subnet, where one is known.
    package func networkACL(ofInterface interface: Int) -> Int? {
        interfaces.facts[interface].aclTable.map { Int($0) / 2 - profiles.count }
    }

    private func explain(
        _ question: LayerQuestion, section: Int, subject: (Int) -> ExplainedSubject
    ) -> [ExplainedRule] {
        let table = tables[Int(tableOfSection[section])]
        let addressClass = addresses.addressClass(of: question.remote)
        let serviceClass = services.serviceClass(question.ipProtocol, port: question.port)
        var match = RuleMatch()
        table.match(addresses.cover(of: addressClass), serviceClass: serviceClass, into: &match)
        return (0..<table.ruleCount).map { number in
            let subject = subject(number)
            if match.isCertain(number) {
                return ExplainedRule(rule: subject.rule, match: .yes, cause: .matches)
            }
            if match.isPossible(number) {
                return ExplainedRule(rule: subject.rule, match: .maybe, cause: subject.doubt)
            }
            return ExplainedRule(
                rule: subject.rule, match: .no, cause: obstacle(question, subject.traffic, serviceClass))
        }
    }

    private func obstacle(
        _ question: LayerQuestion, _ traffic: RuleTraffic, _ serviceClass: UInt32
    ) -> ExplainedRule.Cause {
        if case .icmp(_, .nothing) = traffic { return .matchesNothing }
        if let ipProtocol = traffic.ipProtocol, ipProtocol != question.ipProtocol { return .otherProtocol }
        return services.classes(of: traffic).contains(serviceClass) ? .otherAddress : .otherPort
    }
}

/// What is asked of a rule to explain it, be it of a group or of a network ACL.
private struct ExplainedSubject {
    let rule: NumberedRule
    let traffic: RuleTraffic
    let peer: RulePeer
    let isKnown: Bool

    /// Why the rule no more than may match.
    var doubt: ExplainedRule.Cause {
        if !isKnown { return .notKnownYet }
        if traffic.namesICMPMessage { return .namesICMPMessage }
        if case .prefixList = peer { return .unresolvedPrefixList }
        return .unknownGroup
    }
}
