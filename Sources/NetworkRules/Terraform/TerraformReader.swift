import NetworkPrimitives

/// Reads the resources of one state or plan.
struct TerraformReader {
    var parts = RuleSetParts()
    let origin: ResourceOrigin
    let log: IssueLog
    /// Blocks of VPCs, entries of prefix lists that are resources of their own.
    var moreBlocks: [String: [CIDRBlock]] = [:]
    var moreEntries: [String: [CIDRBlock]] = [:]
    /// Addresses of resources of which something is known only after the plan is applied.
    private var unknown: [String] = []
    /// VPCs whose default ACL or group something of the plan takes over.
    var managedDefaults: Set<String> = []
    var newVPCs: [(address: String, hasIPv6: Bool, place: ResourcePlace)] = []

    init(_ origin: ResourceOrigin, _ log: IssueLog) {
        self.origin = origin
        self.log = log
    }

    func place(_ cursor: JSONCursor) -> ResourcePlace {
        ResourcePlace(cursor, origin: origin)
    }

    func located<Resource>(_ resource: Resource, _ cursor: JSONCursor) -> Located<Resource> {
        Located(resource: resource, source: place(cursor))
    }

    mutating func noteUnknown(_ instance: TerraformInstance) { unknown.append(instance.address) }

    mutating func read(_ instance: TerraformInstance) throws(RuleSetIssue) {
        var instance = instance
        instance.values.name(resource: instance.address)
        if instance.isData { return try readData(instance) }
        try noteIdentity(instance)
        switch instance.type {
        case "aws_security_group", "aws_default_security_group": try readGroup(instance)
        case "aws_security_group_rule": try readRule(instance)
        case "aws_vpc_security_group_ingress_rule": try readSingleRule(instance, .ingress)
        case "aws_vpc_security_group_egress_rule": try readSingleRule(instance, .egress)
        case "aws_network_acl", "aws_default_network_acl": try readNetworkACL(instance)
        case "aws_network_acl_rule": try readEntry(instance)
        case "aws_network_acl_association": try readAssociation(instance)
        case "aws_network_interface": try readInterface(instance)
        case "aws_network_interface_sg_attachment": try readAttachment(instance)
        case "aws_instance": try readInstance(instance)
        case "aws_subnet", "aws_default_subnet": try readSubnet(instance)
        case "aws_vpc", "aws_default_vpc": try readVPC(instance)
        case "aws_vpc_ipv4_cidr_block_association": try readVPCBlock(instance, "cidr_block")
        case "aws_vpc_ipv6_cidr_block_association": try readVPCBlock(instance, "ipv6_cidr_block")
        case "aws_ec2_managed_prefix_list": try readPrefixList(instance, entries: "entry")
        case "aws_ec2_managed_prefix_list_entry": try readPrefixListEntry(instance)
        default: break
        }
    }

    /// Data sources tell what is there of networks; of groups they do not tell the rules.
    private mutating func readData(_ instance: TerraformInstance) throws(RuleSetIssue) {
        switch instance.type {
        case "aws_subnet": try readSubnet(instance)
        case "aws_vpc": try readVPC(instance)
        case "aws_network_interface": try readInterface(instance)
        case "aws_ec2_managed_prefix_list": try readPrefixList(instance, entries: "entries")
        case "aws_prefix_list": try readPrefixList(instance, entries: "cidr_blocks")
        default: break
        }
    }

    /// Notes which id stands at the instance's address.
    private mutating func noteIdentity(_ instance: TerraformInstance) throws(RuleSetIssue) {
        guard Self.namedTypes.contains(instance.type) else { return }
        let key: JSONKey = instance.type == "aws_instance" ? "primary_network_interface_id" : "id"
        let address = TerraformAddress.identifier(instance.address)
        if instance.isPlanned {
            if let id = instance.knownID(key) {
                parts.ownIdentities.append(ResourceIdentity(address: address, id: id))
            }
            guard instance.type.hasSuffix("vpc") else { return }
            for name in ["default_network_acl_id", "default_security_group_id"] {
                guard let id = instance.values.member(named: name)?.string, id.isIdentifier else { continue }
                parts.ownIdentities.append(ResourceIdentity(address: "\(address).\(name)", id: id))
            }
        } else if let id = try instance.values.optional(key)?.string, id.isIdentifier {
            parts.stateIdentities.append(ResourceIdentity(address: address, id: id))
        }
    }

    /// Resources that others name by their ids.
    private static let namedTypes: Set<String> = [
        "aws_security_group", "aws_default_security_group", "aws_network_acl", "aws_default_network_acl",
        "aws_network_interface", "aws_instance", "aws_subnet", "aws_default_subnet", "aws_vpc",
        "aws_default_vpc",
        "aws_ec2_managed_prefix_list",
    ]

    /// Completes what several resources describe together.
    mutating func finish(_ document: JSONCursor) {
        for index in parts.vpcs.indices {
            let more = moreBlocks[parts.vpcs[index].resource.id] ?? []
            parts.vpcs[index].resource.blocks = (parts.vpcs[index].resource.blocks + more).uniqued()
        }
        for index in parts.prefixLists.indices {
            guard let more = moreEntries[parts.prefixLists[index].resource.id] else { continue }
            let known = parts.prefixLists[index].resource.entries ?? []
            parts.prefixLists[index].resource.entries = (known + more).uniqued().sorted()
        }
        for vpc in newVPCs { addDefaults(of: vpc) }
        if !unknown.isEmpty {
            log.warn(
                RuleSetIssue(file: document.file, cause: .gap(.knownAfterApply(unknown.uniqued().sorted()))))
        }
    }
}
