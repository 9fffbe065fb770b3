import NetworkPrimitives

/// All that decides about traffic, as captured at one moment: a snapshot.
///
/// Ids are unique within each list, and the lists are sorted by id, so that two loads of the same
/// files in any order give equal rule sets.
package struct RuleSet: Hashable, Sendable {
    package var securityGroups: [SecurityGroup]
    package var networkACLs: [NetworkACL]
    package var interfaces: [NetworkInterface]
    package var subnets: [Subnet]
    package var vpcs: [VPC]
    package var prefixLists: [PrefixList]

    package init(
        securityGroups: [SecurityGroup] = [], networkACLs: [NetworkACL] = [],
        interfaces: [NetworkInterface] = [], subnets: [Subnet] = [], vpcs: [VPC] = [],
        prefixLists: [PrefixList] = []
    ) {
        self.securityGroups = securityGroups.sorted { $0.id < $1.id }
        self.networkACLs = networkACLs.sorted { $0.id < $1.id }
        self.interfaces = interfaces.sorted { $0.id < $1.id }
        self.subnets = subnets.sorted { $0.id < $1.id }
        self.vpcs = vpcs.sorted { $0.id < $1.id }
        self.prefixLists = prefixLists.sorted { $0.id < $1.id }
    }
}
