import NetworkPrimitives

/// The key of a flow aggregate in 16 bytes. Addresses of IPv6 stand for themselves by their numbers in a table beside it.
///
///     place   63         32 31    16 15 12   11    10    2    1      0
///            +-------------+--------+-----+-------+-------+------+--------+
///            | interface   | port   |     | reply | code  | IPv6 | egress |
///            +-------------+--------+-----+-------+-------+------+--------+
///     remote  63      40 39      32 31                                   0
///            +----------+----------+--------------------------------------+
///            |          | protocol | address, or its number               |
///            +----------+----------+--------------------------------------+
struct PackedFlowKey: Equatable, Sendable {
    private let place: UInt64
    private let remote: UInt64

    /// - Parameter remote: an address of IPv4, or the number of one of IPv6.
    init(
        interface: UInt32, isEgress: Bool, isIPv6: Bool, remote: UInt32, ipProtocol: UInt8, port: UInt16,
        looksLikeReply: Bool, code: UInt16
    ) {
        let traits: UInt64 = (looksLikeReply ? 1 << 12 : 0) | (isIPv6 ? 2 : 0) | (isEgress ? 1 : 0)
        place = UInt64(interface) << 32 | UInt64(port) << 16 | UInt64(code) << 2 | traits
        self.remote = UInt64(ipProtocol) << 32 | UInt64(remote)
    }

    private init(place: UInt64, remote: UInt64) {
        self.place = place
        self.remote = remote
    }

    /// Bits of an `order`.
    static let orderWidth = 101

    var isIPv6: Bool { place & 2 != 0 }
    /// The address of IPv4, or the number of that of IPv6.
    var remoteWord: UInt32 { UInt32(truncatingIfNeeded: remote) }

    private var interface: UInt32 { UInt32(truncatingIfNeeded: place >> 32) }
    private var direction: TrafficDirection { place & 1 == 0 ? .ingress : .egress }
    private var ipProtocol: UInt8 { UInt8(truncatingIfNeeded: remote >> 32) }
    private var port: UInt16 { UInt16(truncatingIfNeeded: place >> 16) }
    private var looksLikeReply: Bool { place & 1 << 12 != 0 }
    private var code: UInt16 { UInt16(truncatingIfNeeded: place >> 2 & 0x3ff) }

    /// Multiplicative hashing, folded so that the lowest bits depend on all that was put in.
    @inline(__always)
    var hash: UInt64 {
        let factor: UInt64 = 0x9e37_79b9_7f4a_7c15
        var state = place &* factor
        state = (state ^ state >> 32 ^ remote) &* factor
        return state ^ state >> 29
    }

    /// The same key where its address has another number.
    func withRemoteNumber(_ number: UInt32) -> Self {
        Self(place: place, remote: remote & 0xffff_ffff_0000_0000 | UInt64(number))
    }

    /// A number in the order of `FlowAggregateKey.precedes`.
    ///
    /// - Parameter remote: the address of IPv4, or the rank of that of IPv6 among those that there are.
    func order(remote: UInt32) -> UInt128 {
        let owner = UInt128(interface) << 2 | UInt128(place & 1) << 1 | (isIPv6 ? 1 : 0)
        let service = UInt128(ipProtocol) << 16 | UInt128(port)
        let verdict = UInt128(looksLikeReply ? 1 : 0) << 10 | UInt128(code)
        return (owner << 32 | UInt128(remote)) << 35 | service << 11 | verdict
    }

    func unpacked(remote: IPAddress) -> FlowAggregateKey {
        FlowAggregateKey(
            interface: interface, direction: direction, remote: remote, ipProtocol: IPProtocol(ipProtocol),
            port: port, looksLikeReply: looksLikeReply, verdictCode: code)
    }
}
