import NetworkPrimitives

/// An elastic network interface: carries addresses and security groups, lies in one subnet.
package struct NetworkInterface: Hashable, Sendable {
    package var id: String
    package var vpcID: String?
    package var subnetID: String?
    /// The instance that it is attached to.
    package var instanceID: String?
    /// Private addresses: the primary IPv4 first, then secondary IPv4, then IPv6. Public
    /// addresses are never among them, since rules and logs do not see those.
    package var addresses: [IPAddress]
    /// Delegated prefixes, whose addresses are private addresses of the interface too.
    package var delegatedPrefixes: [CIDRBlock]
    package var groupIDs: [String]
    /// `InterfaceType` of the cloud's interface: `interface`, `nat_gateway`, `lambda` …
    package var type: String
    package var description: String
    package var isRequesterManaged: Bool

    package init(
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
