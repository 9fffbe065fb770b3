import NetworkPrimitives

/// Who has which addresses. The networks do not overlap, so that a recipe that takes a remote
/// address from one of them knows which rules can name it.
enum AddressPlan {
    /// All VPCs lie in it, one /16 after the other.
    static let privateNetwork = block(10, 0, 0, 0, 8)
    static let office = block(198, 51, 100, 0, 24)
    static let officeIPv6 = CIDRBlock(
        containing: .ipv6(IPv6Address(0x2001_0db8_0ff1 << 80)), prefixLength: 48)
    /// What the storage service's prefix list names.
    static let storage = block(52, 216, 0, 0, 15)
    /// Shared address space (RFC 6598): filler rules of groups are about it, and nothing else.
    static let partners = block(100, 64, 0, 0, 10)
    /// Benchmarking addresses (RFC 2544): ACLs deny parts of it, and nothing else names it.
    static let blocked = block(198, 18, 0, 0, 15)
    /// ACLs allow parts of it, and no traffic comes from it.
    static let onPremises = block(192, 168, 0, 0, 16)
    static let anyIPv4 = block(0, 0, 0, 0, 0)
    static let anyIPv6 = CIDRBlock(containing: .ipv6(IPv6Address(0)), prefixLength: 0)

    static let instanceMetadata = IPAddress.ipv4(IPv4Address(0xA9FE_A9FE))
    static let timeService = IPAddress.ipv4(IPv4Address(0xA9FE_A97B))
    /// fd00:ec2::254, the metadata service's IPv6 address.
    static let instanceMetadataIPv6 = IPAddress.ipv6(IPv6Address(0xfd00_0ec2 << 96 | 0x254))

    /// First octets of the internet's clients and servers: none of the networks above, and none
    /// that are reserved, lie under them.
    static let strangerOctets: [UInt32] = [
        5, 23, 31, 37, 45, 46, 62, 66, 77, 81, 85, 91, 92, 94, 103, 109, 128, 141, 146, 151, 159, 178, 185,
        188,
        193, 195, 212, 217,
    ]

    private static func block(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ length: Int) -> CIDRBlock
    {
        CIDRBlock(
            containing: .ipv4(IPv4Address(a << 24 | b << 16 | c << 8 | d)), prefixLength: length)
    }

    /// The `index`-th /16 of the private network, and the /56 that belongs to it.
    static func vpcBlocks(_ index: Int) -> (ipv4: CIDRBlock, ipv6: CIDRBlock) {
        let number = UInt32(truncatingIfNeeded: index & 255)
        let prefix: UInt128 = 0x2600_1f14_000a << 80
        return (
            block(10, number, 0, 0, 16),
            CIDRBlock(containing: .ipv6(IPv6Address(prefix | UInt128(number) << 72)), prefixLength: 56)
        )
    }
}

extension CIDRBlock {
    /// A random address of an IPv4 block; the network address itself for IPv6.
    func randomIPv4(_ random: inout RandomStream) -> IPAddress {
        guard case .ipv4(let network) = networkAddress else { return networkAddress }
        let host = UInt32(truncatingIfNeeded: random.below(1 << (32 - prefixLength)))
        return .ipv4(IPv4Address(network.value | host))
    }

    /// A random block of `length` bits within an IPv4 block.
    func randomPart(length: Int, _ random: inout RandomStream) -> CIDRBlock {
        CIDRBlock(containing: randomIPv4(&random), prefixLength: max(length, prefixLength))
    }

    /// A random address of an IPv6 block of at most 64 bits.
    func randomIPv6(_ random: inout RandomStream) -> IPAddress {
        guard case .ipv6(let network) = networkAddress else { return networkAddress }
        let host = UInt128(random.next())
        return .ipv6(IPv6Address(network.value | host))
    }
}
