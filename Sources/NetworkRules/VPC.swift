import NetworkPrimitives

/// A VPC, with its IPv4 and IPv6 blocks, the primary IPv4 block first.
package struct VPC: Hashable, Sendable {
    package var id: String
    package var blocks: [CIDRBlock]

    package init(id: String, blocks: [CIDRBlock] = []) {
        self.id = id
        self.blocks = blocks
    }
}
