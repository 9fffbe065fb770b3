import NetworkPrimitives

/// Values of which each is to be counted once, in little time and memory each.
///
/// They are kept as they come and sorted only when they have doubled, or are asked for: flows come in the order of their
/// addresses, so that there is little to sort.
struct DistinctValues<Value: Comparable & Sendable>: Sendable {
    private var values: [Value] = []
    /// So many of the values are distinct and ascending.
    private var sortedCount = 0

    private static var leastSorted: Int { 1024 }

    /// - Complexity: O(log n) on average, n the distinct values.
    mutating func insert(_ value: Value) {
        if value == values.last { return }
        values.append(value)
        if values.count >= max(Self.leastSorted, 2 * sortedCount) { sort() }
    }

    /// The values, ascending.
    var sorted: [Value] {
        var sorted = self
        sorted.sort()
        return sorted.values
    }

    private mutating func sort() {
        guard sortedCount < values.count else { return }
        values.sort()
        var distinctCount = 0
        for value in values where distinctCount == 0 || value != values[distinctCount - 1] {
            values[distinctCount] = value
            distinctCount += 1
        }
        values.removeLast(values.count - distinctCount)
        sortedCount = distinctCount
    }
}

/// Addresses of which each is to be counted once.
struct DistinctAddresses: Sendable {
    private var ipv4 = DistinctValues<UInt32>()
    private var ipv6 = DistinctValues<UInt128>()

    mutating func insert(_ address: IPAddress) {
        switch address {
        case .ipv4(let address): ipv4.insert(address.value)
        case .ipv6(let address): ipv6.insert(address.value)
        }
    }

    var count: Int { ipv4.sorted.count + ipv6.sorted.count }

    /// The addresses, ascending.
    var sorted: [IPAddress] {
        ipv4.sorted.map { .ipv4(IPv4Address($0)) } + ipv6.sorted.map { .ipv6(IPv6Address($0)) }
    }
}
