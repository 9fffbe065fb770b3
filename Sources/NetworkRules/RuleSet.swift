import NetworkPrimitives

/// All that decides about traffic, as captured at one moment: a snapshot.
///
/// Ids are unique within each list, and the lists are sorted by id, so that two loads of the same
/// files in any order give equal rule sets.
public struct RuleSet: Hashable, Sendable {
    /// All security groups.
    public var securityGroups: [SecurityGroup]
    /// All network ACLs.
    public var networkACLs: [NetworkACL]
    /// All network interfaces.
    public var interfaces: [NetworkInterface]
    /// All subnets.
    public var subnets: [Subnet]
    /// All VPCs.
    public var vpcs: [VPC]
    /// All prefix lists that rules may name.
    public var prefixLists: [PrefixList]

    public init(
        securityGroups: [SecurityGroup] = [], networkACLs: [NetworkACL] = [],
        interfaces: [NetworkInterface] = [], subnets: [Subnet] = [], vpcs: [VPC] = [],
        prefixLists: [PrefixList] = []
    ) {
        self.securityGroups = sortedByID(securityGroups)
        self.networkACLs = sortedByID(networkACLs)
        self.interfaces = sortedByID(interfaces)
        self.subnets = sortedByID(subnets)
        self.vpcs = sortedByID(vpcs)
        self.prefixLists = sortedByID(prefixLists)
    }
}

extension RuleSet {
    /// Versions of resources of several snapshots, several of an id, in the order in which they are numbered;
    /// subnets, VPCs and prefix lists are those of `latest`.
    public init(
        inOrderSecurityGroups securityGroups: [SecurityGroup], networkACLs: [NetworkACL],
        interfaces: [NetworkInterface], of latest: RuleSet
    ) {
        self.securityGroups = securityGroups
        self.networkACLs = networkACLs
        self.interfaces = interfaces
        subnets = latest.subnets
        vpcs = latest.vpcs
        prefixLists = latest.prefixLists
    }
}

/// The resources by ascending id, those of equal ids in the order that they have.
///
/// Ids are sorted and resources moved once, since to copy one means to count a reference to all it
/// holds.
private func sortedByID<Resource: RuleSetResource>(_ resources: [Resource]) -> [Resource] {
    let ids = resources.map(\.id)
    if zip(ids, ids.dropFirst()).allSatisfy({ $0 <= $1 }) { return resources }
    return ids.indices.sorted { (ids[$0], $0) < (ids[$1], $1) }.map { resources[$0] }
}
