import NetworkPrimitives
import NetworkRules

/// Protocols and ports around the edges that rules and evidence know.
enum RandomTraffic {
    /// Edges of what counts as a service, a client or a server, and ports that rules like.
    static let ports: [UInt16] = [
        0, 1, 22, 53, 80, 123, 443, 1023, 1024, 1025, 1433, 1434, 1521, 2049, 3306, 3389, 5432, 5439, 5900,
        5985,
        5986, 5987, 6379, 8080, 8443, 8888, 9042, 9092, 9200, 11211, 27017, 32767, 32768, 32769, 49152, 50000,
        61000, 65534, 65535,
    ]

    /// Protocols whose ports and types no rule looks at.
    static let otherProtocols: [UInt8] = [0, 2, 41, 47, 50, 51, 132, 255]

    static func port(using generator: inout SeededGenerator) -> UInt16 {
        generator.chance(85) ? generator.pick(ports) : UInt16.random(in: .min ... .max, using: &generator)
    }

    static func protocolNumber(using generator: inout SeededGenerator) -> UInt8 {
        switch generator.number(0...19) {
        case 0...10: 6
        case 11...14: 17
        case 15...16: 1
        case 17: 58
        case 18: generator.pick(otherProtocols)
        default: UInt8.random(in: .min ... .max, using: &generator)
        }
    }

    /// - Parameter forGroup: whether a security-group rule is meant: of type -1 with a code it
    ///   matches nothing, where an ACL entry matches every type.
    static func ruleTraffic(forGroup: Bool, using generator: inout SeededGenerator) -> RuleTraffic {
        switch generator.number(0...19) {
        case 0...2: .all
        case 3...9: .ports(.tcp, range(using: &generator))
        case 10...12: .ports(.udp, range(using: &generator))
        case 13...16: .icmp(.icmp, selector(forGroup: forGroup, using: &generator))
        case 17...18: .icmp(.icmpv6, selector(forGroup: forGroup, using: &generator))
        default: .other(IPProtocol(generator.pick(otherProtocols)))
        }
    }

    private static func range(using generator: inout SeededGenerator) -> PortRange {
        let (one, other) = (port(using: &generator), port(using: &generator))
        return switch generator.number(0...9) {
        case 0...4: PortRange(one, one)
        case 5...6: PortRange(min(one, other), max(one, other))
        case 7: PortRange(0, one)
        case 8: PortRange(one, 65535)
        default: generator.pick([.all, PortRange(1024, 65535), PortRange(32768, 65535), PortRange(0, 1023)])
        }
    }

    private static func selector(
        forGroup: Bool, using generator: inout SeededGenerator
    ) -> RuleTraffic.ICMPSelector {
        switch generator.number(0...9) {
        case 0...4: .all
        case 5...6: .message(type: 8, code: nil)
        case 7...8: .message(type: 3, code: 4)
        default: forGroup ? .nothing : .message(type: nil, code: 4)
        }
    }
}
