import NetworkPrimitives

/// A network ACL: stateless, attached to subnets, the first match in number order decides.
package struct NetworkACL: Hashable, Sendable {
    package var id: String
    package var vpcID: String?
    /// Whether it serves the subnets of its VPC that no association names.
    package var isDefault: Bool
    package var subnetIDs: [String]
    /// Entries by ascending rule number. The implied last deny (`*`) is never among them: it is
    /// there whether the cloud's output lists it or not.
    package var ingress: [NetworkACLEntry]
    package var egress: [NetworkACLEntry]

    package init(
        id: String, vpcID: String? = nil, isDefault: Bool = false, subnetIDs: [String] = [],
        ingress: [NetworkACLEntry] = [], egress: [NetworkACLEntry] = []
    ) {
        self.id = id
        self.vpcID = vpcID
        self.isDefault = isDefault
        self.subnetIDs = subnetIDs
        self.ingress = ingress
        self.egress = egress
    }

    package func entries(_ direction: TrafficDirection) -> [NetworkACLEntry] {
        direction == .ingress ? ingress : egress
    }

    /// The number under which the cloud lists the implied last deny: 32767 for IPv4, 32768 for IPv6.
    package static func defaultRuleNumber(_ family: AddressFamily) -> Int {
        family == .ipv4 ? 32767 : 32768
    }
}

/// One numbered entry of a network ACL, for one address family.
package struct NetworkACLEntry: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
        case allow
        case deny
    }

    /// 1...32766.
    package var ruleNumber: Int
    package var action: Action
    package var traffic: RuleTraffic
    package var block: CIDRBlock
    /// False where a value of the entry is known only after a plan is applied: the entry then covers all that it
    /// may turn out to be, and never more than *may* match.
    package var isKnown: Bool

    package init(
        ruleNumber: Int, action: Action, traffic: RuleTraffic, block: CIDRBlock, isKnown: Bool = true
    ) {
        self.isKnown = isKnown
        self.ruleNumber = ruleNumber
        self.action = action
        self.traffic = traffic
        self.block = block
    }
}
