import NetworkPrimitives

/// What a rule of Terraform says of traffic and of the far side, be it a block of a group or a resource of its own.
///
/// *Source: AWS provider for Terraform, "aws_security_group", "aws_security_group_rule",
/// "aws_vpc_security_group_ingress_rule".*
struct TerraformRule {
    private(set) var rules: [SecurityGroupRule] = []
    /// Whether all of the rule is known.
    private(set) var isKnown = true

    private let traffic: RuleTraffic
    private let isTrafficKnown: Bool
    private let description: String
    private let id: String?

    /// - Parameters:
    ///   - rule: the block or resource.
    ///   - groupID: of the group that the rule is of.
    ///   - id: the rule's `sgr-` id.
    init(
        _ rule: TerraformInstance, ofGroup groupID: String, protocolKey: JSONKey = "protocol",
        id: String? = nil,
        _ log: IssueLog
    ) throws(RuleSetIssue) {
        (traffic, isTrafficKnown) = try RuleTraffic.terraform(rule, protocolKey: protocolKey)
        description = try rule.text("description")
        self.id = id
        isKnown = isTrafficKnown
        if case .icmp(_, .nothing) = traffic { log.warn(rule.values.issue(.gap(.matchesNoMessage))) }
        try addBlocks(rule)
        try addLists(rule)
        try addGroups(rule, ownID: groupID)
    }

    private mutating func addBlocks(_ rule: TerraformInstance) throws(RuleSetIssue) {
        let keys: [(JSONKey, AddressFamily)] = [
            ("cidr_blocks", .ipv4), ("cidr_ipv4", .ipv4), ("ipv6_cidr_blocks", .ipv6), ("cidr_ipv6", .ipv6),
        ]
        for (key, family) in keys {
            let (blocks, isWhole) = try rule.blocks(key, family)
            for block in blocks { add(.cidr(block)) }
            if !isWhole { addUnknown([family]) }
        }
    }

    private mutating func addLists(_ rule: TerraformInstance) throws(RuleSetIssue) {
        let keys: [JSONKey] = ["prefix_list_ids", "prefix_list_id"]
        for key in keys {
            let (ids, isWhole) = try rule.ids(key)
            for id in ids { add(.prefixList(id: id)) }
            if !isWhole { addUnknown(AddressFamily.allCases) }
        }
    }

    private mutating func addGroups(_ rule: TerraformInstance, ownID: String) throws(RuleSetIssue) {
        var groups: [String] = []
        let keys: [JSONKey] = ["security_groups", "source_security_group_id", "referenced_security_group_id"]
        for key in keys {
            let (ids, isWhole) = try rule.ids(key)
            groups += ids
            if !isWhole { addUnknown(AddressFamily.allCases) }
        }
        if case .known(let isSelf) = try rule.value("self"), try isSelf.boolean() { groups.append(ownID) }
        for id in groups.uniqued() { add(.securityGroup(id: id)) }
    }

    private mutating func add(_ peer: RulePeer) {
        rules.append(
            SecurityGroupRule(
                id: id, traffic: traffic, peer: peer, description: description, isKnown: isTrafficKnown))
    }

    /// What the rule may come to name: anything of these families.
    private mutating func addUnknown(_ families: [AddressFamily]) {
        isKnown = false
        for family in families {
            rules.append(
                SecurityGroupRule(
                    id: id, traffic: traffic, peer: .cidr(.everything(family)), description: description,
                    isKnown: false))
        }
    }
}

extension RuleTraffic {
    /// The traffic of a rule; where its values are not known yet, all that they may come to be.
    fileprivate static func terraform(
        _ rule: TerraformInstance, protocolKey: JSONKey
    ) throws(RuleSetIssue) -> (RuleTraffic, isKnown: Bool) {
        guard case .known(let named) = try rule.value(protocolKey) else {
            if rule.isUnknown(protocolKey) { return (.all, false) }
            throw rule.values.missing(protocolKey)
        }
        let hasOpenPorts = rule.isUnknown("from_port") || rule.isUnknown("to_port")
        guard let ipProtocol = try named.ipProtocol() else { return (.all, true) }
        if hasOpenPorts {
            let anything = try anything(ofGroupRule: ipProtocol)
            return (anything, !anything.comparesMore)
        }
        let traffic = try ofGroupRule(ipProtocol) { () throws(RuleSetIssue) in
            try rule.values.ports(from: "from_port", to: "to_port")
        } message: { () throws(RuleSetIssue) in
            try rule.values.icmpMessage(type: "from_port", code: "to_port")
        }
        return (traffic, true)
    }
}
