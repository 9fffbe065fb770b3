import NetworkPrimitives

/// A security group as read, and the references by name that only other groups can resolve.
struct ParsedSecurityGroup: Sendable {
    var group: SecurityGroup
    let source: ResourcePlace
    /// Rules whose source is a group's name: until resolved, their peer's id is the name.
    var namedReferences: [NamedGroupReference] = []
}

/// A rule's reference to a group by name, which is unique within a VPC.
struct NamedGroupReference: Sendable {
    let direction: TrafficDirection
    /// Where the rule stands among the group's rules of the direction.
    let ruleIndex: Int
    let name: String
    let vpcID: String?
    let issue: RuleSetIssue
}

extension ParsedSecurityGroup {
    /// Reads an element of `SecurityGroups`.
    ///
    /// *Source: AWS CLI, "describe-security-groups".*
    init(_ cursor: JSONCursor, _ source: ResourcePlace, _ log: IssueLog) throws(RuleSetIssue) {
        var cursor = cursor
        let id = try cursor.readID("GroupId")
        self.source = source
        group = SecurityGroup(
            id: id,
            name: try cursor.optional("GroupName")?.text() ?? "",
            description: try cursor.optional("Description")?.text() ?? "",
            vpcID: try cursor.optional("VpcId")?.identifier(),
            ownerID: try cursor.optional("OwnerId")?.identifier())
        group.ingress = readRules("IpPermissions", .ingress, of: cursor, log)
        group.egress = readRules("IpPermissionsEgress", .egress, of: cursor, log)
    }

    private mutating func readRules(
        _ key: JSONKey, _ direction: TrafficDirection, of cursor: JSONCursor, _ log: IssueLog
    ) -> [SecurityGroupRule] {
        let permissions = log.read(key, of: cursor) { permission throws(RuleSetIssue) in
            let traffic = try RuleTraffic(permission: permission)
            if case .icmp(_, .nothing) = traffic { log.warn(permission.issue(.gap(.matchesNoMessage))) }
            return Self.peers(of: permission, log).map { ($0, traffic) }
        }
        var rules: [SecurityGroupRule] = []
        for (peer, traffic) in permissions.joined() {
            if let name = peer.name {
                namedReferences.append(
                    NamedGroupReference(
                        direction: direction, ruleIndex: rules.count, name: name,
                        vpcID: peer.vpcID ?? group.vpcID,
                        issue: peer.cursor.issue(.gap(.unresolvedGroupName(name)))))
            }
            rules.append(SecurityGroupRule(traffic: traffic, peer: peer.peer, description: peer.description))
        }
        return rules
    }

    /// An element of one of the four lists of a permission: each is one rule.
    private struct Peer {
        let cursor: JSONCursor
        let peer: RulePeer
        let description: String
        /// The group's name, where the id is not given.
        var name: String?
        var vpcID: String?

        init(_ cursor: JSONCursor, _ peer: RulePeer) throws(RuleSetIssue) {
            self.cursor = cursor
            self.peer = peer
            description = try cursor.optional("Description")?.text() ?? ""
        }

        /// A far side that is no object, and so has no description.
        init(plain cursor: JSONCursor, _ peer: RulePeer) throws(RuleSetIssue) {
            self.cursor = cursor
            self.peer = peer
            description = ""
        }

        /// Reads an element of `UserIdGroupPairs`.
        init(groupPair cursor: JSONCursor) throws(RuleSetIssue) {
            if let id = try cursor.optional("GroupId")?.identifier() {
                try self.init(cursor, .securityGroup(id: id))
                return
            }
            guard let name = try cursor.optional("GroupName")?.text(), !name.isEmpty else {
                throw cursor.issue(.value(.noGroupReference))
            }
            try self.init(cursor, .securityGroup(id: name))
            self.name = name
            vpcID = try cursor.optional("VpcId")?.identifier()
        }
    }

    private static func peers(of permission: JSONCursor, _ log: IssueLog) -> [Peer] {
        // AWS Config writes both: the same blocks as objects, and before 2017 as mere strings.
        let key: JSONKey = permission.has("Ipv4Ranges") ? "Ipv4Ranges" : "IpRanges"
        let ipv4 = log.read(key, of: permission) { range throws(RuleSetIssue) in
            if range.string != nil { return try Peer(plain: range, .cidr(try range.block(.ipv4))) }
            return try Peer(range, .cidr(try range.required("CidrIp").block(.ipv4)))
        }
        let ipv6 = log.read("Ipv6Ranges", of: permission) { range throws(RuleSetIssue) in
            try Peer(range, .cidr(try range.required("CidrIpv6").block(.ipv6)))
        }
        let lists = log.read("PrefixListIds", of: permission) { list throws(RuleSetIssue) in
            try Peer(list, .prefixList(id: try list.required("PrefixListId").identifier()))
        }
        let groups = log.read("UserIdGroupPairs", of: permission) { pair throws(RuleSetIssue) in
            try Peer(groupPair: pair)
        }
        return ipv4 + ipv6 + lists + groups
    }
}
