/// A protocol number from the IP header (IANA "Assigned Internet Protocol Numbers").
@usableFromInline
package struct IPProtocol: Hashable, Sendable {
    @usableFromInline package let number: UInt8

    @inlinable
    package init(_ number: UInt8) { self.number = number }

    @inlinable package static var icmp: IPProtocol { IPProtocol(1) }
    @inlinable package static var tcp: IPProtocol { IPProtocol(6) }
    @inlinable package static var udp: IPProtocol { IPProtocol(17) }
    @inlinable package static var icmpv6: IPProtocol { IPProtocol(58) }

    /// TCP and UDP: the protocols whose ports rules compare.
    @inlinable
    package var hasPorts: Bool { number == 6 || number == 17 }
}

extension IPProtocol: CustomStringConvertible {
    /// The cloud's own word where it has one (`tcp`, `udp`, `icmp`, `icmpv6`), else the number.
    @usableFromInline
    package var description: String {
        switch self {
        case .icmp: "icmp"
        case .tcp: "tcp"
        case .udp: "udp"
        case .icmpv6: "icmpv6"
        default: "\(number)"
        }
    }
}
