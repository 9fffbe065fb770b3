import NetworkPrimitives

extension TemplateReader {
    mutating func readInterface(_ resource: Resource, groups: JSONKey) throws(RuleSetIssue) {
        let properties = resource.properties
        var addresses = try properties.addresses("PrivateIpAddress", .ipv4)
        for element in try properties.elements("PrivateIpAddresses") {
            guard case .object(let cursor) = element.value else { continue }
            let address = TemplateProperties(template: template, cursor: cursor)
            addresses += try address.addresses("PrivateIpAddress", .ipv4)
        }
        addresses += try ipv6Addresses(properties)
        try addInterface(resource, properties, addresses: addresses, groups: groups)
    }

    private func ipv6Addresses(_ properties: TemplateProperties) throws(RuleSetIssue) -> [IPAddress] {
        var addresses: [IPAddress] = []
        for element in try properties.elements("Ipv6Addresses") {
            guard case .object(let cursor) = element.value else { continue }
            addresses += try TemplateProperties(template: template, cursor: cursor)
                .addresses("Ipv6Address", .ipv6)
        }
        return addresses
    }

    /// The interface that an instance is launched with, unless it is a resource of its own.
    mutating func readInstance(_ resource: Resource) throws(RuleSetIssue) {
        let interfaces = try resource.properties.elements("NetworkInterfaces")
        guard !interfaces.isEmpty else { return try readInterface(resource, groups: "SecurityGroupIds") }
        for element in interfaces {
            guard case .object(let cursor) = element.value, !cursor.has("NetworkInterfaceId") else {
                continue
            }
            let properties = TemplateProperties(template: template, cursor: cursor)
            guard try properties.text("DeviceIndex") == "0" else { continue }
            let first = Resource(id: resource.id, properties: properties, isCertain: resource.isCertain)
            try readInterface(first, groups: "GroupSet")
        }
    }

    private mutating func addInterface(
        _ resource: Resource, _ properties: TemplateProperties, addresses: [IPAddress], groups key: JSONKey
    ) throws(RuleSetIssue) {
        let subnetID = try properties.id("SubnetId")
        let groups = try properties.ids(key)
        var groupIDs = groups.ids
        if !groups.isWhole {
            noteUnknown(resource)
            groupIDs.append("\(resource.id).\(key)?")
        } else if groupIDs.isEmpty, let vpcID = vpcID(ofSubnet: subnetID) {
            groupIDs = [vpcID + ".DefaultSecurityGroup"]
        }
        parts.interfaces.append(
            located(
                NetworkInterface(
                    id: resource.id, subnetID: subnetID, addresses: addresses.uniqued(), groupIDs: groupIDs,
                    description: try properties.text("Description") ?? ""), resource))
    }

    /// The VPC of the template that a subnet of it lies in.
    private func vpcID(ofSubnet subnetID: String?) -> String? {
        guard let subnetID, let cursor = try? template.resources[subnetID]?.optional("Properties") else {
            return nil
        }
        return try? TemplateProperties(template: template, cursor: cursor).id("VpcId")
    }

    mutating func readSubnet(_ resource: Resource) throws(RuleSetIssue) {
        let blocks = [
            try resource.properties.block("CidrBlock", .ipv4),
            try resource.properties.block("Ipv6CidrBlock", .ipv6),
        ].compactMap(\.self)
        if try resource.properties.isUnknown("CidrBlock") { noteUnknown(resource) }
        parts.subnets.append(
            located(
                Subnet(id: resource.id, vpcID: try resource.properties.id("VpcId"), blocks: blocks), resource)
        )
    }

    mutating func readVPC(_ resource: Resource) throws(RuleSetIssue) {
        let block = try resource.properties.block("CidrBlock", .ipv4)
        if try resource.properties.isUnknown("CidrBlock") { noteUnknown(resource) }
        parts.vpcs.append(located(VPC(id: resource.id, blocks: block.map { [$0] } ?? []), resource))
    }

    mutating func readVPCBlock(_ resource: Resource) throws(RuleSetIssue) {
        guard let vpc = try resource.properties.id("VpcId") else { return noteUnknown(resource) }
        for block in [
            try resource.properties.block("CidrBlock", .ipv4),
            try resource.properties.block("Ipv6CidrBlock", .ipv6),
        ].compactMap(\.self) {
            moreVPCBlocks[vpc, default: []].append(block)
        }
    }

    mutating func readPrefixList(_ resource: Resource) throws(RuleSetIssue) {
        var blocks: [CIDRBlock] = []
        var isWhole = true
        for element in try resource.properties.elements("Entries") {
            guard case .object(let cursor) = element.value else {
                isWhole = false
                continue
            }
            let entry = TemplateProperties(template: template, cursor: cursor)
            guard let text = try entry.text("Cidr") else {
                isWhole = false
                continue
            }
            do {
                blocks.append(try CIDRBlock(text))
            } catch {
                throw cursor.issue(.value(.invalidBlock(found: text, error)))
            }
        }
        if !isWhole { noteUnknown(resource) }
        parts.prefixLists.append(
            located(
                PrefixList(
                    id: resource.id, name: try resource.properties.text("PrefixListName") ?? "",
                    entries: isWhole ? blocks.uniqued().sorted() : nil), resource))
    }
}
