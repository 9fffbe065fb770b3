/// Addresses of IPv6, each known by a number from 0 on.
struct NumberedAddresses: Sendable {
    private let capacity: Int
    private var addresses: [UInt128] = []
    private var numbers: [UInt128: UInt32] = [:]

    /// - Parameter capacity: how many there can be.
    init(capacity: Int) { self.capacity = capacity }

    subscript(number: UInt32) -> UInt128 { addresses[Int(number)] }

    /// The number of an address, a new one where it has none; nil where there is no room for it.
    mutating func number(of address: UInt128) -> UInt32? {
        if let number = numbers[address] { return number }
        guard addresses.count < capacity else { return nil }
        let number = UInt32(truncatingIfNeeded: addresses.count)
        addresses.append(address)
        numbers[address] = number
        return number
    }

    /// By number, how many of the addresses are lower.
    ///
    /// - Complexity: O(n log n), n the addresses.
    var ranks: [UInt32] {
        var ranks = [UInt32](repeating: 0, count: addresses.count)
        for (rank, number) in addresses.indices.sorted(by: { addresses[$0] < addresses[$1] }).enumerated() {
            ranks[number] = UInt32(truncatingIfNeeded: rank)
        }
        return ranks
    }
}
