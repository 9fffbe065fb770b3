import NetworkPrimitives

/// An entry of a network ACL, be it a block of an ACL or a resource of its own.
///
/// *Source: AWS provider for Terraform, "aws_network_acl", "aws_network_acl_rule".*
struct TerraformEntry {
    /// One entry; two, of both actions, where the action is not known yet; more where the block is not known.
    let entries: [NetworkACLEntry]

    var isKnown: Bool { entries.allSatisfy(\.isKnown) }

    init(
        _ entry: TerraformInstance, numberKey: JSONKey, actionKey: JSONKey
    ) throws(RuleSetIssue) {
        let number = try entry.values.required(numberKey).integer(in: 1...32766)
        let actions = try Self.actions(entry, actionKey)
        let (blocks, areBlocksKnown) = try Self.blocks(entry)
        var entries: [NetworkACLEntry] = []
        for block in blocks {
            let (traffic, isTrafficKnown) = try Self.traffic(entry, block.family)
            for action in actions {
                entries.append(
                    NetworkACLEntry(
                        ruleNumber: number, action: action, traffic: traffic, block: block,
                        isKnown: isTrafficKnown && areBlocksKnown && actions.count == 1))
            }
        }
        self.entries = entries
    }

    private static func actions(
        _ entry: TerraformInstance, _ key: JSONKey
    ) throws(RuleSetIssue) -> [NetworkACLEntry.Action] {
        if entry.isUnknown(key) { return [.allow, .deny] }
        let action = try entry.values.required(key)
        let text = try action.text()
        switch text.lowercased() {
        case "allow": return [.allow]
        case "deny": return [.deny]
        default: throw action.issue(.value(.unknownRuleAction(found: text)))
        }
    }

    private static func blocks(_ entry: TerraformInstance) throws(RuleSetIssue) -> (
        [CIDRBlock], isKnown: Bool
    ) {
        let (ipv4, isIPv4Known) = try entry.blocks("cidr_block", .ipv4)
        let (ipv6, isIPv6Known) = try entry.blocks("ipv6_cidr_block", .ipv6)
        let found = ipv4 + ipv6
        if found.count == 1 { return (found, true) }
        if found.isEmpty, !isIPv4Known || !isIPv6Known {
            let families = (isIPv4Known ? [] : [AddressFamily.ipv4]) + (isIPv6Known ? [] : [.ipv6])
            return (families.map { .everything($0) }, false)
        }
        throw entry.values.issue(.value(.notOneBlock(found: found.count)))
    }

    private static func traffic(
        _ entry: TerraformInstance, _ family: AddressFamily
    ) throws(RuleSetIssue) -> (RuleTraffic, isKnown: Bool) {
        guard case .known(let named) = try entry.value("protocol") else {
            if entry.isUnknown("protocol") { return (.all, false) }
            throw entry.values.missing("protocol")
        }
        guard let ipProtocol = try named.ipProtocol() else { return (.all, true) }
        let keys: [JSONKey] =
            ipProtocol.hasPorts ? ["from_port", "to_port"] : ["icmp_type", "icmp_code"]
        if keys.contains(where: entry.isUnknown) {
            let anything = try RuleTraffic.anything(ofEntry: ipProtocol, family)
            return (anything, !anything.comparesMore)
        }
        let traffic = try RuleTraffic.ofEntry(ipProtocol, family) { () throws(RuleSetIssue) in
            try entry.values.ports(from: "from_port", to: "to_port")
        } message: { () throws(RuleSetIssue) in
            (try entry.values.octet("icmp_type"), try entry.values.octet("icmp_code"))
        }
        return (traffic, true)
    }
}

extension JSONCursor {
    /// An ICMP type or code, as a number or as text; nil where there is none, or it is -1.
    fileprivate func octet(_ key: JSONKey) throws(RuleSetIssue) -> UInt8? {
        guard let value = try optional(key), value.string != "" else { return nil }
        guard let number = value.wholeNumber ?? value.string.flatMap({ Int($0) }) else {
            throw value.wrongType(.stringOrWholeNumber)
        }
        guard (-1...255).contains(number) else {
            throw value.issue(.value(.outOfRange(found: number, -1...255)))
        }
        return UInt8(exactly: number)
    }
}
