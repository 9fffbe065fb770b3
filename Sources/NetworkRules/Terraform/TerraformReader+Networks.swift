import NetworkPrimitives

extension TerraformReader {
    mutating func readInterface(_ instance: TerraformInstance) throws(RuleSetIssue) {
        let groups = try instance.ids("security_groups")
        var addresses = try instance.values.addresses("private_ip", .ipv4)
        addresses += try instance.values.addresses("private_ips", .ipv4)
        addresses += try instance.values.addresses("ipv6_addresses", .ipv6)
        let prefixes =
            try instance.blocks("ipv4_prefixes", .ipv4).blocks
            + instance.blocks("ipv6_prefixes", .ipv6).blocks
        let kind = try instance.text("interface_type")
        parts.interfaces.append(
            located(
                NetworkInterface(
                    id: try instance.ownID(), vpcID: try instance.id("vpc_id"),
                    subnetID: try instance.id("subnet_id"), instanceID: try attachedInstance(instance),
                    addresses: addresses.uniqued(), delegatedPrefixes: prefixes,
                    groupIDs: groups.ids + (groups.isWhole ? [] : [Self.unknownGroup(instance)]),
                    type: kind.isEmpty ? "interface" : kind, description: try instance.text("description")),
                instance.values))
        if !groups.isWhole { noteUnknown(instance) }
    }

    /// The instance that an interface is attached to, where that is known.
    private func attachedInstance(_ instance: TerraformInstance) throws(RuleSetIssue) -> String? {
        for attachment in try instance.values.elements("attachment") {
            if let id = try attachment.optional("instance")?.string, id.isIdentifier { return id }
        }
        return nil
    }

    /// A group that no rule set holds: what it permits cannot be decided.
    private static func unknownGroup(_ instance: TerraformInstance) -> String {
        TerraformAddress.identifier(instance.address) + ".security_groups?"
    }

    mutating func readAttachment(_ instance: TerraformInstance) throws(RuleSetIssue) {
        guard let interface = try instance.id("network_interface_id") else {
            return try handleMissing("network_interface_id", instance)
        }
        guard let group = try instance.id("security_group_id") else {
            return try handleMissing("security_group_id", instance)
        }
        parts.attachments.append(
            located(GroupAttachment(interfaceID: interface, groupIDs: [group]), instance.values))
    }

    /// The interface that an instance is launched with, unless it is a resource of its own.
    mutating func readInstance(_ instance: TerraformInstance) throws(RuleSetIssue) {
        if let attached = try instance.values.optional("network_interface"), !attached.array.isEmpty {
            return
        }
        let id: String
        if instance.isPlanned {
            id = try instance.ownID()
        } else {
            guard let known = try instance.values.optional("primary_network_interface_id")?.string,
                known.isIdentifier
            else { return }
            id = known
        }
        let groups = try instance.ids("vpc_security_group_ids")
        var addresses = try instance.values.addresses("private_ip", .ipv4)
        addresses += try instance.values.addresses("secondary_private_ips", .ipv4)
        addresses += try instance.values.addresses("ipv6_addresses", .ipv6)
        parts.interfaces.append(
            located(
                NetworkInterface(
                    id: id, subnetID: try instance.id("subnet_id"),
                    instanceID: try instance.id("id"), addresses: addresses.uniqued(),
                    groupIDs: groups.ids + (groups.isWhole ? [] : [Self.unknownGroup(instance)])),
                instance.values))
        if !groups.isWhole { noteUnknown(instance) }
    }

    mutating func readSubnet(_ instance: TerraformInstance) throws(RuleSetIssue) {
        let blocks =
            try instance.blocks("cidr_block", .ipv4).blocks + instance.blocks("ipv6_cidr_block", .ipv6).blocks
        parts.subnets.append(
            located(
                Subnet(id: try instance.ownID(), vpcID: try instance.id("vpc_id"), blocks: blocks),
                instance.values))
    }

    mutating func readVPC(_ instance: TerraformInstance) throws(RuleSetIssue) {
        let blocks =
            try instance.blocks("cidr_block", .ipv4).blocks + instance.blocks("ipv6_cidr_block", .ipv6).blocks
        parts.vpcs.append(located(VPC(id: try instance.ownID(), blocks: blocks), instance.values))
    }

    mutating func readVPCBlock(_ instance: TerraformInstance, _ key: JSONKey) throws(RuleSetIssue) {
        guard let vpc = try instance.id("vpc_id") else { return try handleMissing("vpc_id", instance) }
        moreBlocks[vpc, default: []] += try instance.blocks(key).blocks
    }

    mutating func readPrefixList(_ instance: TerraformInstance, entries: JSONKey) throws(RuleSetIssue) {
        var blocks: [CIDRBlock] = []
        for entry in try instance.values.elements(entries) {
            blocks.append(try entry.isObject ? entry.required("cidr").block() : entry.block())
        }
        let isWhole = !instance.isUnknown(entries)
        if !isWhole { noteUnknown(instance) }
        parts.prefixLists.append(
            located(
                PrefixList(
                    id: try instance.ownID(), name: try instance.text("name"),
                    entries: isWhole ? blocks.uniqued().sorted() : nil),
                instance.values))
    }

    mutating func readPrefixListEntry(_ instance: TerraformInstance) throws(RuleSetIssue) {
        guard let list = try instance.id("prefix_list_id") else {
            return try handleMissing("prefix_list_id", instance)
        }
        moreEntries[list, default: []] += try instance.blocks("cidr").blocks
    }
}

extension JSONCursor {
    /// The addresses under a key, of one or a list.
    fileprivate func addresses(_ key: JSONKey, _ family: AddressFamily) throws(RuleSetIssue) -> [IPAddress] {
        guard let value = try optional(key), value.string != "" else { return [] }
        guard value.isArray else { return [try value.address(family)] }
        var addresses: [IPAddress] = []
        for element in try elements(key) { addresses.append(try element.address(family)) }
        return addresses
    }
}
