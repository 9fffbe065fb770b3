import NetworkPrimitives
import NetworkRules

// Questions about single packets, for analyses: records are asked about by the batch.

extension CompiledRuleSet {
    /// What is asked of the groups of an interface about a packet; no question where it carries none.
    package func groupQuestion(
        ofInterface interface: Int, _ direction: TrafficDirection, _ remote: IPAddress,
        _ ipProtocol: IPProtocol, port: UInt16
    ) -> DecisionKey {
        question(interfaces.facts[interface].groupTable, direction, remote, ipProtocol, port)
    }

    /// What is asked of the network ACL of an interface about a packet; no question where none is known.
    package func aclQuestion(
        ofInterface interface: Int, _ direction: TrafficDirection, _ remote: IPAddress,
        _ ipProtocol: IPProtocol, port: UInt16
    ) -> DecisionKey {
        question(interfaces.facts[interface].aclTable, direction, remote, ipProtocol, port)
    }

    private func question(
        _ inboundTable: UInt32?, _ direction: TrafficDirection, _ remote: IPAddress, _ ipProtocol: IPProtocol,
        _ port: UInt16
    ) -> DecisionKey {
        guard let inboundTable else { return .notApplied }
        return DecisionKey(
            table: inboundTable + UInt32(direction.rawValue),
            addressClass: addresses.addressClass(of: remote),
            serviceClass: services.serviceClass(ipProtocol, port: port))
    }

    /// The number by which hits of a rule are counted.
    package func index(of rule: NumberedRule) -> RuleIndex {
        let (section, offset) =
            switch rule {
            case .securityGroup(let group, let direction, let number):
                (self.section(group: group, direction), number)
            case .networkACL(let acl, let direction, let entry): (self.section(acl: acl, direction), entry)
            case .networkACLDefault(let acl, let direction, let family):
                (
                    self.section(acl: acl, direction),
                    ruleSet.networkACLs[acl].entries(direction).count + (family == .ipv4 ? 0 : 1)
                )
            }
        return sameRules.standIn(for: RuleIndex(value: sections[section].first.value + UInt32(offset)))
    }
}
