import NetworkPrimitives
import NetworkRules

/// Turns rules into the form that records are matched with.
public enum RuleSetCompiler {
    /// - Complexity: O(n log n), n the rules, prefix-list entries and interface addresses together.
    public static func compile(_ ruleSet: RuleSet) throws(RuleSetCompilerError) -> CompiledRuleSet {
        try compile(RuleHistory(ruleSet))
    }

    /// Compiles all snapshots to one: what several have alike is there once.
    ///
    /// - Complexity: O(n log n) for the first snapshot and for each one that differs from the one before it.
    public static func compile(_ history: RuleHistory) throws(RuleSetCompilerError) -> CompiledRuleSet {
        let services = ServiceClasses(of: try traffic(of: history))
        guard services.count <= Int(DecisionKey.maximumServiceClass) else {
            throw .tooManyServiceClasses(services.count)
        }
        var versions = RuleVersions(isHistory: history.snapshots.count > 1)
        for snapshot in history.snapshots.indices {
            if history.isUnchanged(snapshot) {
                versions.addUnchangedSnapshot()
            } else {
                versions.addSnapshot(history.ruleSet(at: snapshot))
            }
        }
        versions.finish()
        guard versions.peerSetCount <= Int(PeerSet.maximumIndex) else {
            throw .tooManyPeerSets(versions.peerSetCount)
        }
        return try link(versions, history, services)
    }

    private static func link(
        _ versions: RuleVersions, _ history: RuleHistory, _ services: ServiceClasses
    ) throws(RuleSetCompilerError) -> CompiledRuleSet {
        let (groups, acls) = (versions.groups.inOrder, versions.networkACLs.inOrder)
        var tables = TableBuilder(services: services)
        for group in groups {
            for rows in [group.ingress, group.egress] { tables.append(rows, defaultRules: 0) }
        }
        for acl in acls {
            for rows in [acl.ingress, acl.egress] { tables.append(rows, defaultRules: 2) }
        }
        let ruleCount = tables.sections.last.map { Int($0.first.value) + $0.count } ?? 0
        let addresses = try AddressClasses(versions.members, versions.hosts)
        var linker = InterfaceLinker(versions)
        let interfaces = try linker.link()
        let latest = history.latest
        return CompiledRuleSet(
            ruleSet: RuleSet(
                inOrderSecurityGroups: groups.map(\.group), networkACLs: acls.map(\.networkACL),
                interfaces: versions.interfaces.inOrder.map(\.interface), of: latest),
            addresses: addresses, services: services, interfaces: interfaces,
            subnets: CompiledSubnets(versions),
            history: RuleTimeline(history, versions),
            sections: tables.sections, tables: tables.tables, tableOfSection: tables.tableOfSection,
            profiles: linker.profiles,
            sameRules: versions.isHistory ? SameRules(groups, acls, ruleCount: ruleCount) : SameRules(),
            currentCounts: CurrentCounts(
                securityGroups: versions.groups.currentCount, networkACLs: versions.networkACLs.currentCount,
                interfaces: versions.interfaces.currentCount))
    }

    /// The traffic that rules of any time are about, where there are not too many of them.
    private static func traffic(of history: RuleHistory) throws(RuleSetCompilerError) -> Set<RuleTraffic> {
        var traffic: Set<RuleTraffic> = []
        var ruleCount = 0
        for group in history.everySecurityGroup {
            traffic.formUnion(group.ingress.lazy.map(\.traffic))
            traffic.formUnion(group.egress.lazy.map(\.traffic))
            ruleCount += group.ingress.count + group.egress.count
        }
        for acl in history.everyNetworkACL {
            traffic.formUnion(acl.ingress.lazy.map(\.traffic))
            traffic.formUnion(acl.egress.lazy.map(\.traffic))
            ruleCount += acl.ingress.count + acl.egress.count + 4
        }
        guard ruleCount < Int(UInt32.max) else { throw .tooManyRules(ruleCount) }
        return traffic
    }
}
