import NetworkPrimitives
import NetworkRules

/// What a rule says of a packet besides its addresses: a set of protocols with their destination ports, or their ICMP
/// types and codes.
///
/// Every packet is one point of a line, `protocol * 65536 + detail`, where the detail is the destination port (TCP,
/// UDP), `type * 256 + code` (ICMP, ICMPv6) or nothing that a rule could name, in which case a rule holds all of the
/// protocol's points. Unlike flow logs, which carry no ICMP types, the set is exact about them.
package struct ServiceSet: Hashable, Sendable {
    package private(set) var points: IntervalSet<UInt32>

    private static let last: UInt32 = 256 * 65536 - 1

    package init() { points = IntervalSet() }

    private init(_ points: IntervalSet<UInt32>) { self.points = points }

    package static let everything = Self(IntervalSet(0...last))

    package init(_ traffic: RuleTraffic) { points = Self.points(of: traffic) }

    private static func points(of traffic: RuleTraffic) -> IntervalSet<UInt32> {
        switch traffic {
        case .all: return IntervalSet(0...last)
        case .ports(let ipProtocol, let ports): return points(ipProtocol, ports)
        case .icmp(_, .nothing): return IntervalSet()
        case .other(let ipProtocol), .icmp(let ipProtocol, .all),
            .icmp(let ipProtocol, .message(nil, nil)):
            return points(ipProtocol, .all)
        case .icmp(let ipProtocol, .message(let type?, let code)):
            let first = UInt16(type) << 8
            let range = code.map { PortRange(first | UInt16($0), first | UInt16($0)) }
            return points(ipProtocol, range ?? PortRange(first, first | 255))
        case .icmp(let ipProtocol, .message(nil, let code?)):
            return IntervalSet(
                (0..<256).map { (type: UInt32) in
                    let point = base(ipProtocol) | type << 8 | UInt32(code)
                    return point...point
                })
        }
    }

    private static func points(_ ipProtocol: IPProtocol, _ details: PortRange) -> IntervalSet<UInt32> {
        IntervalSet(range(ipProtocol, details))
    }

    private static func range(_ ipProtocol: IPProtocol, _ details: PortRange) -> ClosedRange<UInt32> {
        base(ipProtocol) | UInt32(details.first)...base(ipProtocol) | UInt32(details.last)
    }

    /// Some ports, or details, of one protocol.
    package init(_ ipProtocol: IPProtocol, _ details: PortRange) {
        points = Self.points(ipProtocol, details)
    }

    /// Some ports, or details, of several protocols.
    ///
    /// - Complexity: O(n log n), n the ranges.
    package init(_ ranges: [(ipProtocol: IPProtocol, details: PortRange)]) {
        points = IntervalSet(
            ranges.map { Self.range($0.ipProtocol, $0.details) })
    }

    /// One port of TCP and of UDP.
    package static func port(_ port: UInt16) -> Self {
        Self(.tcp, PortRange(port, port)).union(Self(.udp, PortRange(port, port)))
    }

    private static func base(_ ipProtocol: IPProtocol) -> UInt32 { UInt32(ipProtocol.number) << 16 }

    package var isEmpty: Bool { points.isEmpty }
    package func union(_ other: Self) -> Self { Self(points.union(other.points)) }
    package func intersection(_ other: Self) -> Self { Self(points.intersection(other.points)) }
    package func subtracting(_ other: Self) -> Self { Self(points.subtracting(other.points)) }
    package func isSubset(of other: Self) -> Bool { points.isSubset(of: other.points) }
    package func isDisjoint(with other: Self) -> Bool { points.isDisjoint(with: other.points) }

    /// Whether some packet of a protocol with a port is in the set; for protocols without ports 0 stands for any.
    package func contains(_ ipProtocol: IPProtocol, port: UInt16) -> Bool {
        points.contains(Self.base(ipProtocol) | UInt32(port))
    }

    /// Whether all packets of a protocol with such ports, or details, are in the set.
    package func contains(_ ipProtocol: IPProtocol, _ details: PortRange) -> Bool {
        points.contains(Self.range(ipProtocol, details))
    }

    /// Whether some packet of a protocol is in the set.
    package func containsSome(of ipProtocol: IPProtocol) -> Bool {
        !points.isDisjoint(with: Self.range(ipProtocol, .all))
    }

    /// The details of each protocol, by its number. Protocols that all have all details in a row stand together.
    package var parts: [ServicePart] {
        points.intervals.flatMap { interval -> [ServicePart] in
            var parts: [ServicePart] = []
            var first = interval.lowerBound
            while first <= interval.upperBound {
                let number = first >> 16
                let (start, end) = (first & 0xffff, min(interval.upperBound, number << 16 | 0xffff))
                var last = number
                if start == 0, end & 0xffff == 0xffff {
                    while last < 255, (last + 2) << 16 - 1 <= interval.upperBound { last += 1 }
                }
                parts.append(
                    ServicePart(
                        protocols: UInt8(number)...UInt8(last),
                        details: PortRange(UInt16(start), UInt16(end & 0xffff))))
                first = last == number ? end + 1 : (last + 1) << 16
            }
            return parts
        }
    }
}

/// One protocol with a range of details, or several in a row with all of theirs.
package struct ServicePart: Hashable, Sendable {
    package let protocols: ClosedRange<UInt8>
    package let details: PortRange

    /// The one protocol that it is about, nil where it is about several.
    package var ipProtocol: IPProtocol? { protocols.count == 1 ? IPProtocol(protocols.lowerBound) : nil }
}

extension ServicePart: CustomStringConvertible {
    /// `all traffic`, `tcp 443`, `udp 1024-65535`, `icmp type 8 code 0`, `protocol 47`, `protocols 2-5`.
    package var description: String {
        guard let ipProtocol else {
            return protocols == 0...255
                ? "all traffic" : "protocols \(protocols.lowerBound)-\(protocols.upperBound)"
        }
        switch ipProtocol {
        case .tcp, .udp: return details == .all ? "all \(ipProtocol)" : "\(ipProtocol) \(details)"
        case .icmp, .icmpv6: return details == .all ? "all \(ipProtocol)" : "\(ipProtocol) \(messages)"
        default: return "protocol \(ipProtocol)"
        }
    }

    private var messages: String {
        let (first, last) = (details.first, details.last)
        if first == last { return "type \(first >> 8) code \(first & 255)" }
        if first & 255 == 0, last & 255 == 255 {
            return first >> 8 == last >> 8 ? "type \(first >> 8)" : "types \(first >> 8)-\(last >> 8)"
        }
        return "type \(first >> 8) code \(first & 255) to type \(last >> 8) code \(last & 255)"
    }
}

extension ServiceSet: CustomStringConvertible {
    /// The parts, or, where that says it in fewer words, all traffic except some.
    package var description: String {
        if isEmpty { return "nothing" }
        let parts = parts
        let missing = ServiceSet.everything.subtracting(self).parts
        if missing.isEmpty || missing.count + 1 >= parts.count {
            return parts.map(\.description).joined(separator: ", ")
        }
        return "all traffic except \(missing.map(\.description).joined(separator: ", "))"
    }
}
