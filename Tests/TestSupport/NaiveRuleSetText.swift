import NetworkRules

extension RuleSet {
    /// The rule set as lines to read, one a rule: what a failing test prints of a small one.
    package var text: String {
        var lines: [String] = []
        for vpc in vpcs { lines.append("\(vpc.id) \(vpc.blocks)") }
        for subnet in subnets { lines.append("\(subnet.id) in \(subnet.vpcID ?? "-") \(subnet.blocks)") }
        for interface in interfaces {
            let place = "\(interface.subnetID ?? "-") \(interface.vpcID ?? "-")"
            let addresses = interface.privateBlocks.map(\.description).joined(separator: " ")
            lines.append(
                "\(interface.id) in \(place) at \(addresses) carries \(interface.groupIDs) \(interface.type)"
                    + " \"\(interface.description)\"")
        }
        for list in prefixLists { lines.append("\(list.id) \(list.entries.map { "\($0)" } ?? "unresolved")") }
        for group in securityGroups {
            lines.append("\(group.id) in \(group.vpcID ?? "-")")
            lines += group.ingress.map { "  ingress \($0.text)" } + group.egress.map { "  egress \($0.text)" }
        }
        for acl in networkACLs {
            let subnets = acl.subnetIDs.joined(separator: " ")
            lines.append("\(acl.id) in \(acl.vpcID ?? "-")\(acl.isDefault ? " default" : "") for \(subnets)")
            lines += acl.ingress.map { "  ingress \($0.text)" } + acl.egress.map { "  egress \($0.text)" }
        }
        return lines.joined(separator: "\n")
    }
}

extension RuleTraffic {
    fileprivate var text: String { "\(protocolText) \(portsText)" }
}

extension SecurityGroupRule {
    fileprivate var text: String { "\(traffic.text) \(peer) \(id ?? "")\(isKnown ? "" : "?")" }
}

extension NetworkACLEntry {
    fileprivate var text: String { "\(ruleNumber) \(action) \(traffic.text) \(block)\(isKnown ? "" : "?")" }
}
