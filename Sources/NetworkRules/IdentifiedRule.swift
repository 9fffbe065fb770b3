import NetworkPrimitives

/// A rule of a security group that is described by itself, with its `sgr-…` id.
struct IdentifiedRule: Hashable, Sendable {
    let id: String
    let groupID: String
    let ownerID: String?
    let direction: TrafficDirection
    let rule: SecurityGroupRule
}

extension IdentifiedRule: RuleSetResource {
    func inCanonicalOrder() -> Self { self }
}

extension IdentifiedRule {
    /// Reads an element of `SecurityGroupRules`.
    ///
    /// *Source: AWS CLI, "describe-security-group-rules"; EC2 API, "SecurityGroupRule".*
    init(_ cursor: JSONCursor, _ log: IssueLog) throws(RuleSetIssue) {
        var cursor = cursor
        id = try cursor.readID("SecurityGroupRuleId")
        groupID = try cursor.required("GroupId").identifier()
        ownerID = try cursor.optional("GroupOwnerId")?.identifier()
        direction = try cursor.required("IsEgress").boolean() ? .egress : .ingress
        let traffic = try RuleTraffic(permission: cursor)
        if case .icmp(_, .nothing) = traffic { log.warn(cursor.issue(.gap(.matchesNoMessage))) }
        rule = SecurityGroupRule(
            id: id, traffic: traffic, peer: try Self.peer(of: cursor),
            description: try cursor.optional("Description")?.text() ?? "", tags: try cursor.tags("Tags"))
    }

    /// The one far side of a rule.
    private static func peer(of cursor: JSONCursor) throws(RuleSetIssue) -> RulePeer {
        var peers: [RulePeer] = []
        if let block = try cursor.optional("CidrIpv4") { peers.append(.cidr(try block.block(.ipv4))) }
        if let block = try cursor.optional("CidrIpv6") { peers.append(.cidr(try block.block(.ipv6))) }
        if let list = try cursor.optional("PrefixListId") {
            peers.append(.prefixList(id: try list.identifier()))
        }
        if let group = try cursor.optional("ReferencedGroupInfo") {
            peers.append(.securityGroup(id: try group.required("GroupId").identifier()))
        }
        guard peers.count == 1 else { throw cursor.issue(.value(.notOnePeer(found: peers.count))) }
        return peers[0]
    }
}

extension JSONCursor {
    /// The values of a list of tags by their keys.
    func tags(_ key: JSONKey) throws(RuleSetIssue) -> [String: String] {
        var tags: [String: String] = [:]
        for tag in try elements(key) {
            tags[try tag.required("Key").text()] = try tag.optional("Value")?.text() ?? ""
        }
        return tags
    }
}
