import NetworkPrimitives

/// A subnet, with its IPv4 block and any IPv6 blocks.
public struct Subnet: Hashable, Sendable {
    /// Such as `subnet-0a1b2c3d`.
    public var id: String
    /// The VPC that it is part of.
    public var vpcID: String?
    /// Its addresses.
    public var blocks: [CIDRBlock]

    public init(id: String, vpcID: String? = nil, blocks: [CIDRBlock] = []) {
        self.id = id
        self.vpcID = vpcID
        self.blocks = blocks
    }
}
