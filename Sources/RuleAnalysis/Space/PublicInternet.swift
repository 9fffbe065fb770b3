import NetworkPrimitives

/// The addresses from which anyone on the internet can come.
///
/// *Source: IANA, "IPv4 Special-Purpose Address Registry" and "IPv6 Global Unicast Address Assignments".*
package enum PublicInternet {
    /// All addresses that routers of the internet forward: what is private, local, reserved or multicast left out, since
    /// whether a rule names those too makes no difference to who gets in.
    package static let addresses: AddressSet = AddressSet.everything(.ipv4)
        .union(AddressSet(blocks(["2000::/3"])))
        .subtracting(
            AddressSet(
                blocks([
                    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
                    "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15",
                    "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "2001:db8::/32",
                ])))

    private static let ipv4 = addresses.only(.ipv4)
    private static let ipv6 = addresses.only(.ipv6)

    /// The addresses of a family; a rule that names all of them is open to everyone.
    package static func addresses(_ family: AddressFamily) -> AddressSet { family == .ipv4 ? ipv4 : ipv6 }

    /// `all of the IPv4 internet`.
    package static func name(_ family: AddressFamily) -> String {
        "all of the \(family == .ipv4 ? "IPv4" : "IPv6") internet"
    }

    private static let foreignIPv4 = AddressSet.everything(.ipv4).subtracting(
        AddressSet(
            blocks([
                "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
                "192.168.0.0/16", "224.0.0.0/3",
            ])))
    private static let foreignIPv6 = AddressSet(blocks(["2000::/3"]))

    /// Every address of a family that is not private, local or multicast, prefixes for documentation and benchmarks
    /// included: flows with them used what is open to everyone.
    package static func foreign(_ family: AddressFamily) -> AddressSet {
        family == .ipv4 ? foreignIPv4 : foreignIPv6
    }

    private static func blocks(_ texts: [String]) -> [CIDRBlock] { texts.compactMap { try? CIDRBlock($0) } }
}
