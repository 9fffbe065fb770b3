/// A piece of text that many records share, in a `FragmentPool`.
struct Fragment: Hashable, Sendable {
    fileprivate var firstUnit: UInt32
    /// Bytes of text.
    private(set) var count: UInt32

    fileprivate init(firstUnit: UInt32, count: UInt32) {
        self.firstUnit = firstUnit
        self.count = count
    }

    /// Stands where a fragment has not been made yet; it is in no pool.
    static let absent = Fragment(firstUnit: .max, count: .max)
}

/// A piece of text of up to 32 bytes, copied by one store.
struct ShortFragment: Sendable {
    private let unit: RecordBuffer.Unit
    private let count: Int

    /// - Precondition: `text` has 32 bytes at most.
    init(_ text: [UInt8]) {
        precondition(text.count <= RecordBuffer.unitSize, "a text too long for one unit")
        unit = RecordBuffer.Unit(text[...])
        count = text.count
    }

    @inline(__always)
    func append(to cursor: inout RecordCursor) { cursor.append(unit, count: count) }
}

/// Pieces of text that many records share, kept in units of 32 bytes, so that copying one is a few
/// stores: one for what most columns share.
struct FragmentPool {
    private var units: [RecordBuffer.Unit] = []

    mutating func add(_ text: [UInt8]) -> Fragment {
        let fragment = Fragment(firstUnit: UInt32(units.count), count: UInt32(text.count))
        for start in stride(from: 0, to: text.count, by: RecordBuffer.unitSize) {
            units.append(RecordBuffer.Unit(text[start..<min(start + RecordBuffer.unitSize, text.count)]))
        }
        return fragment
    }

    /// Forgets all fragments.
    mutating func removeAll() { units.removeAll(keepingCapacity: true) }

    @inline(__always)
    func append(_ fragment: Fragment, to cursor: inout RecordCursor) {
        var unit = Int(fragment.firstUnit)
        var rest = Int(fragment.count)
        while rest > 0 {
            cursor.append(units[unit], count: min(rest, RecordBuffer.unitSize))
            unit += 1
            rest -= RecordBuffer.unitSize
        }
    }
}

extension RecordBuffer.Unit {
    /// The bytes of `text`, 32 at most, the first lowest.
    fileprivate init(_ text: ArraySlice<UInt8>) {
        self.init()
        for (place, byte) in text.enumerated() { self[place / 8] |= UInt64(byte) << UInt64(8 * (place % 8)) }
    }
}
