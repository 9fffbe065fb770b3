/// A protocol number from the IP header (IANA "Assigned Internet Protocol Numbers").
public struct IPProtocol: Hashable, Sendable {
    /// As the protocol numbers authority assigned it.
    public let number: UInt8

    /// A protocol by its number.
    @inlinable
    public init(_ number: UInt8) { self.number = number }

    @inlinable public static var icmp: IPProtocol { IPProtocol(1) }
    @inlinable public static var tcp: IPProtocol { IPProtocol(6) }
    @inlinable public static var udp: IPProtocol { IPProtocol(17) }
    @inlinable public static var icmpv6: IPProtocol { IPProtocol(58) }

    /// TCP and UDP: the protocols whose ports rules compare.
    @inlinable
    public var hasPorts: Bool { number == 6 || number == 17 }
}

extension IPProtocol: CustomStringConvertible {
    /// The cloud's own word where it has one (`tcp`, `udp`, `icmp`, `icmpv6`), else the number.
    public var description: String {
        switch self {
        case .icmp: "icmp"
        case .tcp: "tcp"
        case .udp: "udp"
        case .icmpv6: "icmpv6"
        default: "\(number)"
        }
    }
}
