import NetworkPrimitives

/// A VPC, with its IPv4 and IPv6 blocks, the primary IPv4 block first.
public struct VPC: Hashable, Sendable {
    /// Such as `vpc-0a1b2c3d`.
    public var id: String
    /// Its addresses.
    public var blocks: [CIDRBlock]

    public init(id: String, blocks: [CIDRBlock] = []) {
        self.id = id
        self.blocks = blocks
    }
}
