import NetworkPrimitives

extension TerraformReader {
    mutating func readNetworkACL(_ instance: TerraformInstance) throws(RuleSetIssue) {
        let id = try instance.ownID()
        let subnets = try instance.ids("subnet_ids")
        let isDefault = instance.type == "aws_default_network_acl"
        var acl = NetworkACL(
            id: id, vpcID: try instance.id("vpc_id"), isDefault: isDefault, subnetIDs: subnets.ids.sorted())
        if isDefault { try noteDefault(instance, &acl) }
        for (key, direction) in [("ingress", .ingress), ("egress", .egress)] as [(JSONKey, TrafficDirection)]
        {
            for (element, unknown) in try instance.elements(key) {
                var element = element
                element.name(resource: instance.address)
                let block = TerraformInstance(
                    type: instance.type, address: instance.address, module: instance.module, isData: false,
                    isPlanned: instance.isPlanned, values: element, unknown: unknown,
                    configuration: instance.configuration?.block(key, for: element))
                let entry = try TerraformEntry(block, numberKey: "rule_no", actionKey: "action")
                if !entry.isKnown { noteUnknown(instance) }
                try insert(entry, direction, into: &acl, element)
            }
            if instance.isWhollyUnknown(key), instance.configuration?.has(key) ?? false {
                noteUnknown(instance)
                insertUnknown(direction, into: &acl)
            }
        }
        parts.networkACLs.append(located(acl, instance.values))
    }

    private func insert(
        _ entry: TerraformEntry, _ direction: TrafficDirection, into acl: inout NetworkACL,
        _ place: JSONCursor
    ) throws(RuleSetIssue) {
        if let number = entry.entries.first?.ruleNumber,
            acl.entries(direction).contains(where: { $0.ruleNumber == number })
        {
            let other = RuleSetPlace(file: place.file, jsonPath: place.jsonPath)
            throw place.issue(.contradiction(.repeatedRuleNumber(number, direction, other: other)))
        }
        for entry in entry.entries { acl.insert(entry, direction) }
    }

    /// Entries that may turn out to be anything, before all others.
    private func insertUnknown(_ direction: TrafficDirection, into acl: inout NetworkACL) {
        for family in AddressFamily.allCases {
            for action in [NetworkACLEntry.Action.allow, .deny] {
                acl.insert(
                    NetworkACLEntry(
                        ruleNumber: 1, action: action, traffic: .all, block: .everything(family),
                        isKnown: false),
                    direction)
            }
        }
    }

    private mutating func noteDefault(_ instance: TerraformInstance, _ acl: inout NetworkACL)
        throws(RuleSetIssue)
    {
        // The VPC is named by the ACL that it has by default, if by nothing else.
        let named = try instance.id("default_network_acl_id")
        let suffix = ".default_network_acl_id"
        if acl.vpcID == nil, let named, named.hasSuffix(suffix) {
            acl.vpcID = String(named.dropLast(suffix.count))
        }
        if let vpc = acl.vpcID { managedDefaults.insert(vpc + "/acl") }
    }

    mutating func readEntry(_ instance: TerraformInstance) throws(RuleSetIssue) {
        guard let acl = try instance.id("network_acl_id") else {
            return try handleMissing("network_acl_id", instance)
        }
        let isOutbound = try instance.values.optional("egress")?.boolean() ?? false
        let entry = try TerraformEntry(instance, numberKey: "rule_number", actionKey: "rule_action")
        if !entry.isKnown { noteUnknown(instance) }
        for entry in entry.entries {
            parts.addedEntries.append(
                located(
                    AddedEntry(networkACLID: acl, direction: isOutbound ? .egress : .ingress, entry: entry),
                    instance.values))
        }
    }

    mutating func readAssociation(_ instance: TerraformInstance) throws(RuleSetIssue) {
        guard let acl = try instance.id("network_acl_id") else {
            return try handleMissing("network_acl_id", instance)
        }
        guard let subnet = try instance.id("subnet_id") else {
            return try handleMissing("subnet_id", instance)
        }
        parts.associations.append(
            located(SubnetAssociation(subnetID: subnet, networkACLID: acl), instance.values))
    }
}
