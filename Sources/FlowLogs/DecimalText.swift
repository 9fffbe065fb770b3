/// Decimal numbers in log text, read eight digits at a time.
enum DecimalText {
    /// Digits that `value` can read.
    static let maximumDigits = 16

    /// Reads the column from `start` up to `end`; nil where it is not 1 to 16 digits.
    @inline(__always)
    static func value(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> UInt64? {
        let count = end - start
        if count <= 8 { return count > 0 ? value(text.word(at: start), digits: count) : nil }
        guard count <= maximumDigits,
            let high = value(text.word(at: start), digits: count - 8),
            let low = value(text.word(at: end - 8), digits: 8)
        else { return nil }
        return high &* 100_000_000 &+ low
    }

    /// Reads the first `digits` bytes of `word`, 1 to 8 of them; nil where one is no digit.
    @inline(__always)
    static func value(_ word: UInt64, digits: Int) -> UInt64? {
        // The last digit goes to the top; zeros, which stand for leading zeros, come in below.
        let aligned = (word ^ 0x3030_3030_3030_3030) &<< UInt64(truncatingIfNeeded: 64 &- digits &* 8)
        // A byte above 9 carries into its top bit, or has it set.
        guard (aligned &+ 0x7676_7676_7676_7676 | aligned) & 0x8080_8080_8080_8080 == 0 else { return nil }
        return joined(aligned)
    }

    /// The number whose eight digits the bytes of `digits` hold, the first lowest.
    @inline(__always)
    static func joined(_ digits: UInt64) -> UInt64 {
        // Neighbours are joined: first digits to pairs, then pairs to fours, then fours to eight.
        let pairs = (digits &* (10 << 8 + 1)) &>> 8 & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* (100 << 16 + 1)) &>> 16 & 0x0000_FFFF_0000_FFFF
        return (fours &* (10_000 << 32 + 1)) &>> 32
    }
}
