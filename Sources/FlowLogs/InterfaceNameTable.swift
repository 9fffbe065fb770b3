/// Maps the names of the rule set's interfaces to their numbers, by hash and then by comparing the
/// names byte for byte; immutable, shared by all workers.
package struct InterfaceNameTable: Sendable {
    /// The number of a name that is not in the table.
    package static let unknown = UInt32.max

    /// Slots hold a number and 32 bits of the name's hash; a power of two of them, at most half full.
    private var numbers: [UInt32]
    private var hashes: [UInt32]
    /// All names, one after another, and where each begins.
    private var text: [UInt8] = []
    private var textStart: [UInt32] = [0]

    /// - Parameter names: without repeats; a name's place is its number.
    package init(_ names: [String]) {
        var capacity = 16
        while capacity < names.count * 2 { capacity *= 2 }
        numbers = [UInt32](repeating: Self.unknown, count: capacity)
        hashes = [UInt32](repeating: 0, count: capacity)
        for (number, name) in names.enumerated() {
            let bytes = Array(name.utf8)
            let hash = Self.hash(bytes.span, 0..<bytes.count)
            var slot = Int(hash) & (capacity - 1)
            while numbers[slot] != Self.unknown { slot = (slot + 1) & (capacity - 1) }
            numbers[slot] = UInt32(number)
            hashes[slot] = hash
            text += bytes
            textStart.append(UInt32(text.count))
        }
    }

    /// The number of the name that stands at `range` of `bytes`, or `unknown`.
    ///
    /// - Complexity: O(n) on average, n the length of the name.
    func number(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
        let hash = Self.hash(bytes, range)
        var slot = Int(hash) & (numbers.count - 1)
        while true {
            let number = numbers[slot]
            if number == Self.unknown { return Self.unknown }
            if hashes[slot] == hash, isName(number, bytes, range) { return number }
            slot = (slot + 1) & (numbers.count - 1)
        }
    }

    private func isName(_ number: UInt32, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let start = Int(textStart[Int(number)])
        guard Int(textStart[Int(number) + 1]) - start == range.count else { return false }
        for offset in 0..<range.count where text[start + offset] != bytes[range.lowerBound + offset] {
            return false
        }
        return true
    }

    /// FNV-1a, folded so that the low bits depend on all bytes.
    private static func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01b3 }
        return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
    }
}
