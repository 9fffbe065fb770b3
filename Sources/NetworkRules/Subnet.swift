import NetworkPrimitives

/// A subnet, with its IPv4 block and any IPv6 blocks.
package struct Subnet: Hashable, Sendable {
    package var id: String
    package var vpcID: String?
    package var blocks: [CIDRBlock]

    package init(id: String, vpcID: String? = nil, blocks: [CIDRBlock] = []) {
        self.id = id
        self.vpcID = vpcID
        self.blocks = blocks
    }
}
