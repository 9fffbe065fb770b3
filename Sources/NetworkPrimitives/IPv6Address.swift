/// An IPv6 address as a 128-bit number, most significant group first.
public struct IPv6Address: Hashable, Comparable, Sendable {
    /// In host byte order.
    public var value: UInt128

    /// The address of a number.
    @inlinable
    public init(_ value: UInt128) { self.value = value }

    /// Reads any legal spelling of RFC 4291 section 2.2: full or shortened groups, one `::`,
    /// upper or lower case, an IPv4 address in the last 32 bits. Zone identifiers are refused.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard let address = IPv6Address(ascii: bytes.span) else { return nil }
        self = address
    }

    /// Reads the whole of `bytes` as ASCII text; see `init(_:)` for what is accepted.
    package init?(ascii bytes: Span<UInt8>) {
        var parser = IPv6TextParser()
        guard let value = parser.parse(bytes) else { return nil }
        self.value = value
    }

    @inlinable
    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// Collects the groups before and after `::`, then puts zeros between them.
private struct IPv6TextParser {
    private var value: UInt128 = 0
    private var groups = 0
    /// How many groups stood before `::`, where there was one.
    private var groupsBeforeGap: Int?

    /// The value of each byte as a hexadecimal digit; 255 for others.
    private static let valueOfByte: [UInt8] = (0...255).map { byte in
        UInt8(exactly: Character(UnicodeScalar(UInt8(byte))).hexDigitValue ?? 255) ?? 255
    }

    mutating func parse(_ bytes: Span<UInt8>) -> UInt128? {
        let table = Self.valueOfByte
        let hexDigits = table.span
        var index = 0
        if bytes.count >= 2, bytes[0] == UInt8(ascii: ":") {
            guard bytes[1] == UInt8(ascii: ":") else { return nil }
            groupsBeforeGap = 0
            index = 2
        }
        while index < bytes.count {
            let start = index
            var number: UInt32 = 0
            while index < bytes.count {
                let digit = hexDigits[Int(bytes[index])]
                guard digit < 16 else { break }
                number = number &<< 4 | UInt32(digit)
                index &+= 1
            }
            if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
                return finish(withIPv4: bytes.extracting(start..<bytes.count))
            }
            guard 1...4 ~= index - start, append(UInt128(number), groups: 1) else { return nil }
            guard index < bytes.count else { break }
            // A colon, and something behind it; a second one leaves a gap.
            guard bytes[index] == UInt8(ascii: ":"), index + 1 < bytes.count else { return nil }
            index += 1
            if bytes[index] == UInt8(ascii: ":") {
                guard groupsBeforeGap == nil else { return nil }
                groupsBeforeGap = groups
                index += 1
            }
        }
        return finish()
    }

    private mutating func append(_ bits: UInt128, groups added: Int) -> Bool {
        groups += added
        guard groups <= 8 else { return false }
        value = value &<< UInt128(16 * added) | bits
        return true
    }

    private mutating func finish(withIPv4 text: Span<UInt8>) -> UInt128? {
        guard let embedded = IPv4Address(ascii: text), append(UInt128(embedded.value), groups: 2) else {
            return nil
        }
        return finish()
    }

    private func finish() -> UInt128? {
        guard let before = groupsBeforeGap else { return groups == 8 ? value : nil }
        guard groups < 8 else { return nil }
        let after = groups - before
        let tail = after == 0 ? 0 : value & (UInt128.max >> UInt128(128 - 16 * after))
        let head = before == 0 ? 0 : (value >> UInt128(16 * after)) << UInt128(128 - 16 * before)
        return head | tail
    }
}

extension IPv6Address: CustomStringConvertible {
    /// The canonical text of RFC 5952: lower case, no leading zeros, the longest run of two or
    /// more zero groups (the first of equals) as `::`, IPv4-mapped addresses with dotted decimals.
    public var description: String {
        if value >> 32 == 0xffff { return "::ffff:\(IPv4Address(UInt32(truncatingIfNeeded: value)))" }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: value >> UInt128(112 - 16 * $0)) }
        guard let gap = longestZeroRun(of: groups) else { return hexadecimal(groups[...]) }
        return hexadecimal(groups[..<gap.lowerBound]) + "::" + hexadecimal(groups[gap.upperBound...])
    }

    private func hexadecimal(_ groups: ArraySlice<UInt16>) -> String {
        groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    private func longestZeroRun(of groups: [UInt16]) -> Range<Int>? {
        var longest: Range<Int>?
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start >= 2, end - start > longest?.count ?? 0 { longest = start..<end }
            start = max(end, start + 1)
        }
        return longest
    }
}
