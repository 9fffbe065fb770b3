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
            if let named = IPProtocol.named(string) { return named }
            number = Int(string).flatMap { String($0) == string ? $0 : nil }
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
        try portRange(from: bound(from, upTo: 65535), to: bound(to, upTo: 65535))
    }

    /// The ports from `first` to `last`; nil stands for the end of the range on its side.
    func portRange(from first: Int?, to last: Int?) throws(RuleSetIssue) -> PortRange {
        let (first, last) = (first ?? 0, last ?? 65535)
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
        self = try Self.ofGroupRule(`protocol`) { () throws(RuleSetIssue) in
            try permission.ports(from: "FromPort", to: "ToPort")
        } message: { () throws(RuleSetIssue) in
            try permission.icmpMessage(type: "FromPort", code: "ToPort")
        }
        if case .other = self { try permission.checkIgnoredNumbers("FromPort", "ToPort") }
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
        let comparesMessage = `protocol`?.hasMessages(inEntriesOf: family) ?? false
        if !comparesPorts { try ports?.checkIgnoredNumbers("From", "To") }
        if !comparesMessage { try message?.checkIgnoredNumbers("Type", "Code") }

        guard let `protocol` else {
            self = .all
            return
        }
        self = try Self.ofEntry(`protocol`, family) { () throws(RuleSetIssue) in
            try ports?.ports(from: "From", to: "To") ?? .all
        } message: { () throws(RuleSetIssue) in
            try message?.icmpMessage(type: "Type", code: "Code") ?? (nil, nil)
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
