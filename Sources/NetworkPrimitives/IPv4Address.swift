/// An IPv4 address as a 32-bit number in host byte order: `10.0.0.1` is `0x0A00_0001`.
public struct IPv4Address: Hashable, Comparable, Sendable {
    /// In host byte order.
    public var value: UInt32

    /// The address of a number.
    @inlinable
    public init(_ value: UInt32) { self.value = value }

    /// Reads dotted-decimal text: four numbers from 0 to 255 without leading zeros.
    ///
    /// A leading zero is refused because half of the tools in the field read `010` as octal.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard let address = IPv4Address(ascii: bytes.span) else { return nil }
        self = address
    }

    /// Reads the whole of `bytes` as dotted-decimal ASCII; see `init(_:)` for what is accepted.
    package init?(ascii bytes: Span<UInt8>) {
        var value: UInt32 = 0
        var octet: UInt32 = 0
        var digits = 0
        var dots = 0
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: ".") {
                guard digits > 0, dots < 3 else { return nil }
                value = value << 8 | octet
                octet = 0
                digits = 0
                dots += 1
            } else {
                let digit = UInt32(byte &- UInt8(ascii: "0"))
                guard digit <= 9, digits < 3, digits == 0 || octet > 0 else { return nil }
                octet = octet * 10 + digit
                guard octet <= 255 else { return nil }
                digits += 1
            }
        }
        guard dots == 3, digits > 0 else { return nil }
        self.value = value << 8 | octet
    }

    @inlinable
    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

extension IPv4Address: CustomStringConvertible {
    public var description: String {
        "\(value >> 24).\(value >> 16 & 255).\(value >> 8 & 255).\(value & 255)"
    }
}
