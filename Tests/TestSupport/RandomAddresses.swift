import NetworkPrimitives

/// Addresses out of a few small pools, so that random rules and random records meet often.
enum RandomAddresses {
    static func ipv4(_ first: Int, _ second: Int, _ third: Int, _ fourth: Int) -> IPAddress {
        let value = (first << 24) | (second << 16) | (third << 8) | fourth
        return .ipv4(IPv4Address(UInt32(truncatingIfNeeded: value)))
    }

    /// An address whose first 64 bits are `network`.
    static func ipv6(_ network: UInt64, _ host: UInt64) -> IPAddress {
        .ipv6(IPv6Address(UInt128(network) << 64 | UInt128(host)))
    }

    /// An address outside of every VPC: of the documentation ranges for the most part.
    static func external(using generator: inout SeededGenerator) -> IPAddress {
        switch generator.number(0...9) {
        case 0...2: ipv4(192, 0, 2, generator.number(70...79))
        case 3...4: ipv4(198, 51, 100, generator.number(0...7))
        case 5: ipv4(203, 0, 113, generator.number(0...255))
        case 6: generator.pick([ipv4(0, 0, 0, 0), ipv4(255, 255, 255, 255), ipv4(128, 0, 0, 0)])
        case 7...8: ipv6(0x2001_0db8_0000_0000, UInt64(generator.number(0...9)))
        default:
            generator.pick([
                ipv6(0, 0), ipv6(0, 1), ipv6(.max, .max), ipv6(0, 0xffff_0a00_0004), ipv6(1 << 63, 0),
            ])
        }
    }

    /// Addresses that rules never filter, and their neighbours that rules do.
    static let exempt = [
        ipv4(169, 254, 0, 0), ipv4(169, 254, 169, 254), ipv4(169, 254, 255, 255), ipv4(169, 253, 255, 255),
        ipv4(169, 255, 0, 0), ipv6(0xfd00_0ec2_0000_0000, 0x253), ipv6(0xfd00_0ec2_ffff_ffff, .max),
        ipv6(0xfd00_0ec1_ffff_ffff, .max), ipv6(0xfd00_0ec3_0000_0000, 0),
    ]
}

extension CIDRBlock {
    /// The highest address of the block.
    package var lastAddress: IPAddress {
        switch networkAddress {
        case .ipv4(let network): .ipv4(IPv4Address(network.value | ~UInt32.networkMask(prefixLength)))
        case .ipv6(let network): .ipv6(IPv6Address(network.value | ~UInt128.networkMask(prefixLength)))
        }
    }

    /// Any address of the block.
    package func randomAddress(using generator: inout SeededGenerator) -> IPAddress {
        switch networkAddress {
        case .ipv4(let network):
            let host = UInt32.random(in: .min ... .max, using: &generator)
            return .ipv4(IPv4Address(network.value | host & ~UInt32.networkMask(prefixLength)))
        case .ipv6(let network):
            let host = UInt128.random(in: .min ... .max, using: &generator)
            return .ipv6(IPv6Address(network.value | host & ~UInt128.networkMask(prefixLength)))
        }
    }

    /// An address in the block or just outside: its ends, their neighbours, or any of it.
    package func addressAroundEdges(using generator: inout SeededGenerator) -> IPAddress {
        switch generator.number(0...9) {
        case 0...1: networkAddress
        case 2...3: lastAddress
        case 4: networkAddress.advanced(by: -1)
        case 5: lastAddress.advanced(by: 1)
        default: randomAddress(using: &generator)
        }
    }
}

extension IPAddress {
    /// The address `distance` further on, around the end of the address space.
    package func advanced(by distance: Int) -> IPAddress {
        switch self {
        case .ipv4(let address):
            .ipv4(IPv4Address(address.value &+ UInt32(truncatingIfNeeded: distance)))
        case .ipv6(let address):
            .ipv6(IPv6Address(address.value &+ UInt128(truncatingIfNeeded: distance)))
        }
    }
}
