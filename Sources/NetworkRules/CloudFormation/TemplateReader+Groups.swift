import NetworkPrimitives

extension TemplateReader {
    mutating func readGroup(_ resource: Resource) throws(RuleSetIssue) {
        let properties = resource.properties
        let vpcID = try properties.id("VpcId")
        var group = SecurityGroup(
            id: resource.id, name: try properties.text("GroupName") ?? "",
            description: try properties.text("GroupDescription") ?? "", vpcID: vpcID)
        group.ingress = try rules("SecurityGroupIngress", of: resource)
        group.egress = try rules("SecurityGroupEgress", of: resource)
        if try properties.elements("SecurityGroupEgress").isEmpty {
            group.egress = defaultEgress(vpcID: vpcID)
        }
        parts.securityGroups.append(ParsedSecurityGroup(group: group, source: place(resource)))
    }

    /// The rule that a new group has, and keeps unless it lists outbound rules itself.
    ///
    /// *Source: CloudFormation guide, "AWS::EC2::SecurityGroupEgress".*
    private func defaultEgress(vpcID: String?) -> [SecurityGroupRule] {
        let families = hasIPv6(vpcID) ? AddressFamily.allCases : [.ipv4]
        return families.map { SecurityGroupRule(traffic: .all, peer: .cidr(.everything($0))) }
    }

    /// The rules that a group lists itself.
    private mutating func rules(
        _ key: JSONKey, of resource: Resource
    ) throws(RuleSetIssue) -> [SecurityGroupRule] {
        var rules: [SecurityGroupRule] = []
        for element in try resource.properties.elements(key) {
            guard case .object(let cursor) = element.value else {
                guard element.value.isUnknown else { throw element.cursor.wrongType(.object) }
                noteUnknown(resource)
                rules += AddressFamily.allCases.map {
                    SecurityGroupRule(traffic: .all, peer: .cidr(.everything($0)), isKnown: false)
                }
                continue
            }
            let rule = try self.rules(
                TemplateProperties(template: template, cursor: cursor), groupID: resource.id)
            if !rule.allSatisfy(\.isKnown) { noteUnknown(resource) }
            rules += rule
        }
        return rules
    }

    mutating func readRule(_ resource: Resource, _ direction: TrafficDirection) throws(RuleSetIssue) {
        guard let groupID = try resource.properties.id("GroupId") else {
            if try resource.properties.isUnknown("GroupId") { return noteUnknown(resource) }
            throw resource.properties.cursor.missing("GroupId")
        }
        for var rule in try rules(resource.properties, groupID: groupID) {
            if !resource.isCertain { rule.isKnown = false }
            if !rule.isKnown { noteUnknown(resource) }
            parts.addedRules.append(
                located(AddedRule(groupID: groupID, direction: direction, rule: rule), resource))
        }
    }

    /// The rule that an object describes: one, or one for each family where its far side is not known.
    private func rules(
        _ rule: TemplateProperties, groupID: String
    ) throws(RuleSetIssue) -> [SecurityGroupRule] {
        let (traffic, isTrafficKnown) = try traffic(of: rule)
        if case .icmp(_, .nothing) = traffic { log.warn(rule.cursor.issue(.gap(.matchesNoMessage))) }
        let description = try rule.text("Description") ?? ""
        let (peers, isPeerKnown) = try peers(of: rule)
        guard !peers.isEmpty else { throw rule.cursor.issue(.value(.noTemplatePeer)) }
        return peers.map {
            SecurityGroupRule(
                traffic: traffic, peer: $0, description: description, isKnown: isTrafficKnown && isPeerKnown)
        }
    }

    private func traffic(of rule: TemplateProperties) throws(RuleSetIssue) -> (RuleTraffic, isKnown: Bool) {
        if try rule.isUnknown("IpProtocol") { return (.all, false) }
        let hasOpenPorts = try rule.isUnknown("FromPort", or: "ToPort")
        guard let ipProtocol = try rule.ipProtocol("IpProtocol") else { return (.all, true) }
        if hasOpenPorts {
            let anything = try RuleTraffic.anything(ofGroupRule: ipProtocol)
            return (anything, !anything.comparesMore)
        }
        let traffic = try RuleTraffic.ofGroupRule(ipProtocol) { () throws(RuleSetIssue) in
            try rule.ports(from: "FromPort", to: "ToPort")
        } message: { () throws(RuleSetIssue) in
            try rule.icmpMessage(type: "FromPort", code: "ToPort")
        }
        return (traffic, true)
    }

    private func peers(of rule: TemplateProperties) throws(RuleSetIssue) -> ([RulePeer], isKnown: Bool) {
        var peers: [RulePeer] = []
        let blocks: [(JSONKey, AddressFamily)] = [("CidrIp", .ipv4), ("CidrIpv6", .ipv6)]
        for (key, family) in blocks {
            if try rule.isUnknown(key) { return ([.cidr(.everything(family))], false) }
            if let block = try rule.block(key, family) { peers.append(.cidr(block)) }
        }
        let groups: [JSONKey] = [
            "SourceSecurityGroupId", "DestinationSecurityGroupId", "SourceSecurityGroupName",
        ]
        for key in groups {
            if try rule.isUnknown(key) {
                return (AddressFamily.allCases.map { .cidr(.everything($0)) }, false)
            }
            if let id = try rule.text(key) { peers.append(.securityGroup(id: try groupID(id, rule))) }
        }
        let lists: [JSONKey] = ["SourcePrefixListId", "DestinationPrefixListId"]
        for key in lists {
            if try rule.isUnknown(key) {
                return (AddressFamily.allCases.map { .cidr(.everything($0)) }, false)
            }
            if let id = try rule.id(key) { peers.append(.prefixList(id: id)) }
        }
        return (peers, true)
    }

    /// The group that a rule names by its id, its logical id, or the name that the template gives it.
    private func groupID(_ name: String, _ rule: TemplateProperties) throws(RuleSetIssue) -> String {
        if template.resources[name] == nil {
            for id in template.logicalIDs {
                guard let cursor = try template.resources[id]?.optional("Properties") else { continue }
                let properties = TemplateProperties(template: template, cursor: cursor)
                if cursor.has("GroupName"), (try? properties.text("GroupName")) == name { return id }
            }
        }
        guard name.isIdentifier else { throw rule.cursor.issue(.value(.invalidIdentifier(found: name))) }
        return name
    }
}
