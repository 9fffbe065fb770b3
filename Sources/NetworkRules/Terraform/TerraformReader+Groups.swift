import NetworkPrimitives

extension TerraformReader {
    mutating func readGroup(_ instance: TerraformInstance) throws(RuleSetIssue) {
        let id = try instance.ownID()
        var group = SecurityGroup(
            id: id, name: try instance.text("name"), description: try instance.text("description"),
            vpcID: try instance.id("vpc_id"), ownerID: try instance.text("owner_id").nonEmpty)
        group.ingress = try rules(of: instance, "ingress", groupID: id)
        group.egress = try rules(of: instance, "egress", groupID: id)
        if instance.type == "aws_default_security_group", let vpc = group.vpcID {
            managedDefaults.insert(vpc + "/sg")
        }
        parts.securityGroups.append(ParsedSecurityGroup(group: group, source: place(instance.values)))
    }

    /// The rules within a group. Where these are known only after the plan is applied and the configuration has none,
    /// there will be those of separate resources alone: the provider takes away the rule that new groups begin with.
    private mutating func rules(
        of instance: TerraformInstance, _ key: JSONKey, groupID: String
    ) throws(RuleSetIssue) -> [SecurityGroupRule] {
        var rules: [SecurityGroupRule] = []
        for (element, unknown) in try instance.elements(key) {
            let block = TerraformInstance(
                type: instance.type, address: instance.address, module: instance.module, isData: false,
                isPlanned: instance.isPlanned, values: element, unknown: unknown,
                configuration: instance.configuration?.block(key, for: element))
            let rule = try TerraformRule(block, ofGroup: groupID, log)
            if !rule.isKnown { noteUnknown(instance) }
            rules += rule.rules
        }
        if instance.isWhollyUnknown(key), instance.configuration?.has(key) ?? false {
            noteUnknown(instance)
            rules += AddressFamily.allCases.map {
                SecurityGroupRule(traffic: .all, peer: .cidr(.everything($0)), isKnown: false)
            }
        }
        return rules
    }

    mutating func readRule(_ instance: TerraformInstance) throws(RuleSetIssue) {
        let kind = try instance.values.required("type")
        let direction: TrafficDirection
        switch try kind.text() {
        case "ingress": direction = .ingress
        case "egress": direction = .egress
        case let found: throw kind.issue(.value(.unknownDirection(found: found)))
        }
        try addRules(
            of: instance, direction, id: instance.ruleID("security_group_rule_id"), protocolKey: "protocol")
    }

    mutating func readSingleRule(
        _ instance: TerraformInstance, _ direction: TrafficDirection
    ) throws(RuleSetIssue) {
        var id = try instance.ruleID("security_group_rule_id")
        if id == nil { id = try instance.ruleID("id") }
        try addRules(of: instance, direction, id: id, protocolKey: "ip_protocol")
    }

    private mutating func addRules(
        of instance: TerraformInstance, _ direction: TrafficDirection, id: String?, protocolKey: JSONKey
    ) throws(RuleSetIssue) {
        guard let groupID = try instance.id("security_group_id") else {
            return try handleMissing("security_group_id", instance)
        }
        let rule = try TerraformRule(instance, ofGroup: groupID, protocolKey: protocolKey, id: id, log)
        if !rule.isKnown { noteUnknown(instance) }
        for var single in rule.rules {
            // A resource with several far sides is several rules: the id would be that of one of them.
            if rule.rules.count > 1 { single.id = nil }
            parts.addedRules.append(
                located(AddedRule(groupID: groupID, direction: direction, rule: single), instance.values))
        }
    }

    /// A reference that has to be there: unknown in a plan, wrong in a state.
    mutating func handleMissing(_ key: JSONKey, _ instance: TerraformInstance) throws(RuleSetIssue) {
        guard instance.isUnknown(key) else { throw instance.values.missing(key) }
        noteUnknown(instance)
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
