import NetworkPrimitives

extension RecordCursor {
    mutating func append(_ text: [UInt8]) {
        for byte in text { append(UInt64(byte), count: 1) }
    }

    /// Appends a number in decimal: 20 digits at the most.
    @inline(__always)
    mutating func append(decimal value: UInt64) {
        guard value >= 100_000_000 else { return append(upToEightDigits: value) }
        let (high, low) = value.quotientAndRemainder(dividingBy: 100_000_000)
        if high >= 100_000_000 {
            append(upToEightDigits: high / 100_000_000)
            append(Self.digits(high % 100_000_000) | Self.asciiZeros, count: 8)
        } else {
            append(upToEightDigits: high)
        }
        append(Self.digits(low) | Self.asciiZeros, count: 8)
    }

    @inline(__always)
    private mutating func append(upToEightDigits value: UInt64) {
        let digits = Self.digits(value)
        let leadingZeros = digits == 0 ? 7 : digits.trailingZeroBitCount / 8
        append((digits | Self.asciiZeros) >> UInt64(8 * leadingZeros), count: 8 - leadingZeros)
    }

    private static var asciiZeros: UInt64 { 0x3030_3030_3030_3030 }

    /// The eight decimal digits of a number below 10^8, one a byte, the first in the lowest byte.
    ///
    /// Halves the number again and again, all parts at once: four digits, two, one in each lane.
    /// The factors divide by 100 and 10, exactly for all values that a lane can hold.
    @inline(__always)
    private static func digits(_ value: UInt64) -> UInt64 {
        let fours = value / 10000 | (value % 10000) << 32
        let hundreds = (fours &* 10486) >> 20 & 0x0000_007f_0000_007f
        let twos = hundreds | (fours &- hundreds &* 100) << 16
        let tens = (twos &* 103) >> 10 & 0x000f_000f_000f_000f
        return tens | (twos &- tens &* 10) << 8
    }

    /// Appends the canonical text of an address: 45 bytes at the most.
    @inline(__always)
    mutating func append(_ address: IPAddress) {
        switch address {
        case .ipv4(let address): append(address)
        case .ipv6(let address): appendApart { $0.append(address) }
        }
    }

    @inline(__always)
    private mutating func append(_ address: IPv4Address) {
        append(octet: address.value >> 24)
        append(octet: address.value >> 16 & 255, behindDot: true)
        append(octet: address.value >> 8 & 255, behindDot: true)
        append(octet: address.value & 255, behindDot: true)
    }

    /// Appends a number below 256, as one piece with the dot before it.
    @inline(__always)
    private mutating func append(octet: UInt32, behindDot: Bool = false) {
        let value = UInt64(octet)
        var text = value % 10
        var count = 1
        if value >= 10 {
            text = text << 8 | value / 10 % 10
            count = 2
        }
        if value >= 100 {
            text = text << 8 | value / 100
            count = 3
        }
        text |= Self.asciiZeros >> UInt64(64 - 8 * count)
        if behindDot {
            text = text << 8 | UInt64(UInt8(ascii: "."))
            count += 1
        }
        append(text, count: count)
    }

    /// RFC 5952: see `IPv6Address.description`.
    private mutating func append(_ address: IPv6Address) {
        let colon = UInt64(UInt8(ascii: ":"))
        if address.value >> 32 == 0xffff {
            append([UInt8]("::ffff:".utf8))
            return append(IPv4Address(UInt32(truncatingIfNeeded: address.value)))
        }
        let gap = Self.longestZeroRun(of: address)
        var group = 0
        while group < 8 {
            if group == gap.lowerBound, !gap.isEmpty {
                append(colon | colon << 8, count: 2)
                group = gap.upperBound
                continue
            }
            append(hexadecimal: Self.group(group, of: address))
            group += 1
            if group < 8, group != gap.lowerBound || gap.isEmpty { append(colon, count: 1) }
        }
    }

    private static func group(_ number: Int, of address: IPv6Address) -> UInt16 {
        UInt16(truncatingIfNeeded: address.value >> UInt128(112 - 16 * number))
    }

    /// The first of the longest runs of two or more zero groups; empty where there is none.
    private static func longestZeroRun(of address: IPv6Address) -> Range<Int> {
        var longest = 0..<0
        var start = 0
        for end in 0...8 {
            if end < 8, group(end, of: address) == 0 { continue }
            if end - start >= 2, end - start > longest.count { longest = start..<end }
            start = end + 1
        }
        return longest
    }

    private mutating func append(hexadecimal value: UInt16) {
        var shift: UInt16 = value >= 0x1000 ? 12 : value >= 0x100 ? 8 : value >= 0x10 ? 4 : 0
        while true {
            let digit = UInt64(value >> shift & 15)
            append(digit < 10 ? digit + 48 : digit + 87, count: 1)
            guard shift > 0 else { return }
            shift -= 4
        }
    }
}
