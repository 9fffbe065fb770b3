import NetworkPrimitives

/// A set of addresses of both families.
package struct AddressSet: Hashable, Sendable {
    package private(set) var ipv4: IntervalSet<UInt32>
    package private(set) var ipv6: IntervalSet<UInt128>

    package init(ipv4: IntervalSet<UInt32> = IntervalSet(), ipv6: IntervalSet<UInt128> = IntervalSet()) {
        self.ipv4 = ipv4
        self.ipv6 = ipv6
    }

    package init(_ block: CIDRBlock) { self.init([block]) }

    /// - Complexity: O(n log n), n the blocks.
    package init(_ blocks: some Sequence<CIDRBlock>) {
        var ranges4: [ClosedRange<UInt32>] = []
        var ranges6: [ClosedRange<UInt128>] = []
        for block in blocks {
            switch block.networkAddress {
            case .ipv4(let address): ranges4.append(Self.range(address.value, block.prefixLength))
            case .ipv6(let address): ranges6.append(Self.range(address.value, block.prefixLength))
            }
        }
        self.init(ipv4: IntervalSet(ranges4), ipv6: IntervalSet(ranges6))
    }

    package static let everything = AddressSet(ipv4: .everything, ipv6: .everything)

    /// All addresses of one family.
    package static func everything(_ family: AddressFamily) -> AddressSet {
        family == .ipv4 ? AddressSet(ipv4: .everything) : AddressSet(ipv6: .everything)
    }

    package var isEmpty: Bool { ipv4.isEmpty && ipv6.isEmpty }

    package func contains(_ address: IPAddress) -> Bool {
        switch address {
        case .ipv4(let address): ipv4.contains(address.value)
        case .ipv6(let address): ipv6.contains(address.value)
        }
    }

    /// Whether all addresses of a block are in the set.
    package func contains(_ block: CIDRBlock) -> Bool {
        switch block.networkAddress {
        case .ipv4(let address): ipv4.contains(Self.range(address.value, block.prefixLength))
        case .ipv6(let address): ipv6.contains(Self.range(address.value, block.prefixLength))
        }
    }

    private static func range<Bound: FixedWidthInteger & UnsignedInteger>(
        _ first: Bound, _ prefixLength: Int
    ) -> ClosedRange<Bound> {
        first...first | ~Bound.networkMask(prefixLength)
    }

    package func union(_ other: Self) -> Self {
        Self(ipv4: ipv4.union(other.ipv4), ipv6: ipv6.union(other.ipv6))
    }

    package func intersection(_ other: Self) -> Self {
        Self(ipv4: ipv4.intersection(other.ipv4), ipv6: ipv6.intersection(other.ipv6))
    }

    package func subtracting(_ other: Self) -> Self {
        Self(ipv4: ipv4.subtracting(other.ipv4), ipv6: ipv6.subtracting(other.ipv6))
    }

    package func isSubset(of other: Self) -> Bool {
        ipv4.isSubset(of: other.ipv4) && ipv6.isSubset(of: other.ipv6)
    }

    package func isDisjoint(with other: Self) -> Bool {
        ipv4.isDisjoint(with: other.ipv4) && ipv6.isDisjoint(with: other.ipv6)
    }

    /// How many addresses the set holds, as near as a `Double` comes.
    package var size: Double { ipv4.size + ipv6.size }

    /// The addresses of one family.
    package func only(_ family: AddressFamily) -> AddressSet {
        family == .ipv4 ? AddressSet(ipv4: ipv4) : AddressSet(ipv6: ipv6)
    }

    /// An address of the set: one that documents use where there is one, else the first host of the largest block.
    package var example: IPAddress? {
        let usual = ["192.0.2.1", "198.51.100.1", "10.0.0.1", "2001:db8::1"].compactMap { IPAddress($0) }
        if let known = usual.first(where: contains) { return known }
        let largest = blocks.min { left, right in
            left.family != right.family ? left.family == .ipv4 : left.prefixLength < right.prefixLength
        }
        guard let largest else { return nil }
        let isHost = largest.prefixLength == largest.family.bitWidth
        return isHost ? largest.networkAddress : largest.address(atOffset: 1)
    }

    /// The fewest blocks that hold the addresses of the set and no others, ascending, IPv4 first.
    ///
    /// - Complexity: O(n * w), n the intervals, w the bits of an address.
    package var blocks: [CIDRBlock] {
        ipv4.blocks { CIDRBlock(containing: .ipv4(IPv4Address($0)), prefixLength: $1) }
            + ipv6.blocks { CIDRBlock(containing: .ipv6(IPv6Address($0)), prefixLength: $1) }
    }
}

extension IntervalSet {
    /// The largest aligned blocks that make up the set (RFC 4632).
    fileprivate func blocks(_ make: (_ address: Bound, _ prefixLength: Int) -> CIDRBlock) -> [CIDRBlock] {
        var blocks: [CIDRBlock] = []
        for interval in intervals {
            var first = interval.lowerBound
            while true {
                // As many host bits as the address is aligned to and the interval has room for.
                var hostBits = first == 0 ? Bound.bitWidth : first.trailingZeroBitCount
                while hostBits > 0, !Self.fits(hostBits, first, in: interval) { hostBits -= 1 }
                blocks.append(make(first, Bound.bitWidth - hostBits))
                let last = first | Self.hostMask(hostBits)
                if last == interval.upperBound { break }
                first = last + 1
            }
        }
        return blocks
    }

    private static func hostMask(_ bits: Int) -> Bound {
        bits == Bound.bitWidth ? Bound.max : (1 << Bound(bits)) - 1
    }

    private static func fits(_ hostBits: Int, _ first: Bound, in interval: ClosedRange<Bound>) -> Bool {
        first | hostMask(hostBits) <= interval.upperBound
    }
}

extension AddressSet: CustomStringConvertible {
    /// The blocks, or, where that says it in fewer, all addresses of a family except some blocks.
    package var description: String {
        let words = AddressFamily.allCases.compactMap { family -> String? in
            let own = only(family)
            guard !own.isEmpty else { return nil }
            let blocks = own.blocks
            let missing = AddressSet.everything(family).subtracting(own).blocks
            let named = blocks.map(\.description).joined(separator: ", ")
            guard missing.count + 1 < blocks.count else { return named }
            let except = missing.map(\.description).joined(separator: ", ")
            return "\(CIDRBlock.everything(family)) except \(except)"
        }
        return words.isEmpty ? "no address" : words.joined(separator: "; ")
    }
}
