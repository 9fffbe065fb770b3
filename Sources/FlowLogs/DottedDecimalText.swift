/// IPv4 addresses in log text, all four octets at once, on any processor.
struct DottedDecimalText {
    static let shared = DottedDecimalText()

    /// Bytes of the longest address: `255.255.255.255`.
    private static let maximumLength = 15

    /// Reads the column from `start` up to `end`; nil where it is not four numbers from 0 to 255 without leading
    /// zeros, joined by dots.
    @inline(__always)
    func value(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> UInt32? {
        let length = end - start
        guard length <= Self.maximumLength else { return nil }
        let bytes = text.vector(at: start)
        let inside = (1 as UInt32) &<< UInt32(truncatingIfNeeded: length) &- 1
        let dots = ByteMask.bits(bytes .== SIMD16(repeating: UInt8(ascii: "."))) & inside
        let zeros = ByteMask.bits(bytes .== SIMD16(repeating: UInt8(ascii: "0"))) & inside
        let digits =
            ByteMask.bits(bytes &- SIMD16(repeating: UInt8(ascii: "0")) .<= SIMD16(repeating: 9)) & inside

        // Where the first three dots stand; with fewer, a place that is no column's.
        let first = (dots | 0x1_0000).trailingZeroBitCount
        let withoutFirst = dots & (dots &- 1)
        let second = (withoutFirst | 0x1_0000).trailingZeroBitCount
        let withoutSecond = withoutFirst & (withoutFirst &- 1)
        let third = (withoutSecond | 0x1_0000).trailingZeroBitCount
        let withoutThird = withoutSecond & (withoutSecond &- 1)

        // A zero in front of a digit is a leading one where nothing or a dot stands before it.
        let leadingZeros = zeros & (dots &<< 1 | 1) & (digits &>> 1)
        let lengths = (first, second &- first &- 1, third &- second &- 1, length &- third &- 1)
        let areLengthsWrong =
            ((lengths.0 &- 1) | (lengths.1 &- 1) | (lengths.2 &- 1) | (lengths.3 &- 1)) & ~3
        guard dots | digits == inside, withoutThird == 0, leadingZeros == 0, areLengthsWrong == 0 else {
            return nil
        }
        let high = Self.lanes(
            Self.octet(text, start, lengths.0), Self.octet(text, start &+ first &+ 1, lengths.1))
        let low = Self.lanes(
            Self.octet(text, start &+ second &+ 1, lengths.2),
            Self.octet(text, start &+ third &+ 1, lengths.3))
        guard (high | low) & ~0x0000_00FF_0000_00FF == 0 else { return nil }
        return Self.joined(high) << 16 | Self.joined(low)
    }

    /// The `length` digits at `start`, 1 to 4 of them, with the last one at the top.
    @inline(__always)
    private static func octet(_ text: Span<UInt8>, _ start: Int, _ length: Int) -> UInt32 {
        text.halfWord(at: start) &<< UInt32(truncatingIfNeeded: 32 &- length &* 8)
    }

    /// The values of two octets' digits, each in its half of the word.
    @inline(__always)
    private static func lanes(_ first: UInt32, _ second: UInt32) -> UInt64 {
        let digits = (UInt64(first) | UInt64(second) &<< 32) & 0x0F0F_0F0F_0F0F_0F0F
        let pairs = (digits &* (10 << 8 + 1)) &>> 8 & 0x00FF_00FF_00FF_00FF
        return (pairs &* (100 << 16 + 1)) &>> 16 & 0x0000_FFFF_0000_FFFF
    }

    @inline(__always)
    private static func joined(_ lanes: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: lanes &<< 8 | lanes &>> 32)
    }
}
