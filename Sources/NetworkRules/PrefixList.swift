import NetworkPrimitives

/// A managed prefix list: a named set of CIDR blocks.
package struct PrefixList: Hashable, Sendable {
    package var id: String
    package var name: String
    /// The blocks, or nil where the rule set names the list without its entries: then no rule that
    /// names the list can be decided.
    package var entries: [CIDRBlock]?

    package init(id: String, name: String = "", entries: [CIDRBlock]? = nil) {
        self.id = id
        self.name = name
        self.entries = entries
    }
}
