import NetworkRules

/// Joins interfaces to their groups, subnets, ACLs and VPCs.
struct InterfaceLinker {
    private(set) var profiles: [GroupProfile] = []
    private var numberOfProfile: [GroupProfile: UInt32] = [:]
    private let versions: RuleVersions

    init(_ versions: RuleVersions) { self.versions = versions }

    mutating func link() throws(RuleSetCompilerError) -> CompiledInterfaces {
        let linked = versions.interfaces.inOrder
        let profileOfInterface = linked.map { profile(of: $0) }
        let tableCount = 2 * (profiles.count + versions.networkACLs.inOrder.count)
        guard tableCount <= Int(DecisionKey.maximumTable) else { throw .tooManyTables(tableCount) }
        var interfaces = CompiledInterfaces()
        for (version, profile) in zip(linked, profileOfInterface) {
            interfaces.append(
                version.interface,
                groupTable: profile.map { 2 * $0 },
                aclTable: version.networkACL.map {
                    UInt32(2 * (profiles.count + versions.networkACLs.places[$0]))
                },
                subnet: version.subnet,
                vpc: version.vpc)
        }
        return interfaces
    }

    /// The number of the interface's set of groups, or nil where it carries none.
    private mutating func profile(of version: InterfaceVersion) -> UInt32? {
        guard !version.interface.groupIDs.isEmpty else { return nil }
        var profile = GroupProfile(
            groups: version.groups.map { versions.groups.places[$0] },
            hasMissingGroup: version.hasMissingGroup)
        profile.groups.sort()
        if let number = numberOfProfile[profile] { return number }
        let number = UInt32(profiles.count)
        numberOfProfile[profile] = number
        profiles.append(profile)
        return number
    }
}
