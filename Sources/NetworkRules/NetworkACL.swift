import NetworkPrimitives

/// A network ACL: stateless, attached to subnets, the first match in number order decides.
public struct NetworkACL: Hashable, Sendable {
    /// Such as `acl-0a1b2c3d`.
    public var id: String
    /// The VPC that it belongs to.
    public var vpcID: String?
    /// Whether it serves the subnets of its VPC that no association names.
    public var isDefault: Bool
    /// The subnets that name it.
    public var subnetIDs: [String]
    /// Entries by ascending rule number. The implied last deny (`*`) is never among them: it is
    /// there whether the cloud's output lists it or not.
    public var ingress: [NetworkACLEntry]
    /// Entries of what goes out, as `ingress` holds those of what comes in.
    public var egress: [NetworkACLEntry]

    public init(
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

    /// Its entries of one direction.
    public func entries(_ direction: TrafficDirection) -> [NetworkACLEntry] {
        direction == .ingress ? ingress : egress
    }

    /// The number under which the cloud lists the implied last deny: 32767 for IPv4, 32768 for IPv6.
    public static func defaultRuleNumber(_ family: AddressFamily) -> Int {
        family == .ipv4 ? 32767 : 32768
    }
}

/// One numbered entry of a network ACL, for one address family.
public struct NetworkACLEntry: Hashable, Sendable {
    /// What becomes of packets that an entry matches.
    public enum Action: Hashable, Sendable {
        case allow
        case deny
    }

    /// 1...32766.
    public var ruleNumber: Int
    /// What becomes of packets that it matches.
    public var action: Action
    /// Protocol and ports that it matches.
    public var traffic: RuleTraffic
    /// Addresses of the far side that it matches.
    public var block: CIDRBlock
    /// False where a value of the entry is known only after a plan is applied: the entry then covers all that it
    /// may turn out to be, and never more than *may* match.
    package var isKnown: Bool

    public init(
        ruleNumber: Int, action: Action, traffic: RuleTraffic, block: CIDRBlock, isKnown: Bool = true
    ) {
        self.isKnown = isKnown
        self.ruleNumber = ruleNumber
        self.action = action
        self.traffic = traffic
        self.block = block
    }
}
