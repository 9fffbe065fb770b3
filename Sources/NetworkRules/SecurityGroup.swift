import NetworkPrimitives

/// A security group: a stateful set of rules that only allow, attached to interfaces.
package struct SecurityGroup: Hashable, Sendable {
    package var id: String
    package var name: String
    package var description: String
    package var vpcID: String?
    package var ownerID: String?
    package var ingress: [SecurityGroupRule]
    package var egress: [SecurityGroupRule]

    package init(
        id: String, name: String = "", description: String = "", vpcID: String? = nil, ownerID: String? = nil,
        ingress: [SecurityGroupRule] = [], egress: [SecurityGroupRule] = []
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.vpcID = vpcID
        self.ownerID = ownerID
        self.ingress = ingress
        self.egress = egress
    }

    package func rules(_ direction: TrafficDirection) -> [SecurityGroupRule] {
        direction == .ingress ? ingress : egress
    }
}

/// One rule of a security group: one protocol and port range, one source (inbound) or
/// destination (outbound). An `IpPermission` of the cloud's interface with several ranges, lists
/// and groups is as many rules.
package struct SecurityGroupRule: Hashable, Sendable {
    /// The `sgr-…` id, where the rule set has it.
    package var id: String?
    package var traffic: RuleTraffic
    package var peer: RulePeer
    package var description: String
    package var tags: [String: String]
    /// False where a value of the rule is known only after a plan is applied: the rule then covers all that it
    /// may turn out to be, and never more than *may* match.
    package var isKnown: Bool

    package init(
        id: String? = nil, traffic: RuleTraffic, peer: RulePeer, description: String = "",
        tags: [String: String] = [:], isKnown: Bool = true
    ) {
        self.isKnown = isKnown
        self.id = id
        self.traffic = traffic
        self.peer = peer
        self.description = description
        self.tags = tags
    }

    /// How verdicts name the rule: its `sgr-…` id, else GROUP/DIRECTION/PROTOCOL/PORTS/SOURCE,
    /// such as `sg-0a/ingress/tcp/443/10.0.0.0/8`; with `?` behind it where not all of the rule is known.
    package func name(inGroup groupID: String, _ direction: TrafficDirection) -> String {
        if let id { return id }
        let name = "\(groupID)/\(direction)/\(traffic.protocolText)/\(traffic.portsText)/\(peer)"
        return isKnown ? name : name + "?"
    }
}

/// The far side that a security-group rule names: source of inbound, destination of outbound rules.
package enum RulePeer: Hashable, Sendable, CustomStringConvertible {
    case cidr(CIDRBlock)
    /// The private addresses of all interfaces that carry the group, in any VPC of the rule set.
    case securityGroup(id: String)
    case prefixList(id: String)

    package var description: String {
        switch self {
        case .cidr(let block): block.description
        case .securityGroup(let id), .prefixList(let id): id
        }
    }
}
