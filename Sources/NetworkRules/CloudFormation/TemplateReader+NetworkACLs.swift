import NetworkPrimitives

extension TemplateReader {
    mutating func readNetworkACL(_ resource: Resource) throws(RuleSetIssue) {
        let acl = NetworkACL(id: resource.id, vpcID: try resource.properties.id("VpcId"))
        parts.networkACLs.append(located(acl, resource))
    }

    mutating func readEntry(_ resource: Resource) throws(RuleSetIssue) {
        let properties = resource.properties
        guard let acl = try properties.id("NetworkAclId") else {
            if try properties.isUnknown("NetworkAclId") { return noteUnknown(resource) }
            throw properties.cursor.missing("NetworkAclId")
        }
        guard let number = try properties.number("RuleNumber", 1...32766) else {
            if try properties.isUnknown("RuleNumber") { return noteUnknown(resource) }
            throw properties.cursor.missing("RuleNumber")
        }
        let isOutbound = try properties.boolean("Egress") ?? false
        let isDirectionKnown = try !properties.isUnknown("Egress")
        let actions = try actions(properties)
        let (blocks, areBlocksKnown) = try blocks(properties)
        let directions: [TrafficDirection] =
            isDirectionKnown ? [isOutbound ? .egress : .ingress] : TrafficDirection.allCases
        for block in blocks {
            let (traffic, isTrafficKnown) = try traffic(of: properties, block.family)
            let isKnown =
                isTrafficKnown && areBlocksKnown && actions.count == 1 && isDirectionKnown
                && resource.isCertain
            if !isKnown { noteUnknown(resource) }
            for direction in directions {
                for action in actions {
                    let entry = NetworkACLEntry(
                        ruleNumber: number, action: action, traffic: traffic, block: block, isKnown: isKnown)
                    parts.addedEntries.append(
                        located(AddedEntry(networkACLID: acl, direction: direction, entry: entry), resource))
                }
            }
        }
    }

    private func actions(_ properties: TemplateProperties) throws(RuleSetIssue) -> [NetworkACLEntry.Action] {
        if try properties.isUnknown("RuleAction") { return [.allow, .deny] }
        switch try properties.text("RuleAction")?.lowercased() {
        case "allow"?: return [.allow]
        case "deny"?: return [.deny]
        case nil: throw properties.cursor.missing("RuleAction")
        case let found?: throw properties.cursor.issue(.value(.unknownRuleAction(found: found)))
        }
    }

    private func blocks(
        _ properties: TemplateProperties
    ) throws(RuleSetIssue) -> ([CIDRBlock], isKnown: Bool) {
        if try properties.isUnknown("CidrBlock") { return ([.everything(.ipv4)], false) }
        if try properties.isUnknown("Ipv6CidrBlock") { return ([.everything(.ipv6)], false) }
        let found = [
            try properties.block("CidrBlock", .ipv4), try properties.block("Ipv6CidrBlock", .ipv6),
        ].compactMap(\.self)
        guard found.count == 1 else {
            throw properties.cursor.issue(.value(.notOneBlock(found: found.count)))
        }
        return (found, true)
    }

    private func traffic(
        of properties: TemplateProperties, _ family: AddressFamily
    ) throws(RuleSetIssue) -> (RuleTraffic, isKnown: Bool) {
        if try properties.isUnknown("Protocol") { return (.all, false) }
        guard let ipProtocol = try properties.ipProtocol("Protocol") else { return (.all, true) }
        if try hasOpenValues(properties, ipProtocol, family) {
            return (try RuleTraffic.anything(ofEntry: ipProtocol, family), false)
        }
        let traffic = try RuleTraffic.ofEntry(ipProtocol, family) { () throws(RuleSetIssue) in
            try properties.object("PortRange")?.ports(from: "From", to: "To") ?? .all
        } message: { () throws(RuleSetIssue) in
            try properties.object("Icmp")?.icmpMessage(type: "Type", code: "Code") ?? (nil, nil)
        }
        return (traffic, true)
    }

    /// Whether only the stack tells something of the ports or the message that an entry compares.
    private func hasOpenValues(
        _ properties: TemplateProperties, _ ipProtocol: IPProtocol, _ family: AddressFamily
    ) throws(RuleSetIssue) -> Bool {
        guard ipProtocol.hasPorts || ipProtocol.hasMessages(inEntriesOf: family) else { return false }
        let key: JSONKey = ipProtocol.hasPorts ? "PortRange" : "Icmp"
        if try properties.isUnknown(key) { return true }
        guard let values = try properties.object(key) else { return false }
        return try ipProtocol.hasPorts
            ? values.isUnknown("From", or: "To") : values.isUnknown("Type", or: "Code")
    }

    mutating func readAssociation(_ resource: Resource) throws(RuleSetIssue) {
        guard let subnet = try resource.properties.id("SubnetId"),
            let acl = try resource.properties.id("NetworkAclId"), resource.isCertain
        else { return noteUnknown(resource) }
        parts.associations.append(
            located(SubnetAssociation(subnetID: subnet, networkACLID: acl), resource))
    }
}
