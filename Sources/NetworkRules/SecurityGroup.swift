import NetworkPrimitives

/// A security group: a stateful set of rules that only allow, attached to interfaces.
public struct SecurityGroup: Hashable, Sendable {
    /// Such as `sg-0a1b2c3d`.
    public var id: String
    /// The name that people gave it.
    public var name: String
    /// What people say it is for.
    public var description: String
    /// The VPC that it belongs to.
    public var vpcID: String?
    /// The account that owns it.
    public var ownerID: String?
    /// Rules of what may come in.
    public var ingress: [SecurityGroupRule]
    /// Rules of what may go out.
    public var egress: [SecurityGroupRule]

    public init(
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

    /// Its rules of one direction.
    public func rules(_ direction: TrafficDirection) -> [SecurityGroupRule] {
        direction == .ingress ? ingress : egress
    }
}

/// One rule of a security group: one protocol and port range, one source (inbound) or
/// destination (outbound). An `IpPermission` of the cloud's interface with several ranges, lists
/// and groups is as many rules.
public struct SecurityGroupRule: Hashable, Sendable {
    /// The `sgr-…` id, where the rule set has it.
    public var id: String?
    /// Protocol and ports that it permits.
    public var traffic: RuleTraffic
    /// The far side that it permits.
    public var peer: RulePeer
    public var description: String
    /// Its tags, values by keys.
    public var tags: [String: String]
    /// False where a value of the rule is known only after a plan is applied: the rule then covers all that it
    /// may turn out to be, and never more than *may* match.
    package var isKnown: Bool

    public init(
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
    public func name(inGroup groupID: String, _ direction: TrafficDirection) -> String {
        if let id { return id }
        let name = "\(groupID)/\(direction)/\(traffic.protocolText)/\(traffic.portsText)/\(peer)"
        return isKnown ? name : name + "?"
    }
}

/// The far side that a security-group rule names: source of inbound, destination of outbound rules.
public enum RulePeer: Hashable, Sendable, CustomStringConvertible {
    /// All addresses of a block.
    case cidr(CIDRBlock)
    /// The private addresses of all interfaces that carry the group, in any VPC of the rule set.
    case securityGroup(id: String)
    /// All blocks of a prefix list.
    case prefixList(id: String)

    public var description: String {
        switch self {
        case .cidr(let block): block.description
        case .securityGroup(let id), .prefixList(let id): id
        }
    }
}
