import NetworkPrimitives
import NetworkRules

/// Sorts every (protocol, port) into classes that no rule of the rule set tells apart.
///
/// Classes are numbered so that whatever a rule names is one contiguous range:
///
///     0 ..< P          TCP, one class for each interval of ports between two bounds of any rule
///     P ..< 2P         UDP, the same intervals
///     2P ..< count-1   each other protocol that some rule names
///     count-1          every protocol that no rule names
///
/// A table of 65,536 entries maps a port to its interval: one load, 128 KiB, shared by all workers.
@usableFromInline
package struct ServiceClasses: Sendable {
    /// Port to interval, ascending.
    @usableFromInline package let portInterval: [UInt16]
    /// Protocol number to its classes.
    @usableFromInline package let protocols: [ProtocolClasses]
    package let intervalCount: Int
    package let count: Int

    init(of traffic: some Sequence<RuleTraffic>) {
        var startsInterval = [Bool](repeating: false, count: 65537)
        startsInterval[0] = true
        var isNamed = [Bool](repeating: false, count: 256)
        for traffic in traffic {
            switch traffic {
            case .all:
                break
            case .ports(_, let range):
                startsInterval[Int(range.first)] = true
                startsInterval[Int(range.last) + 1] = true
            case .icmp(let `protocol`, _), .other(let `protocol`):
                isNamed[Int(`protocol`.number)] = true
            }
        }
        var interval = -1
        portInterval = (0..<65536).map { port in
            if startsInterval[port] { interval += 1 }
            return UInt16(interval)
        }
        intervalCount = interval + 1

        var next = 2 * intervalCount
        var firstClass = [UInt32](repeating: 0, count: 256)
        for number in 0..<256 where isNamed[number] && !IPProtocol(UInt8(number)).hasPorts {
            firstClass[number] = UInt32(next)
            next += 1
        }
        for number in 0..<256 where !isNamed[number] && !IPProtocol(UInt8(number)).hasPorts {
            firstClass[number] = UInt32(next)
        }
        firstClass[Int(IPProtocol.udp.number)] = UInt32(intervalCount)
        protocols = (0..<256).map { number in
            ProtocolClasses(first: firstClass[number], hasPorts: IPProtocol(UInt8(number)).hasPorts)
        }
        count = next + 1
    }

    /// The class of packets of `protocol` to `port`; the port counts for TCP and UDP alone.
    ///
    /// - Complexity: O(1).
    @inlinable @inline(__always)
    package func serviceClass(_ protocol: IPProtocol, port: UInt16) -> UInt32 {
        protocols[Int(`protocol`.number)].serviceClass(portInterval[Int(port)])
    }

    /// The classes that a rule names: empty for a rule that matches nothing.
    func classes(of traffic: RuleTraffic) -> Range<UInt32> {
        switch traffic {
        case .all:
            return 0..<UInt32(count)
        case .ports(let `protocol`, let range):
            let first = protocols[Int(`protocol`.number)].first
            return first + UInt32(portInterval[Int(range.first)])..<first
                + UInt32(portInterval[Int(range.last)]) + 1
        case .icmp(_, .nothing):
            return 0..<0
        case .icmp(let `protocol`, _), .other(let `protocol`):
            let first = protocols[Int(`protocol`.number)].first
            return first..<first + 1
        }
    }
}

/// The service classes of one protocol.
@usableFromInline
package struct ProtocolClasses: Sendable {
    @usableFromInline package let first: UInt32
    /// All ones for protocols with ports, else zero.
    @usableFromInline let portMask: UInt32

    init(first: UInt32, hasPorts: Bool) {
        self.first = first
        portMask = hasPorts ? .max : 0
    }

    package var hasPorts: Bool { portMask != 0 }

    /// The class of a port, by its interval; asks no question, since records of several protocols come in any
    /// order.
    @inlinable @inline(__always)
    package func serviceClass(_ portInterval: UInt16) -> UInt32 { first &+ UInt32(portInterval) & portMask }
}
