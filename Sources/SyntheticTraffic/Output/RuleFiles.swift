import NetworkPrimitives
import NetworkRules

/// Writes the rule set as the cloud's command line prints it, one file for each kind of resource.
enum RuleFiles {
    /// How much JSON is gathered before it goes to the file.
    private static let pieceBytes = 1 << 20

    static func write(_ vpcs: [SyntheticVPC], into folder: String) throws(GenerationError) {
        try write("vpcs.json", "Vpcs", vpcs, folder) { $0.append($1) }
        try write("subnets.json", "Subnets", vpcs.flatMap(\.subnets), folder) { $0.append($1) }
        try write("network-acls.json", "NetworkAcls", vpcs.flatMap { $0.acls.map(\.acl) }, folder) {
            $0.append($1)
        }
        try write("security-groups.json", "SecurityGroups", vpcs.flatMap { $0.groups.map(\.group) }, folder) {
            $0.append($1)
        }
        let interfaces = vpcs.indices.flatMap { vpc in vpcs[vpc].interfaces.indices.map { (vpc, $0) } }
        try write("network-interfaces.json", "NetworkInterfaces", interfaces, folder) { text, place in
            let vpc = vpcs[place.0]
            text.append(vpc.networkInterface(vpc.interfaces[place.1]), ownerID: vpc.accountID)
        }
        let lists = vpcs.flatMap { vpc in vpc.prefixLists.map { (vpc.accountID, $0) } }
        try write("managed-prefix-lists.json", "PrefixLists", lists, folder) { text, list in
            text.append(list.1, ownerID: list.0)
        }
        for (_, list) in lists {
            try write("\(list.id).json", "Entries", list.entries ?? [], folder) { text, entry in
                text.object {
                    $0.string("Cidr", entry.description)
                    $0.string("Description", list.name)
                }
            }
        }
    }

    private static func write<Element>(
        _ name: String, _ key: String, _ elements: [Element], _ folder: String,
        _ element: (inout JSONText, Element) -> Void
    ) throws(GenerationError) {
        var file = try UnsafeOutputFile(path: "\(folder)/\(name)")
        var text = JSONText()
        text.open(nil, "{")
        text.open(key, "[")
        for each in elements {
            element(&text, each)
            if text.bytes.count >= pieceBytes { try file.write(text.takeBytes()) }
        }
        text.close("]")
        text.close("}")
        try file.write(text.takeBytes())
        try file.finish()
    }
}

extension JSONText {
    mutating func append(_ vpc: SyntheticVPC) {
        object { text in
            text.string("VpcId", vpc.id)
            text.string("OwnerId", vpc.accountID)
            text.string("State", "available")
            text.boolean("IsDefault", false)
            text.string("CidrBlock", vpc.ipv4Blocks[0].description)
            text.array("CidrBlockAssociationSet", vpc.ipv4Blocks) { text, block in
                text.object { $0.string("CidrBlock", block.description) }
            }
            text.array("Ipv6CidrBlockAssociationSet", vpc.ipv6Blocks) { text, block in
                text.object { $0.string("Ipv6CidrBlock", block.description) }
            }
        }
    }

    mutating func append(_ subnet: Subnet) {
        object { text in
            text.string("SubnetId", subnet.id)
            text.string("VpcId", subnet.vpcID ?? "")
            for block in subnet.blocks where block.family == .ipv4 {
                text.string("CidrBlock", block.description)
            }
            text.array("Ipv6CidrBlockAssociationSet", subnet.blocks.filter { $0.family == .ipv6 }) {
                text, block in
                text.object { $0.string("Ipv6CidrBlock", block.description) }
            }
        }
    }

    mutating func append(_ interface: NetworkInterface, ownerID: String) {
        let ipv4 = interface.addresses.filter { $0.family == .ipv4 }.map(\.description)
        let ipv6 = interface.addresses.filter { $0.family == .ipv6 }.map(\.description)
        object { text in
            text.string("NetworkInterfaceId", interface.id)
            text.string("OwnerId", ownerID)
            text.string("VpcId", interface.vpcID ?? "")
            text.string("SubnetId", interface.subnetID ?? "")
            text.string("InterfaceType", interface.type)
            text.string("Description", interface.description)
            text.boolean("RequesterManaged", interface.isRequesterManaged)
            text.string("Status", "in-use")
            text.string("PrivateIpAddress", ipv4.first ?? "")
            text.array("PrivateIpAddresses", Array(ipv4.enumerated())) { text, address in
                text.object {
                    $0.boolean("Primary", address.offset == 0)
                    $0.string("PrivateIpAddress", address.element)
                }
            }
            text.array("Ipv6Addresses", ipv6) { text, address in
                text.object { $0.string("Ipv6Address", address) }
            }
            text.array("Groups", interface.groupIDs) { text, id in
                text.object { $0.string("GroupId", id) }
            }
        }
    }

    mutating func append(_ list: PrefixList, ownerID: String) {
        object { text in
            text.string("PrefixListId", list.id)
            text.string("PrefixListName", list.name)
            text.string("AddressFamily", "IPv4")
            text.string("OwnerId", ownerID)
            text.string("State", "create-complete")
            text.number("MaxEntries", 10)
        }
    }
}
