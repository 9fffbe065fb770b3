/// A block of addresses that share a prefix (RFC 4632), such as `10.0.0.0/8` or `2001:db8::/32`.
///
/// The host bits below `prefixLength` are always zero.
public struct CIDRBlock: Hashable, Sendable {
    /// Its first address.
    public let networkAddress: IPAddress
    /// Leading bits that all addresses of the block share: 0...32 or 0...128.
    public let prefixLength: Int

    /// The block of `prefixLength` bits that holds `address`; host bits of `address` are dropped.
    ///
    /// - Precondition: `prefixLength` is not negative and not above the width of the family.
    public init(containing address: IPAddress, prefixLength: Int) {
        precondition((0...address.family.bitWidth).contains(prefixLength), "prefix length out of range")
        switch address {
        case .ipv4(let address):
            networkAddress = .ipv4(IPv4Address(address.value & UInt32.networkMask(prefixLength)))
        case .ipv6(let address):
            networkAddress = .ipv6(IPv6Address(address.value & UInt128.networkMask(prefixLength)))
        }
        self.prefixLength = prefixLength
    }

    /// The block that holds `address` alone: a /32 or a /128.
    public init(_ address: IPAddress) {
        networkAddress = address
        prefixLength = address.family.bitWidth
    }

    /// All addresses of a family: `0.0.0.0/0` or `::/0`.
    public static func everything(_ family: AddressFamily) -> CIDRBlock {
        let any: IPAddress = family == .ipv4 ? .ipv4(IPv4Address(0)) : .ipv6(IPv6Address(0))
        return CIDRBlock(containing: any, prefixLength: 0)
    }

    /// The family of its addresses.
    public var family: AddressFamily { networkAddress.family }

    /// Whether `address` lies in the block; never true across families.
    public func contains(_ address: IPAddress) -> Bool {
        switch (networkAddress, address) {
        case (.ipv4(let network), .ipv4(let address)):
            address.value & UInt32.networkMask(prefixLength) == network.value
        case (.ipv6(let network), .ipv6(let address)):
            address.value & UInt128.networkMask(prefixLength) == network.value
        default:
            false
        }
    }

    /// The address `offset` above the network address, or nil past the end of the address space.
    ///
    /// The cloud reserves some by their offset: the router is a subnet's base + 1, the resolver a
    /// VPC block's base + 2.
    package func address(atOffset offset: UInt32) -> IPAddress? {
        switch networkAddress {
        case .ipv4(let network):
            let (sum, overflow) = network.value.addingReportingOverflow(offset)
            return overflow ? nil : .ipv4(IPv4Address(sum))
        case .ipv6(let network):
            let (sum, overflow) = network.value.addingReportingOverflow(UInt128(offset))
            return overflow ? nil : .ipv6(IPv6Address(sum))
        }
    }
}

extension CIDRBlock: CustomStringConvertible {
    public var description: String { "\(networkAddress)/\(prefixLength)" }
}

extension CIDRBlock: Comparable {
    /// By network address, then shorter prefixes first: a block stands before all it contains.
    public static func < (left: Self, right: Self) -> Bool {
        (left.networkAddress, left.prefixLength) < (right.networkAddress, right.prefixLength)
    }
}

extension FixedWidthInteger where Self: UnsignedInteger {
    /// A mask of `length` leading ones; `length` is 0...bitWidth.
    @inlinable
    package static func networkMask(_ length: Int) -> Self {
        length == 0 ? 0 : Self.max << Self(Self.bitWidth - length)
    }
}
