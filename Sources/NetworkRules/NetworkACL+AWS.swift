import NetworkPrimitives

extension NetworkACL {
    /// Reads an element of `NetworkAcls`.
    ///
    /// *Source: AWS CLI, "describe-network-acls".*
    init(_ cursor: JSONCursor, _ log: IssueLog) throws(RuleSetIssue) {
        var cursor = cursor
        let id = try cursor.readID("NetworkAclId")
        let subnetIDs = log.read("Associations", of: cursor) { association throws(RuleSetIssue) in
            try association.required("SubnetId").identifier()
        }
        let entries = log.read("Entries", of: cursor) { entry throws(RuleSetIssue) in
            try ParsedNetworkACLEntry(entry)
        }
        self.init(
            id: id,
            vpcID: try cursor.optional("VpcId")?.identifier(),
            isDefault: try cursor.optional("IsDefault")?.boolean() ?? false,
            subnetIDs: subnetIDs.uniqued().sorted(),
            ingress: Self.numbered(entries, .ingress, log),
            egress: Self.numbered(entries, .egress, log))
    }

    /// The entries of one direction by rule number, without the implied last deny.
    private static func numbered(
        _ entries: [ParsedNetworkACLEntry], _ direction: TrafficDirection, _ log: IssueLog
    ) -> [NetworkACLEntry] {
        var firsts: [Int: JSONCursor] = [:]
        var numbered: [NetworkACLEntry] = []
        for parsed in entries where parsed.direction == direction && !parsed.isImpliedDeny {
            let number = parsed.entry.ruleNumber
            if let first = firsts[number] {
                let other = first.place
                log.error(
                    parsed.cursor.issue(.contradiction(.repeatedRuleNumber(number, direction, other: other))))
            } else {
                firsts[number] = parsed.cursor
                numbered.append(parsed.entry)
            }
        }
        return numbered.sorted { $0.ruleNumber < $1.ruleNumber }
    }
}

/// An element of `Entries`.
private struct ParsedNetworkACLEntry {
    let cursor: JSONCursor
    let direction: TrafficDirection
    let entry: NetworkACLEntry

    init(_ cursor: JSONCursor) throws(RuleSetIssue) {
        self.cursor = cursor
        direction = try cursor.required("Egress").boolean() ? .egress : .ingress
        let block = try Self.block(of: cursor)
        entry = NetworkACLEntry(
            ruleNumber: try cursor.required("RuleNumber").integer(in: 1...32768),
            action: try Self.action(cursor.required("RuleAction")),
            traffic: try RuleTraffic(networkACLEntry: cursor, family: block.family),
            block: block)
        if entry.ruleNumber > 32766, !isImpliedDeny {
            throw cursor.issue(.value(.reservedRuleNumber(found: entry.ruleNumber)))
        }
    }

    /// Whether this is the deny that ends every list, which the cloud's output names by number:
    /// 32767 for IPv4 and 32768 for IPv6.
    var isImpliedDeny: Bool {
        entry.ruleNumber > 32766 && entry.action == .deny && entry.traffic == .all
            && entry.block.prefixLength == 0
    }

    private static func block(of cursor: JSONCursor) throws(RuleSetIssue) -> CIDRBlock {
        switch (try cursor.optional("CidrBlock"), try cursor.optional("Ipv6CidrBlock")) {
        case (let ipv4?, nil): return try ipv4.block(.ipv4)
        case (nil, let ipv6?): return try ipv6.block(.ipv6)
        case (nil, nil): throw cursor.issue(.value(.notOneBlock(found: 0)))
        case (_?, _?): throw cursor.issue(.value(.notOneBlock(found: 2)))
        }
    }

    private static func action(_ cursor: JSONCursor) throws(RuleSetIssue) -> NetworkACLEntry.Action {
        let text = try cursor.text()
        switch text.lowercased() {
        case "allow": return .allow
        case "deny": return .deny
        default: throw cursor.issue(.value(.unknownRuleAction(found: text)))
        }
    }
}
