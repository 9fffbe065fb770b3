import NetworkPrimitives

extension NetworkInterface {
    /// Reads an element of `NetworkInterfaces`.
    ///
    /// *Source: AWS CLI, "describe-network-interfaces".*
    init(_ cursor: JSONCursor, _ log: IssueLog) throws(RuleSetIssue) {
        var cursor = cursor
        let id = try cursor.readID("NetworkInterfaceId")
        let groupIDs = log.read("Groups", of: cursor) { group throws(RuleSetIssue) in
            try group.required("GroupId").identifier()
        }
        self.init(
            id: id,
            vpcID: try cursor.optional("VpcId")?.identifier(),
            subnetID: try cursor.optional("SubnetId")?.identifier(),
            instanceID: try cursor.optional("Attachment")?.optional("InstanceId")?.identifier(),
            addresses: try Self.addresses(of: cursor, log),
            delegatedPrefixes: Self.delegatedPrefixes(of: cursor, log),
            groupIDs: groupIDs.uniqued(),
            type: try cursor.optional("InterfaceType")?.text() ?? "interface",
            description: try cursor.optional("Description")?.text() ?? "",
            isRequesterManaged: try cursor.optional("RequesterManaged")?.boolean() ?? false)
    }

    /// The private addresses: primary IPv4, secondary IPv4, IPv6.
    private static func addresses(
        of cursor: JSONCursor, _ log: IssueLog
    ) throws(RuleSetIssue) -> [IPAddress] {
        let ipv4 = log.read("PrivateIpAddresses", of: cursor) { element throws(RuleSetIssue) in
            let address = try element.required("PrivateIpAddress").address(.ipv4)
            return (address, isPrimary: try element.optional("Primary")?.boolean() ?? false)
        }
        let ipv6 = log.read("Ipv6Addresses", of: cursor) { element throws(RuleSetIssue) in
            try element.required("Ipv6Address").address(.ipv6)
        }
        var addresses: [IPAddress] = []
        addresses.reserveCapacity(1 + ipv4.count + ipv6.count)
        if let primary = try cursor.optional("PrivateIpAddress") {
            addresses.append(try primary.address(.ipv4))
        }
        for (address, isPrimary) in ipv4 where isPrimary { addresses.append(address) }
        for (address, isPrimary) in ipv4 where !isPrimary { addresses.append(address) }
        if let primary = try cursor.optional("Ipv6Address") { addresses.append(try primary.address(.ipv6)) }
        addresses += ipv6
        return addresses.uniqued()
    }

    private static func delegatedPrefixes(of cursor: JSONCursor, _ log: IssueLog) -> [CIDRBlock] {
        let ipv4 = log.read("Ipv4Prefixes", of: cursor) { element throws(RuleSetIssue) in
            try element.required("Ipv4Prefix").block(.ipv4)
        }
        let ipv6 = log.read("Ipv6Prefixes", of: cursor) { element throws(RuleSetIssue) in
            try element.required("Ipv6Prefix").block(.ipv6)
        }
        return (ipv4 + ipv6).uniqued()
    }
}
