import NetworkPrimitives

/// What the cloud gives each new VPC.
///
/// *Source: VPC guide, "Default network ACL", "Default security groups for your VPCs".*
struct DefaultResources {
    let vpcID: String
    /// Whether the VPC has an IPv6 block.
    let hasIPv6: Bool

    /// The network ACL of all subnets that have no other: it lets everything pass.
    func networkACL(id: String) -> NetworkACL {
        var entries = [
            NetworkACLEntry(ruleNumber: 100, action: .allow, traffic: .all, block: .everything(.ipv4))
        ]
        if hasIPv6 {
            entries.append(
                NetworkACLEntry(ruleNumber: 101, action: .allow, traffic: .all, block: .everything(.ipv6)))
        }
        return NetworkACL(id: id, vpcID: vpcID, isDefault: true, ingress: entries, egress: entries)
    }

    /// The group of all interfaces that name no other: it lets in its own members, and out everything.
    func securityGroup(id: String) -> SecurityGroup {
        SecurityGroup(
            id: id, name: "default", description: "default VPC security group", vpcID: vpcID,
            ingress: [SecurityGroupRule(traffic: .all, peer: .securityGroup(id: id))],
            egress: (hasIPv6 ? AddressFamily.allCases : [.ipv4]).map {
                SecurityGroupRule(traffic: .all, peer: .cidr(.everything($0)))
            })
    }
}
