/// Maps names, such as those of the rule set's interfaces, to their numbers: by hash and then by comparing the
/// names byte for byte. That of the rule set does not change and is shared by all workers; others grow.
@usableFromInline
package struct NameTable: Sendable {
    /// The number of a name that is not in the table.
    @inlinable package static var unknown: UInt32 { .max }

    /// A name and its number, or `unknown` where the slot is free: one half of a cache line.
    struct Slot: Sendable {
        fileprivate var name = NameWords()
        fileprivate(set) var number = NameTable.unknown
    }

    /// A power of two of them, at most half full.
    private(set) var slots: [Slot]
    private var hashShift: UInt64
    /// All names, one after another, and where each begins: asked for those that three words do not hold.
    private var text: [UInt8] = []
    private var textStart: [Int] = [0]

    /// - Parameter names: without repeats; a name's place is its number.
    package init(_ names: [String]) {
        var capacityBits = 4
        while 1 << capacityBits < names.count * 2 { capacityBits += 1 }
        slots = []
        hashShift = 0
        clear(capacityBits: capacityBits)
        for name in names {
            text += name.utf8
            textStart.append(text.count)
        }
        let padded = text + [UInt8](repeating: 0, count: LineBlock.padding)
        for number in names.indices {
            place(NameWords(padded.span, textStart[number], textStart[number + 1]), UInt32(number))
        }
    }

    package var count: Int { textStart.count - 1 }

    /// The bytes of a name.
    package func name(_ number: Int) -> ArraySlice<UInt8> { text[textStart[number]..<textStart[number + 1]] }

    /// The numbers of all names in the order of their bytes.
    ///
    /// - Complexity: O(n log n), n names; more for those whose first 16 bytes are the same.
    package var numbersInOrder: [Int] {
        let keys = (0..<count).map { (key: Self.key(name($0)), number: $0) }
        return keys.sorted { one, other in
            one.key == other.key
                ? name(one.number).lexicographicallyPrecedes(name(other.number)) : one.key < other.key
        }.map(\.number)
    }

    /// The first 16 bytes of a name as a number in whose order they are, with zeros behind a shorter one.
    private static func key(_ name: ArraySlice<UInt8>) -> UInt128 {
        let prefix = name.prefix(16)
        let value = prefix.reduce(0 as UInt128) { $0 &<< 8 | UInt128($1) }
        return value << UInt128(8 * (16 - prefix.count))
    }

    /// Adds the name that stands in a range of `text`, and which the table does not have; its number is the next one.
    ///
    /// - Precondition: `LineBlock.padding` bytes follow the name.
    /// - Complexity: O(n) on average, n the length of the name.
    package mutating func add(_ range: Range<Int>, in text: Span<UInt8>) {
        let number = count
        if (number + 1) * 2 > slots.count { grow() }
        for index in range { self.text.append(text[index]) }
        textStart.append(self.text.count)
        place(NameWords(text, range.lowerBound, range.upperBound), UInt32(number))
    }

    private mutating func grow() {
        let old = slots
        clear(capacityBits: slots.count.trailingZeroBitCount + 1)
        for slot in old where slot.number != Self.unknown { place(slot.name, slot.number) }
    }

    private mutating func clear(capacityBits: Int) {
        slots = [Slot](repeating: Slot(), count: 1 << capacityBits)
        hashShift = UInt64(64 - capacityBits)
    }

    private mutating func place(_ name: NameWords, _ number: UInt32) {
        var index = name.hash(shift: hashShift)
        while slots[index].number != Self.unknown { index = (index + 1) & (slots.count - 1) }
        slots[index] = Slot(name: name, number: number)
    }

    /// The number of the name that stands at `start..<end` of `bytes`, or `unknown`.
    ///
    /// - Precondition: `LineBlock.padding` bytes follow the name.
    /// - Complexity: O(1) on average for names of up to 24 bytes; O(n) for longer ones.
    func number(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> UInt32 {
        number(bytes, start, end, in: slots.span)
    }

    /// The number of the name that stands in a range of `text`; nil where the table does not have it.
    ///
    /// - Precondition: as above.
    package func number(of range: Range<Int>, in text: Span<UInt8>) -> Int? {
        let number = number(text, range.lowerBound, range.upperBound)
        return number == Self.unknown ? nil : Int(number)
    }

    /// The same, for those who ask for many and have the slots at hand.
    @inline(__always)
    func number(_ bytes: Span<UInt8>, _ start: Int, _ end: Int, in slots: Span<Slot>) -> UInt32 {
        let name = NameWords(bytes, start, end)
        var index = name.hash(shift: hashShift)
        while true {
            let number = slots[index].number
            if slots[index].name.equals(name) {
                if name.holdsAll { return number }
                if number != Self.unknown, isText(number, bytes, start) { return number }
            }
            // A free slot holds no name, so that it equals none that is not empty.
            if number == Self.unknown { return Self.unknown }
            index = (index &+ 1) & (slots.count &- 1)
        }
    }

    /// Whether a name of the right length is the text at `start`.
    private func isText(_ number: UInt32, _ bytes: Span<UInt8>, _ start: Int) -> Bool {
        let name = textStart[Int(number)]..<textStart[Int(number) + 1]
        return name.indices.allSatisfy { text[$0] == bytes.byte(at: start + $0 - name.lowerBound) }
    }
}

/// A name as three words, which overlap unless it has 24 bytes: all of a name of up to 24 bytes, and of a longer
/// one its first 16 and last 8. The cloud's names have 12 or 21.
private struct NameWords: Sendable {
    var first: UInt64 = 0
    var middle: UInt64 = 0
    var last: UInt64 = 0
    var count: UInt32 = 0

    init() {}

    @inline(__always)
    init(_ text: Span<UInt8>, _ start: Int, _ end: Int) {
        let count = end &- start
        self.count = UInt32(truncatingIfNeeded: count)
        first = text.word(at: start)
        if count >= 8 {
            middle = text.word(at: start &+ min(8, count &- 8))
            last = text.word(at: end &- 8)
        } else {
            first &= 1 &<< UInt64(truncatingIfNeeded: count &* 8) &- 1
        }
    }

    var holdsAll: Bool { count <= 24 }

    @inline(__always)
    func equals(_ other: NameWords) -> Bool {
        (first ^ other.first) | (middle ^ other.middle) | (last ^ other.last) | UInt64(count ^ other.count)
            == 0
    }

    /// The product's high bits mix all bits of its factors.
    @inline(__always)
    func hash(shift: UInt64) -> Int {
        let head = (first ^ middle &>> 32 ^ middle &<< 32 ^ UInt64(count)) &* 0x9E37_79B9_7F4A_7C15
        let mixed = (last ^ head &>> 32 ^ head) &* 0xD1B5_4A32_D192_ED03
        return Int(truncatingIfNeeded: mixed &>> shift)
    }
}
