import NetworkPrimitives
import NetworkRules

/// A security-group rule that permits a flow.
package struct ReferencePermit: Hashable, Sendable {
    package var groupID: String
    /// The rule's name, as verdicts give it.
    package var rule: String
    package var prefixLength: Int
    package var portCount: Int

    /// Whether a verdict names this rule rather than `other`: the longest prefix, then the fewest
    /// ports, then the lowest name.
    package func isNamed(before other: ReferencePermit) -> Bool {
        if prefixLength != other.prefixLength { return prefixLength > other.prefixLength }
        if portCount != other.portCount { return portCount < other.portCount }
        if rule != other.rule { return rule.utf8.lexicographicallyPrecedes(other.rule.utf8) }
        return groupID.utf8.lexicographicallyPrecedes(other.groupID.utf8)
    }
}

/// What an interface's security groups answer together.
package struct ReferenceGroupAnswer: Hashable, Sendable {
    package var match: ReferenceMatch
    /// Every rule that permits, in the order of the interface's groups and of their rules.
    package var permits: [ReferencePermit]

    /// The rule that a verdict names.
    package var named: ReferencePermit? { permits.min { $0.isNamed(before: $1) } }
}

/// What the network ACL of an interface's subnet answers.
package struct ReferenceACLAnswer: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case deny
        case permit
        case maybe
    }

    package var aclID: String
    package var outcome: Outcome
    /// The rule that decides, 32767 or 32768 for the default one; nil where that is undetermined.
    package var ruleNumber: Int?
}

extension ReferenceMatcher {
    /// Asks the rules of one direction of all the interface's groups; nil where it carries none.
    ///
    /// Any *yes* permits, else any *maybe* is undetermined; a group that the rule set lacks may
    /// permit anything.
    package func securityGroups(
        of interface: NetworkInterface, _ direction: TrafficDirection, _ flow: ReferenceFlow
    ) -> ReferenceGroupAnswer? {
        guard !interface.groupIDs.isEmpty else { return nil }
        var answer = ReferenceGroupAnswer(match: .no, permits: [])
        for groupID in interface.groupIDs {
            guard let group = group(groupID) else {
                answer.match = max(answer.match, .maybe)
                continue
            }
            for rule in group.rules(direction) {
                let (match, prefixLength) = match(rule, flow)
                answer.match = max(answer.match, match)
                guard match == .yes, let prefixLength else { continue }
                answer.permits.append(
                    ReferencePermit(
                        groupID: groupID, rule: rule.name(inGroup: groupID, direction),
                        prefixLength: prefixLength, portCount: rule.traffic.portRange.count))
            }
        }
        return answer
    }

    /// Asks the ACL of the interface's subnet; nil where the layer is not applied: the remote lies
    /// in the same subnet, or the rule set does not tell which ACL is in force.
    package func networkACL(
        of interface: NetworkInterface, _ direction: TrafficDirection, _ flow: ReferenceFlow
    ) -> ReferenceACLAnswer? {
        let ownSubnet = subnet(of: interface)?.blocks ?? []
        guard !ownSubnet.contains(where: { $0.contains(flow.remote) }), let acl = networkACL(of: interface)
        else { return nil }

        var maybeActions: Set<NetworkACLEntry.Action> = []
        for entry in acl.entries(direction).sorted(by: { $0.ruleNumber < $1.ruleNumber }) {
            switch match(entry, flow) {
            case .no:
                continue
            case .maybe:
                maybeActions.insert(entry.action)
            case .yes:
                let opposite: NetworkACLEntry.Action = entry.action == .allow ? .deny : .allow
                if maybeActions.contains(opposite) {
                    return ReferenceACLAnswer(aclID: acl.id, outcome: .maybe, ruleNumber: nil)
                }
                return ReferenceACLAnswer(
                    aclID: acl.id, outcome: entry.action == .allow ? .permit : .deny,
                    ruleNumber: entry.ruleNumber)
            }
        }
        if maybeActions.contains(.allow) {
            return ReferenceACLAnswer(aclID: acl.id, outcome: .maybe, ruleNumber: nil)
        }
        return ReferenceACLAnswer(
            aclID: acl.id, outcome: .deny, ruleNumber: NetworkACL.defaultRuleNumber(flow.remote.family))
    }

    /// The ACL that an association gives to the interface's subnet, else its VPC's default one.
    package func networkACL(of interface: NetworkInterface) -> NetworkACL? {
        guard let subnetID = interface.subnetID else { return nil }
        if let associated = ruleSet.networkACLs.first(where: { $0.subnetIDs.contains(subnetID) }) {
            return associated
        }
        guard let vpcID = vpcID(of: interface) else { return nil }
        return ruleSet.networkACLs.first { $0.isDefault && $0.vpcID == vpcID }
    }
}
