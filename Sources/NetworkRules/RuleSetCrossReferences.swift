/// What a rule set mentions but does not hold, as warnings that say what cannot be decided for it.
struct RuleSetCrossReferences {
    private let ruleSet: RuleSet
    private let path: String
    private let unresolvedNames: Set<String>

    /// - Parameters:
    ///   - path: what the warnings name as the rule set.
    ///   - unresolvedNames: names of groups that are no ids, and have been warned about.
    init(of ruleSet: RuleSet, path: String, unresolvedNames: Set<String>) {
        self.ruleSet = ruleSet
        self.path = path
        self.unresolvedNames = unresolvedNames
    }

    /// One warning a kind, however many resources it is about.
    ///
    /// *Complexity:* O(n) in the resources and rules.
    func warnings() -> [RuleSetIssue] {
        (layerWarnings() + interfaceWarnings() + ruleWarnings()).map {
            RuleSetIssue(file: path, cause: .gap($0))
        }
    }

    private func layerWarnings() -> [RuleSetIssue.Gap] {
        var gaps: [RuleSetIssue.Gap] = []
        if ruleSet.interfaces.isEmpty { gaps.append(.noInterfaces) }
        if ruleSet.securityGroups.isEmpty { gaps.append(.noSecurityGroups) }
        if ruleSet.networkACLs.isEmpty { gaps.append(.noNetworkACLs) }
        if !ruleSet.interfaces.isEmpty {
            if ruleSet.subnets.isEmpty { gaps.append(.noSubnets) }
            if ruleSet.vpcs.isEmpty { gaps.append(.noVPCs) }
        }
        return gaps
    }

    /// What interfaces mention, each of a kind of which the rule set holds at least one.
    private func interfaceWarnings() -> [RuleSetIssue.Gap] {
        let subnetIDs = Set(ruleSet.subnets.map(\.id))
        let vpcIDs = Set(ruleSet.vpcs.map(\.id))
        let groupIDs = Set(ruleSet.securityGroups.map(\.id))
        // Told apart by index: to copy an interface means to count a reference to all it holds.
        let interfaces = ruleSet.interfaces
        let vpcOfSubnet = vpcOfSubnet
        var gaps: [RuleSetIssue.Gap] = []

        func warn(
            unless isComplete: (Int) -> Bool, _ gap: ([String]) -> RuleSetIssue.Gap
        ) {
            let ids = interfaces.indices.filter { !isComplete($0) }.map { interfaces[$0].id }
            if !ids.isEmpty { gaps.append(gap(ids)) }
        }
        if !ruleSet.networkACLs.isEmpty {
            warn(unless: hasNetworkACL(vpcOfSubnet), RuleSetIssue.Gap.interfacesWithoutACL)
        }
        if !subnetIDs.isEmpty {
            warn(
                unless: { interfaces[$0].subnetID.map(subnetIDs.contains) ?? false },
                RuleSetIssue.Gap.interfacesWithUnknownSubnet)
        }
        if !vpcIDs.isEmpty {
            warn(
                unless: { interfaces[$0].vpcID(vpcOfSubnet).map(vpcIDs.contains) ?? false },
                RuleSetIssue.Gap.interfacesWithUnknownVPC)
        }
        if !groupIDs.isEmpty {
            warn(unless: { interfaces[$0].groupIDs.allSatisfy(groupIDs.contains) }) { interfaces in
                let unknown = Set(ruleSet.interfaces.flatMap(\.groupIDs)).subtracting(groupIDs)
                return .unknownInterfaceGroups(unknown.sorted(), interfaces: interfaces.count)
            }
        }
        return gaps
    }

    /// Whether an interface's subnet is associated with an ACL, or its VPC has a default one.
    private func hasNetworkACL(_ vpcOfSubnet: [String: String]) -> (Int) -> Bool {
        let interfaces = ruleSet.interfaces
        let associated = Set(ruleSet.networkACLs.flatMap(\.subnetIDs))
        let withDefault = Set(ruleSet.networkACLs.filter(\.isDefault).compactMap(\.vpcID))
        return { interface in
            guard let subnetID = interfaces[interface].subnetID else { return false }
            if associated.contains(subnetID) { return true }
            return interfaces[interface].vpcID(vpcOfSubnet).map(withDefault.contains) ?? false
        }
    }

    private var vpcOfSubnet: [String: String] {
        let described = ruleSet.subnets.compactMap { subnet in subnet.vpcID.map { (subnet.id, $0) } }
        return Dictionary(described) { first, _ in first }
    }

    private func ruleWarnings() -> [RuleSetIssue.Gap] {
        let groupIDs = unresolvedNames.union(ruleSet.securityGroups.map(\.id))
        let resolvedLists = Set(ruleSet.prefixLists.filter { $0.entries != nil }.map(\.id))
        var unknownGroups: Set<String> = []
        var unresolvedLists: Set<String> = []
        for group in ruleSet.securityGroups {
            for rules in [group.ingress, group.egress] {
                for index in rules.indices {
                    switch rules[index].peer {
                    case .cidr: continue
                    case .securityGroup(let id) where !groupIDs.contains(id): unknownGroups.insert(id)
                    case .prefixList(let id) where !resolvedLists.contains(id): unresolvedLists.insert(id)
                    case .securityGroup, .prefixList: continue
                    }
                }
            }
        }
        var gaps: [RuleSetIssue.Gap] = []
        if !unknownGroups.isEmpty { gaps.append(.unknownRuleGroups(unknownGroups.sorted())) }
        if !unresolvedLists.isEmpty { gaps.append(.unresolvedPrefixLists(unresolvedLists.sorted())) }
        return gaps
    }
}

extension NetworkInterface {
    /// Its VPC as it says itself, else that of its subnet: plans and templates give the subnet alone.
    fileprivate func vpcID(_ vpcOfSubnet: [String: String]) -> String? {
        vpcID ?? subnetID.flatMap { vpcOfSubnet[$0] }
    }
}
