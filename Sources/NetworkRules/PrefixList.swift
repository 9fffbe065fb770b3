import NetworkPrimitives

/// A managed prefix list: a named set of CIDR blocks.
public struct PrefixList: Hashable, Sendable {
    /// Such as `pl-0a1b2c3d`.
    public var id: String
    /// The name that people or the cloud gave it.
    public var name: String
    /// The blocks, or nil where the rule set names the list without its entries: then no rule that
    /// names the list can be decided.
    public var entries: [CIDRBlock]?

    public init(id: String, name: String = "", entries: [CIDRBlock]? = nil) {
        self.id = id
        self.name = name
        self.entries = entries
    }
}
