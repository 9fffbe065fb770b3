/// The two families of Internet Protocol addresses.
public enum AddressFamily: UInt8, Hashable, Sendable, CaseIterable {
    /// One of 32 bits.
    case ipv4
    /// One of 128 bits.
    case ipv6

    /// Bits in an address: 32 or 128.
    public var bitWidth: Int { self == .ipv4 ? 32 : 128 }
}

/// An IPv4 or an IPv6 address. An IPv4-mapped IPv6 address stays IPv6: rules of one family never
/// match packets of the other.
public enum IPAddress: Hashable, Sendable {
    case ipv4(IPv4Address)
    case ipv6(IPv6Address)

    /// Reads either family; see `IPv4Address` and `IPv6Address` for the accepted spellings.
    public init?(_ text: some StringProtocol) {
        if let address = IPv4Address(text) {
            self = .ipv4(address)
        } else if let address = IPv6Address(text) {
            self = .ipv6(address)
        } else {
            return nil
        }
    }

    /// Reads the whole of `bytes` as ASCII text of either family.
    package init?(ascii bytes: Span<UInt8>) {
        if let address = IPv4Address(ascii: bytes) {
            self = .ipv4(address)
        } else if let address = IPv6Address(ascii: bytes) {
            self = .ipv6(address)
        } else {
            return nil
        }
    }

    /// Whether it is an IPv4 or an IPv6 address.
    public var family: AddressFamily {
        switch self {
        case .ipv4: .ipv4
        case .ipv6: .ipv6
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// Canonical text: dotted decimal, or RFC 5952.
    public var description: String {
        switch self {
        case .ipv4(let address): address.description
        case .ipv6(let address): address.description
        }
    }
}

extension IPAddress: Comparable {
    /// IPv4 before IPv6, then by number.
    public static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.ipv4(let left), .ipv4(let right)): left < right
        case (.ipv6(let left), .ipv6(let right)): left < right
        case (.ipv4, .ipv6): true
        case (.ipv6, .ipv4): false
        }
    }
}
