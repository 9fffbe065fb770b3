import NetworkPrimitives

/// An elastic network interface: carries addresses and security groups, lies in one subnet.
public struct NetworkInterface: Hashable, Sendable {
    /// Such as `eni-0a1b2c3d`; what records name.
    public var id: String
    /// The VPC that it lies in.
    public var vpcID: String?
    /// The subnet that it lies in, whose network ACL filters it.
    public var subnetID: String?
    /// The instance that it is attached to.
    public var instanceID: String?
    /// Private addresses: the primary IPv4 first, then secondary IPv4, then IPv6. Public
    /// addresses are never among them, since rules and logs do not see those.
    public var addresses: [IPAddress]
    /// Delegated prefixes, whose addresses are private addresses of the interface too.
    public var delegatedPrefixes: [CIDRBlock]
    /// The security groups that it carries; all of them count together.
    public var groupIDs: [String]
    /// `InterfaceType` of the cloud's interface: `interface`, `nat_gateway`, `lambda` …
    public var type: String
    /// As whoever made it describes it; some managed services are known by it.
    public var description: String
    /// Whether a service of the cloud made it.
    public var isRequesterManaged: Bool

    public init(
        id: String, vpcID: String? = nil, subnetID: String? = nil, instanceID: String? = nil,
        addresses: [IPAddress] = [],
        delegatedPrefixes: [CIDRBlock] = [], groupIDs: [String] = [], type: String = "interface",
        description: String = "", isRequesterManaged: Bool = false
    ) {
        self.id = id
        self.vpcID = vpcID
        self.subnetID = subnetID
        self.instanceID = instanceID
        self.addresses = addresses
        self.delegatedPrefixes = delegatedPrefixes
        self.groupIDs = groupIDs
        self.type = type
        self.description = description
        self.isRequesterManaged = isRequesterManaged
    }

    /// Every private address of the interface as blocks: /32, /128 and the delegated prefixes.
    package var privateBlocks: [CIDRBlock] { addresses.map { CIDRBlock($0) } + delegatedPrefixes }
}
