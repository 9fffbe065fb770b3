import NetworkPrimitives

/// Traffic that neither groups nor ACLs filter, whatever they say.
///
/// *Source: VPC guide, "Control traffic with security groups".*
package enum UnfilteredTraffic {
    /// Where link-local services of the cloud's are: metadata, resolver, time.
    package static let linkLocalBlocks = [
        CIDRBlock(containing: .ipv4(IPv4Address(0xa9fe_0000)), prefixLength: 16),
        CIDRBlock(containing: .ipv6(IPv6Address(0xfd00_0ec2 << 96)), prefixLength: 32),
    ]

    /// Whether an address is a link-local service of the cloud's: in 169.254.0.0/16 or fd00:ec2::/32.
    static func isLinkLocalService(_ address: IPAddress) -> Bool {
        linkLocalBlocks.contains { $0.contains(address) }
    }

    /// The addresses that the cloud itself answers in a subnet: its router, and the resolver of each of the VPC's blocks.
    package static func serviceAddresses(subnet: [CIDRBlock], vpc: [CIDRBlock]) -> [IPAddress] {
        subnet.filter { $0.family == .ipv4 }.compactMap { $0.address(atOffset: 1) }
            + vpc.filter { $0.family == .ipv4 }.compactMap { $0.address(atOffset: 2) }
    }
}
