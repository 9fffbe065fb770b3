import NetworkPrimitives

// How every form of rule set means a rule's protocol, ports and ICMP message, however it spells them.

extension RuleTraffic {
    /// An ICMP type and code; nil stands for any.
    typealias Message = (type: UInt8?, code: UInt8?)

    /// The traffic of a security-group rule for one protocol. What the protocol does not compare is not asked for.
    ///
    /// *Source: EC2 guide, "Security group rules".*
    static func ofGroupRule(
        _ ipProtocol: IPProtocol, ports: () throws(RuleSetIssue) -> PortRange,
        message: () throws(RuleSetIssue) -> Message
    ) throws(RuleSetIssue) -> RuleTraffic {
        switch ipProtocol {
        case .tcp, .udp: return .ports(ipProtocol, try ports())
        case .icmp, .icmpv6:
            switch try message() {
            case (nil, nil): return .icmp(ipProtocol, .all)
            case (nil, _?): return .icmp(ipProtocol, .nothing)
            case (let type?, let code): return .icmp(ipProtocol, .message(type: type, code: code))
            }
        default: return .other(ipProtocol)
        }
    }

    /// The traffic of a network ACL entry for one protocol and addresses of `family`.
    ///
    /// *Source: EC2 API, "NetworkAclEntry" and "CreateNetworkAclEntry" (Protocol).*
    static func ofEntry(
        _ ipProtocol: IPProtocol, _ family: AddressFamily, ports: () throws(RuleSetIssue) -> PortRange,
        message: () throws(RuleSetIssue) -> Message
    ) throws(RuleSetIssue) -> RuleTraffic {
        if ipProtocol.hasPorts { return .ports(ipProtocol, try ports()) }
        guard ipProtocol.hasMessages(inEntriesOf: family) else { return .other(ipProtocol) }
        let (type, code) = try message()
        return .icmp(ipProtocol, type == nil && code == nil ? .all : .message(type: type, code: code))
    }

    /// All that a rule may turn out to be about of which no more than the protocol is known.
    static func anything(ofGroupRule ipProtocol: IPProtocol) throws(RuleSetIssue) -> RuleTraffic {
        try ofGroupRule(ipProtocol, ports: { .all }, message: { (nil, nil) })
    }

    /// The same for an entry of a network ACL.
    static func anything(
        ofEntry ipProtocol: IPProtocol, _ family: AddressFamily
    ) throws(RuleSetIssue) -> RuleTraffic {
        try ofEntry(ipProtocol, family, ports: { .all }, message: { (nil, nil) })
    }

    /// Whether ports, or a type and code, say more than the protocol does.
    var comparesMore: Bool {
        if case .other = self { false } else { true }
    }
}

extension IPProtocol {
    /// Whether entries of a network ACL for addresses of `family` compare the protocol's types and codes: those of IPv4
    /// do not compare ICMPv6's.
    func hasMessages(inEntriesOf family: AddressFamily) -> Bool {
        self == .icmp || (self == .icmpv6 && family == .ipv6)
    }

    /// What rules call protocols by words, in any case; nil stands for all of them. No value for other words.
    static func named(_ word: String) -> IPProtocol?? {
        switch word.lowercased() {
        case "all": .some(nil)
        case "tcp": .tcp
        case "udp": .udp
        case "icmp": .icmp
        case "icmpv6": .icmpv6
        default: nil
        }
    }
}
