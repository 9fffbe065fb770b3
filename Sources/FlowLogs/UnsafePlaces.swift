extension MutableSpan<UInt32> {
    /// Elements that `writePlaces` may write, whatever the bits.
    static var placesPerWord: Int { 64 }

    /// Writes the places behind the set bits of `bits`, which count from `offset`, to `self[index...]` and more
    /// that mean nothing behind them; returns how many mean something.
    ///
    /// Twelve places are written without asking: so many separators there seldom are among 64 bytes of a log, and
    /// a question whose answer changes costs more than a few writes.
    ///
    /// Invariant: `index + placesPerWord` elements exist, which is asked once, and no more are written.
    @inline(__always)
    mutating func writePlaces(of bits: UInt64, behind offset: UInt32, at index: Int) -> Int {
        precondition(index >= 0 && index <= count - Self.placesPerWord, "no room for the places")
        let number = bits.nonzeroBitCount
        let first = offset &+ 1
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
