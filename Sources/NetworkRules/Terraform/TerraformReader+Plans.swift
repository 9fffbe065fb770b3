import NetworkPrimitives

extension TerraformReader {
    /// Notes what a plan takes away, and VPCs that it makes.
    mutating func read(_ change: TerraformChange) throws(RuleSetIssue) {
        if change.isCreated, change.type == "aws_vpc", let values = change.after {
            let hasIPv6 = change.after?.member(named: "assign_generated_ipv6_cidr_block")?.isTrue ?? false
            newVPCs.append((TerraformAddress.identifier(change.address), hasIPv6, place(values)))
        }
        guard change.hasChanged, let before = change.before else { return }
        let old = TerraformInstance(
            type: change.type, address: change.address, module: change.module, isData: change.isData,
            values: before)
        var reader = TerraformReader(origin, IssueLog())
        try reader.read(old)
        parts.removedRules += reader.parts.addedRules.map(\.resource)
        parts.removedEntries += reader.parts.addedEntries.map(\.resource)
        if change.isDeleted { parts.removedIDs.formUnion(reader.parts.resourceIDs()) }
    }

    /// The network ACL and the group that the cloud gives a new VPC, unless something of the plan takes them over.
    ///
    /// *Source: VPC guide, "Default network ACL", "Default security groups for your VPCs".*
    mutating func addDefaults(of vpc: (address: String, hasIPv6: Bool, place: ResourcePlace)) {
        let defaults = DefaultResources(vpcID: vpc.address, hasIPv6: vpc.hasIPv6)
        if !managedDefaults.contains(vpc.address + "/acl") {
            let acl = defaults.networkACL(id: vpc.address + ".default_network_acl_id")
            parts.networkACLs.append(Located(resource: acl, source: vpc.place))
        }
        if !managedDefaults.contains(vpc.address + "/sg") {
            let group = defaults.securityGroup(id: vpc.address + ".default_security_group_id")
            parts.securityGroups.append(ParsedSecurityGroup(group: group, source: vpc.place))
        }
    }
}
