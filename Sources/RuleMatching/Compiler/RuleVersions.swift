import NetworkPrimitives
import NetworkRules

/// A group as it was at some time, with the sets of addresses that its rules meant then.
struct SecurityGroupVersion: ResourceVersion {
    let group: SecurityGroup
    let ingress: [RuleTable.Row]
    let egress: [RuleTable.Row]

    var id: String { group.id }
}

/// A network ACL as it was at some time.
struct NetworkACLVersion: ResourceVersion {
    let networkACL: NetworkACL
    let ingress: [RuleTable.Row]
    let egress: [RuleTable.Row]

    var id: String { networkACL.id }
}

/// An interface as it was at some time, with the versions of all that decided about its traffic then.
struct InterfaceVersion: ResourceVersion {
    let interface: NetworkInterface
    /// Numbers of its groups' versions, ascending.
    let groups: [Int]
    /// Whether it carries a group that the snapshot does not hold.
    let hasMissingGroup: Bool
    /// Number of its ACL's version.
    let networkACL: Int?
    let subnet: Subnet?
    let vpc: VPC?

    var id: String { interface.id }
}

/// All versions of what decides about traffic, and which of them were in force when.
struct RuleVersions {
    let isHistory: Bool
    private var peers: PeerSetBuilder
    private(set) var groups: VersionList<SecurityGroupVersion>
    private(set) var networkACLs: VersionList<NetworkACLVersion>
    private(set) var interfaces: VersionList<InterfaceVersion>
    private(set) var subnets = SubnetVersions()
    /// The phase of each snapshot.
    private(set) var phaseOfSnapshot: [Int] = []
    private(set) var phaseCount = 0
    /// Of each interface, the numbers of its versions and the phases from which on they count; nil where it is
    /// gone. Filled in for a history alone.
    private(set) var erasOfInterface: [String: [(firstPhase: Int, version: Int?)]] = [:]

    init(isHistory: Bool) {
        self.isHistory = isHistory
        peers = PeerSetBuilder(isHistory: isHistory)
        groups = VersionList(isHistory: isHistory)
        networkACLs = VersionList(isHistory: isHistory)
        interfaces = VersionList(isHistory: isHistory)
    }

    var members: [(block: CIDRBlock, peer: PeerSet)] { peers.members }
    var hosts: HostSets { peers.hosts }
    var peerSetCount: Int { peers.count }

    mutating func addUnchangedSnapshot() { phaseOfSnapshot.append(phaseCount - 1) }

    mutating func addSnapshot(_ ruleSet: RuleSet) {
        phaseOfSnapshot.append(phaseCount)
        peers.begin(ruleSet)
        groups.beginPhase()
        networkACLs.beginPhase()
        interfaces.beginPhase()
        var numberOfGroup = [String: Int](minimumCapacity: ruleSet.securityGroups.count)
        for group in ruleSet.securityGroups {
            numberOfGroup[group.id] = groups.add(
                SecurityGroupVersion(
                    group: group, ingress: group.ingress.map { peers.row(of: $0) },
                    egress: group.egress.map { peers.row(of: $0) }))
        }
        let numbersOfACLs = ruleSet.networkACLs.map { acl in
            networkACLs.add(
                NetworkACLVersion(
                    networkACL: acl, ingress: acl.ingress.map { peers.row(of: $0) },
                    egress: acl.egress.map { peers.row(of: $0) }))
        }
        let acls = ACLAssociations(ruleSet)
        addInterfaces(of: ruleSet, numberOfGroup, acls, numbersOfACLs)
        subnets.addPhase(ruleSet, acls, numbersOfACLs)
        phaseCount += 1
    }

    private mutating func addInterfaces(
        of ruleSet: RuleSet, _ numberOfGroup: [String: Int], _ acls: ACLAssociations, _ numbersOfACLs: [Int]
    ) {
        let subnets = Dictionary(ruleSet.subnets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let vpcs = Dictionary(ruleSet.vpcs.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for index in ruleSet.interfaces.indices {
            let interface = ruleSet.interfaces[index]
            let subnet = interface.subnetID.flatMap { subnets[$0] }
            var numbers = interface.groupIDs.compactMap { numberOfGroup[$0] }
            let hasMissingGroup = numbers.count < interface.groupIDs.count
            numbers.sortUniquely()
            let number = interfaces.add(
                InterfaceVersion(
                    interface: interface, groups: numbers, hasMissingGroup: hasMissingGroup,
                    networkACL: acls.networkACL(of: interface, subnet: subnet).map { numbersOfACLs[$0] },
                    subnet: subnet, vpc: (interface.vpcID ?? subnet?.vpcID).flatMap { vpcs[$0] }))
            if isHistory { note(number, of: interface.id) }
        }
        if isHistory { noteGoneInterfaces(Set(ruleSet.interfaces.map(\.id))) }
    }

    private mutating func note(_ version: Int, of id: String) {
        if erasOfInterface[id]?.last?.version == version { return }
        erasOfInterface[id, default: []].append((phaseCount, version))
    }

    private mutating func noteGoneInterfaces(_ present: Set<String>) {
        for (id, eras) in erasOfInterface where eras.last?.version != nil && !present.contains(id) {
            erasOfInterface[id]?.append((phaseCount, nil))
        }
    }

    /// Puts all into order, when the last snapshot has been added.
    mutating func finish() {
        peers.finish()
        groups.finish()
        networkACLs.finish()
        interfaces.finish()
    }
}
