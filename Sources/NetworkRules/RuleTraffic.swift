import NetworkPrimitives

/// The protocol and ports, or ICMP type and code, that a rule is about.
///
/// Loaders bring every spelling of the cloud's interface to one of these cases, so that nothing
/// downstream knows that `-1`, a missing port and `0-65535` can mean the same.
public enum RuleTraffic: Hashable, Sendable {
    /// Protocol `-1`: every protocol, every port.
    case all
    /// TCP or UDP, with a range of destination ports.
    case ports(IPProtocol, PortRange)
    /// ICMP or ICMPv6. Flow logs carry neither type nor code, so a rule that names one can never
    /// be known to match.
    case icmp(IPProtocol, ICMPSelector)
    /// Any other protocol: ports are ignored whatever the rule gives.
    case other(IPProtocol)

    /// Which ICMP messages a rule is about.
    public enum ICMPSelector: Hashable, Sendable {
        case all
        /// One type; `code` nil stands for all codes of the type. `type` nil stands for every
        /// type, as a network ACL entry of type -1 with a code has it.
        case message(type: UInt8?, code: UInt8?)
        /// A security-group rule of type -1 with a code, which the cloud never matches.
        case nothing
    }

    /// The protocol, or nil where all are meant.
    public var ipProtocol: IPProtocol? {
        switch self {
        case .all: nil
        case .ports(let `protocol`, _), .icmp(let `protocol`, _), .other(let `protocol`): `protocol`
        }
    }

    /// The destination ports: all of them where the rule does not compare ports.
    public var portRange: PortRange {
        if case .ports(_, let range) = self { return range }
        return .all
    }

    /// Whether the rule names an ICMP type or code.
    public var namesICMPMessage: Bool {
        if case .icmp(_, .message) = self { return true }
        return false
    }

    /// The protocol as rules spell it: `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all.
    public var protocolText: String { ipProtocol?.description ?? "-1" }

    /// The ports as `443`, `1024-65535` or `all`; for ICMP `type/code`, where `all` stands for
    /// every type or code.
    public var portsText: String {
        switch self {
        case .all, .other, .icmp(_, .all): "all"
        case .ports(_, let range): range.description
        case .icmp(_, .message(let type, let code)):
            (type.map { "type-\($0)" } ?? "type-all") + (code.map { "-code-\($0)" } ?? "")
        case .icmp(_, .nothing): "none"
        }
    }
}
