import NetworkPrimitives
import NetworkRules

/// What a flow asked of rules, as far as a log shows it: a protocol and, where it has some, a destination port.
package struct ObservedService: Hashable, Comparable, Sendable {
    package let ipProtocol: IPProtocol
    /// 0 where the protocol has no ports.
    package let port: UInt16

    /// What a rule for it is about; of ICMP all messages, whose types logs do not carry.
    var traffic: RuleTraffic {
        switch ipProtocol {
        case .tcp, .udp: .ports(ipProtocol, PortRange(port, port))
        case .icmp, .icmpv6: .icmp(ipProtocol, .all)
        default: .other(ipProtocol)
        }
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.ipProtocol.number, left.port) < (right.ipProtocol.number, right.port)
    }
}

/// A connection that was opened, or several from one far side.
struct ObservedOpening {
    let service: ObservedService
    let remote: IPAddress
    /// The rule that permitted it, by its place in the group's rules of the direction.
    let rule: Int
    var records: UInt64
}
