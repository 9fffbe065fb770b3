import NetworkPrimitives

/// A multi-bit trie from an address to the value of the longest prefix that covers it.
///
/// The root consumes 16 bits, each node below 8. An entry is one 32-bit word:
///
///     31 30 29                                0
///    +-----+-----------------------------------+
///    | tag |              payload              |
///    +-----+-----------------------------------+
///     00: payload is the value       01: payload is the number of a node of 256 entries
///     10: payload is the number of a tail: one last prefix, told by comparing it whole
///
/// A tail stands wherever a slot holds a single longer prefix, so that a lone /32 or /128 costs one
/// tail and not a chain of nodes: memory is 256 KiB for the root, 1 KiB a node, and a node only
/// where at least two prefixes share their bits so far.
@usableFromInline
package struct CIDRTrie<Address: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
    /// A prefix of `length` bits and the value of the addresses under it.
    struct Entry {
        var address: Address
        var length: Int
        var value: UInt32
    }

    @usableFromInline
    package struct Tail: Sendable {
        @usableFromInline var address: Address
        @usableFromInline var mask: Address
        @usableFromInline var inside: UInt32
        @usableFromInline var outside: UInt32
    }

    static var maximumValue: UInt32 { 1 << 30 - 1 }

    @inlinable static var payloadMask: UInt32 { 1 << 30 - 1 }
    @inlinable static var nodeTag: UInt32 { 1 << 30 }
    @inlinable static var tailTag: UInt32 { 2 << 30 }
    @inlinable static var rootBits: Int { 16 }
    @inlinable package static var rootCount: Int { 1 << rootBits }

    /// The root, and behind it the nodes: entries of node n begin at 256 n, so that the first one's number is 256.
    @usableFromInline package private(set) var entries: [UInt32]
    @usableFromInline package private(set) var tails: [Tail] = []

    /// - Parameters:
    ///   - entries: sorted by address, then by length, no prefix twice, values up to `maximumValue`.
    ///   - otherwise: the value of addresses that no prefix covers.
    /// - Complexity: O(n) entries and nodes, n the number of prefixes.
    init(_ entries: [Entry], otherwise: UInt32) {
        self.entries = [UInt32](repeating: otherwise, count: Self.rootCount)
        let root = slots(of: entries[...], inherited: otherwise, depth: 0, bits: Self.rootBits)
        self.entries.replaceSubrange(0..<Self.rootCount, with: root)
    }

    /// - Complexity: O(1): at most 1 + (width - 16) / 8 loads and one comparison.
    @inlinable @inline(__always)
    func value(of address: Address) -> UInt32 {
        var shift = Address.bitWidth - Self.rootBits
        var entry = entries[Int(truncatingIfNeeded: address >> Address(shift))]
        while entry & Self.nodeTag != 0 {
            shift -= 8
            let slot = Int(truncatingIfNeeded: address >> Address(shift)) & 255
            entry = entries[Int(entry & Self.payloadMask) << 8 | slot]
        }
        guard entry & Self.tailTag != 0 else { return entry }
        let tail = tails[Int(entry & Self.payloadMask)]
        return address & tail.mask == tail.address ? tail.inside : tail.outside
    }

    /// Bytes held by nodes and tails.
    var byteCount: Int {
        4 * entries.count + tails.count * MemoryLayout<Tail>.stride
    }

    /// The 2^bits slots below a place at `depth`, where `entries` are the prefixes longer than
    /// `depth` that lie there.
    private mutating func slots(
        of entries: ArraySlice<Entry>, inherited: UInt32, depth: Int, bits: Int
    ) -> [UInt32] {
        var slots = [UInt32](repeating: inherited, count: 1 << bits)
        let end = depth + bits
        let shift = Address(Address.bitWidth - end)
        var index = entries.startIndex
        while index < entries.endIndex {
            let entry = entries[index]
            let slot = Int(truncatingIfNeeded: entry.address >> shift) & (1 << bits - 1)
            if entry.length <= end {
                // Sorted: what lies inside this prefix comes later and paints over it.
                let covered = 1 << (end - entry.length)
                for slot in slot..<slot + covered { slots[slot] = entry.value }
                index += 1
            } else {
                var last = index
                while last < entries.endIndex, entries[last].address >> shift == entry.address >> shift {
                    last += 1
                }
                slots[slot] = place(entries[index..<last], inherited: slots[slot], depth: end)
                index = last
            }
        }
        return slots
    }

    /// The entry word for one slot at `depth` that holds `entries`, all longer than `depth`.
    private mutating func place(_ entries: ArraySlice<Entry>, inherited: UInt32, depth: Int) -> UInt32 {
        if entries.count == 1, let only = entries.first {
            tails.append(
                Tail(
                    address: only.address, mask: Address.networkMask(only.length), inside: only.value,
                    outside: inherited))
            return Self.tailTag | UInt32(tails.count - 1)
        }
        let node = self.entries.count >> 8
        self.entries.append(contentsOf: repeatElement(0, count: 256))
        let filled = slots(of: entries, inherited: inherited, depth: depth, bits: 8)
        self.entries.replaceSubrange(node << 8..<(node + 1) << 8, with: filled)
        return Self.nodeTag | UInt32(node)
    }
}

extension CIDRTrie<UInt32> {
    /// As `value(of:)`, for many addresses: looks into the parts of a trie, of which `entries` has been seen to
    /// hold the root.
    ///
    /// Takes as many steps for every address, since where the addresses of a log end is not foreseeable: behind the
    /// last one the first entry of all is read and left aside.
    @inlinable @inline(__always)
    package static func value(of address: UInt32, entries: Span<UInt32>, tails: Span<Tail>) -> UInt32 {
        var entry = entries[Int(address &>> 16)]
        entry = next(entry, slot: address &>> 8 & 255, entries)
        entry = next(entry, slot: address & 255, entries)
        guard entry & tailTag != 0 else { return entry }
        let tail = tails[Int(entry & payloadMask)]
        return address & tail.mask == tail.address ? tail.inside : tail.outside
    }

    /// The entry that an entry leads to: itself unless it names a node.
    @inlinable @inline(__always)
    static func next(_ entry: UInt32, slot: UInt32, _ entries: Span<UInt32>) -> UInt32 {
        // All ones for a node: the tag is the last bit but one.
        let isNode = UInt32(bitPattern: Int32(bitPattern: entry &<< 1) &>> 31)
        let below = entries[Int((entry & payloadMask) &<< 8 & isNode | slot & isNode)]
        return below & isNode | entry & ~isNode
    }
}
