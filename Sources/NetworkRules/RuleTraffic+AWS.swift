import NetworkPrimitives

extension JSONCursor {
    /// A protocol as rules name it: a number, as text or not, or one of the cloud's words in any
    /// case. Nil stands for all protocols: `-1`, or `all`.
    ///
    /// *Source: EC2 API, "IpPermission" (IpProtocol) and "NetworkAclEntry" (Protocol).*
    func ipProtocol() throws(RuleSetIssue) -> IPProtocol? {
        let number: Int?
        if let wholeNumber {
            number = wholeNumber
        } else if let string {
            switch string.lowercased() {
            case "all": return nil
            case "tcp": return .tcp
            case "udp": return .udp
            case "icmp": return .icmp
            case "icmpv6": return .icmpv6
            default: number = Int(string).flatMap { String($0) == string ? $0 : nil }
            }
        } else {
            throw wrongType(.stringOrWholeNumber)
        }
        if number == -1 { return nil }
        guard let number, let octet = UInt8(exactly: number) else {
            throw issue(.value(.unknownProtocol(found: excerpt)))
        }
        return IPProtocol(octet)
    }

    /// The whole number under `key`, or nil where it is missing or -1, which mean the same in
    /// rules: any.
    func bound(_ key: JSONKey, upTo maximum: Int) throws(RuleSetIssue) -> Int? {
        guard let bound = try optional(key)?.integer(in: -1...maximum), bound >= 0 else { return nil }
        return bound
    }

    /// The ports under two keys. One that is missing or -1 stands for the end of the range on its side.
    func ports(from: JSONKey, to: JSONKey) throws(RuleSetIssue) -> PortRange {
        let first = try bound(from, upTo: 65535) ?? 0
        let last = try bound(to, upTo: 65535) ?? 65535
        guard first <= last, let first = UInt16(exactly: first), let last = UInt16(exactly: last) else {
            throw issue(.value(.portsReversed(from: first, to: last)))
        }
        return PortRange(first, last)
    }

    /// The ICMP type and code under two keys; nil stands for any.
    func icmpMessage(type: JSONKey, code: JSONKey) throws(RuleSetIssue) -> (type: UInt8?, code: UInt8?) {
        let type = try bound(type, upTo: 255)
        let code = try bound(code, upTo: 255)
        return (type.flatMap { UInt8(exactly: $0) }, code.flatMap { UInt8(exactly: $0) })
    }
}

extension RuleTraffic {
    /// The traffic of a security-group permission.
    ///
    /// *Source: EC2 API, "IpPermission"; EC2 guide, "Security group rules".*
    init(permission: JSONCursor) throws(RuleSetIssue) {
        guard let `protocol` = try permission.required("IpProtocol").ipProtocol() else {
            try permission.checkIgnoredNumbers("FromPort", "ToPort")
            self = .all
            return
        }
        switch `protocol` {
        case .tcp, .udp:
            self = .ports(`protocol`, try permission.ports(from: "FromPort", to: "ToPort"))
        case .icmp, .icmpv6:
            switch try permission.icmpMessage(type: "FromPort", code: "ToPort") {
            case (nil, nil): self = .icmp(`protocol`, .all)
            case (nil, _?): self = .icmp(`protocol`, .nothing)
            case (let type?, let code): self = .icmp(`protocol`, .message(type: type, code: code))
            }
        default:
            try permission.checkIgnoredNumbers("FromPort", "ToPort")
            self = .other(`protocol`)
        }
    }

    /// The traffic of a network ACL entry for addresses of `family`.
    ///
    /// ICMPv6 (58) is compared by type and code for IPv6 addresses alone; an IPv4 entry of that
    /// number is about every packet of the protocol, as an entry of any other is.
    ///
    /// *Source: EC2 API, "NetworkAclEntry" and "CreateNetworkAclEntry" (Protocol).*
    init(networkACLEntry entry: JSONCursor, family: AddressFamily) throws(RuleSetIssue) {
        let ports = try entry.optional("PortRange")
        let message = try entry.optional("IcmpTypeCode")
        let `protocol` = try entry.required("Protocol").ipProtocol()
        let comparesPorts = `protocol`?.hasPorts ?? false
        let comparesMessage = `protocol` == .icmp || (`protocol` == .icmpv6 && family == .ipv6)
        if !comparesPorts { try ports?.checkIgnoredNumbers("From", "To") }
        if !comparesMessage { try message?.checkIgnoredNumbers("Type", "Code") }

        guard let `protocol` else {
            self = .all
            return
        }
        if comparesPorts {
            self = .ports(`protocol`, try ports?.ports(from: "From", to: "To") ?? .all)
        } else if comparesMessage {
            switch try message?.icmpMessage(type: "Type", code: "Code") {
            case nil, (nil, nil)?: self = .icmp(`protocol`, .all)
            case let (type, code)?: self = .icmp(`protocol`, .message(type: type, code: code))
            }
        } else {
            self = .other(`protocol`)
        }
    }
}

extension JSONCursor {
    /// Numbers that the cloud ignores are still read, since anything else under their keys shows
    /// that the file is not what it seems.
    fileprivate func checkIgnoredNumbers(_ first: JSONKey, _ second: JSONKey) throws(RuleSetIssue) {
        _ = try optional(first)?.integer()
        _ = try optional(second)?.integer()
    }
}
