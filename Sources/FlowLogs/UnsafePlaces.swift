extension MutableSpan<UInt32> {
    /// Elements that `writePlaces` may write, whatever the bits.
    static var placesPerWord: Int { 64 }

    /// Writes the places of the set bits of `bits`, the lowest of which is `first`, to `self[index...]` and more
    /// that mean nothing behind them; returns how many mean something.
    ///
    /// Twelve places are written without asking: so many separators there seldom are among 64 bytes of a log, and
    /// a question whose answer changes costs more than a few writes.
    ///
    /// Invariant: `index + placesPerWord` elements exist, which is asked once, and no more are written.
    @inline(__always)
    mutating func writePlaces(of bits: UInt64, from first: UInt32, at index: Int) -> Int {
        precondition(index >= 0 && index <= count - Self.placesPerWord, "no room for the places")
        let number = bits.nonzeroBitCount
        var rest = bits
        for position in 0..<12 {
            unsafe self[unchecked: index &+ position] =
                first &+ UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
            rest &= rest &- 1
        }
        if number > 12 {
            for position in 12..<number {
                unsafe self[unchecked: index &+ position] =
                    first &+ UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
                rest &= rest &- 1
            }
        }
        return number
    }
}

/// The places of one column in lines that stand one behind another.
///
/// Invariant: `first + stride * (count - 1) + 1` is an index of `places`, which is asked when it is made; lines are
/// asked for by numbers below `count`.
struct ColumnPlaces {
    private let first: Int
    private let stride: Int
    let count: Int

    init(first: Int, stride: Int, count: Int, in places: Span<UInt32>) {
        precondition(
            first >= 0 && stride > 0 && count >= 0 && first + stride * (count - 1) + 1 < places.count,
            "columns outside of the index")
        self.first = first
        self.stride = stride
        self.count = count
    }

    /// Where the column of a line starts, in the low half, and where the one behind it does, in the high half.
    @inline(__always)
    func pair(_ line: Int, in places: Span<UInt32>) -> UInt64 {
        assert(line >= 0 && line < count, "a line outside of the run")
        return Self.pair(at: first &+ stride &* line, in: places)
    }

    /// The pairs of four lines from `line` on.
    @inline(__always)
    func fourPairs(_ line: Int, in places: Span<UInt32>) -> (UInt64, UInt64, UInt64, UInt64) {
        assert(line >= 0 && line + 4 <= count, "lines outside of the run")
        let number = first &+ stride &* line
        return (
            Self.pair(at: number, in: places), Self.pair(at: number &+ stride, in: places),
            Self.pair(at: number &+ 2 &* stride, in: places), Self.pair(at: number &+ 3 &* stride, in: places)
        )
    }

    @inline(__always)
    private static func pair(at number: Int, in places: Span<UInt32>) -> UInt64 {
        unsafe UInt64(
            littleEndian: places.bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: number &* 4, as: UInt64.self))
    }
}

extension MutableSpan where Element: FixedWidthInteger {
    /// Writes four numbers, cut to their width.
    @inline(__always)
    mutating func store(_ values: SIMD4<UInt64>, at index: Int) {
        precondition(index >= 0 && index <= count &- 4, "no room for four numbers")
        unsafe self[unchecked: index] = Element(truncatingIfNeeded: values[0])
        unsafe self[unchecked: index &+ 1] = Element(truncatingIfNeeded: values[1])
        unsafe self[unchecked: index &+ 2] = Element(truncatingIfNeeded: values[2])
        unsafe self[unchecked: index &+ 3] = Element(truncatingIfNeeded: values[3])
    }
}
