import NetworkPrimitives

/// Blocks with a value each, looked up by going through all of them: the twin of every fast
/// structure that finds blocks by address.
package struct NaiveCIDRTable<Value> {
    package private(set) var entries: [(block: CIDRBlock, value: Value)] = []

    package init() {}

    /// Adds a block; a block may be added several times, with a value each.
    package mutating func insert(_ block: CIDRBlock, _ value: Value) {
        entries.append((block, value))
    }

    /// Every entry whose block holds `address`: shorter prefixes first, equal ones as inserted.
    ///
    /// - Complexity: O(*n* log *n*) in the number of entries.
    package func covering(_ address: IPAddress) -> [(block: CIDRBlock, value: Value)] {
        entries.filter { $0.block.contains(address) }
            .enumerated()
            .sorted {
                ($0.element.block.prefixLength, $0.offset) < ($1.element.block.prefixLength, $1.offset)
            }
            .map(\.element)
    }

    /// The entry of the longest prefix that holds `address`, the last inserted among equals.
    package func longestPrefix(containing address: IPAddress) -> (block: CIDRBlock, value: Value)? {
        covering(address).last
    }
}
