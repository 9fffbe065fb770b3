import NetworkPrimitives

/// A network interface as traffic recipes need it: numbers alone, so that a million of them fit.
struct SyntheticInterface {
    var identifier: ResourceIdentifier
    var role: InterfaceRole
    var subnetKind: SubnetKind
    /// Which of the VPC's stacks it belongs to: its group names others of the same stack.
    var stack: Int
    /// Index of the subnet in `SyntheticVPC.subnets`.
    var subnet: Int
    /// The group of its role and stack, and one more of fillers alone; indices in the VPC's groups.
    var group: Int?
    var partnerGroup: Int?
    var primary: IPv4Address
    var secondary: IPv4Address?
    var ipv6: IPv6Address?

    /// The addresses under which others see it over IPv4.
    func anyIPv4(_ random: inout RandomStream) -> IPAddress {
        if let secondary, random.oneIn(4) { return .ipv4(secondary) }
        return .ipv4(primary)
    }
}

/// The seventeen hexadecimal digits of a resource's id.
struct ResourceIdentifier: Hashable {
    /// The last sixteen digits; the first is 0.
    var number: UInt64

    /// - Parameters:
    ///   - ordinal: unlike ordinals give unlike ids, whatever is drawn.
    init(ordinal: Int, _ random: inout RandomStream) {
        // An odd factor permutes the 32-bit numbers.
        let scrambled = UInt32(truncatingIfNeeded: ordinal) &* 0x9E37_79B1 &+ 0x7F4A_7C15
        number = random.next() << 32 | UInt64(scrambled)
    }

    func text(_ prefix: String) -> String {
        var bytes = Array(prefix.utf8)
        bytes.append(UInt8(ascii: "-"))
        bytes.append(self)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension [UInt8] {
    mutating func append(_ identifier: ResourceIdentifier) {
        append(UInt8(ascii: "0"))
        append(hexadecimal: identifier.number, digits: 16)
    }
}
