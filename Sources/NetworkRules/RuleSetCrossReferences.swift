/// What a rule set mentions but does not hold, as warnings that say what cannot be decided for it.
struct RuleSetCrossReferences {
    private let ruleSet: RuleSet
    private let path: String

    /// - Parameter path: what the warnings name as the rule set.
    init(of ruleSet: RuleSet, path: String) {
        self.ruleSet = ruleSet
        self.path = path
    }

    /// One warning a kind, however many resources it is about.
    ///
    /// *Complexity:* O(n) in the resources and rules.
    func warnings() -> [RuleSetIssue] {
        (layerWarnings() + interfaceWarnings() + ruleWarnings()).map { RuleSetIssue(file: path, cause: $0) }
    }

    private func layerWarnings() -> [RuleSetIssue.Cause] {
        var causes: [RuleSetIssue.Cause] = []
        if ruleSet.interfaces.isEmpty { causes.append(.noInterfaces) }
        if ruleSet.securityGroups.isEmpty { causes.append(.noSecurityGroups) }
        if ruleSet.networkACLs.isEmpty { causes.append(.noNetworkACLs) }
        if !ruleSet.interfaces.isEmpty {
            if ruleSet.subnets.isEmpty { causes.append(.noSubnets) }
            if ruleSet.vpcs.isEmpty { causes.append(.noVPCs) }
        }
        return causes
    }

    /// What interfaces mention, each of a kind of which the rule set holds at least one.
    private func interfaceWarnings() -> [RuleSetIssue.Cause] {
        let subnetIDs = Set(ruleSet.subnets.map(\.id))
        let vpcIDs = Set(ruleSet.vpcs.map(\.id))
        let groupIDs = Set(ruleSet.securityGroups.map(\.id))
        var causes: [RuleSetIssue.Cause] = []

        func warn(
            unless isComplete: (NetworkInterface) -> Bool, _ cause: ([String]) -> RuleSetIssue.Cause
        ) {
            let ids = ruleSet.interfaces.filter { !isComplete($0) }.map(\.id)
            if !ids.isEmpty { causes.append(cause(ids)) }
        }
        if !ruleSet.networkACLs.isEmpty {
            warn(unless: hasNetworkACL(), RuleSetIssue.Cause.interfacesWithoutACL)
        }
        if !subnetIDs.isEmpty {
            warn(
                unless: { $0.subnetID.map(subnetIDs.contains) ?? false },
                RuleSetIssue.Cause.interfacesWithUnknownSubnet)
        }
        if !vpcIDs.isEmpty {
            warn(
                unless: { $0.vpcID.map(vpcIDs.contains) ?? false },
                RuleSetIssue.Cause.interfacesWithUnknownVPC)
        }
        if !groupIDs.isEmpty {
            warn(unless: { groupIDs.isSuperset(of: $0.groupIDs) }) { interfaces in
                let unknown = Set(ruleSet.interfaces.flatMap(\.groupIDs)).subtracting(groupIDs)
                return .unknownInterfaceGroups(unknown.sorted(), interfaces: interfaces.count)
            }
        }
        return causes
    }

    /// Whether an interface's subnet is associated with an ACL, or its VPC has a default one.
    private func hasNetworkACL() -> (NetworkInterface) -> Bool {
        let associated = Set(ruleSet.networkACLs.flatMap(\.subnetIDs))
        let withDefault = Set(ruleSet.networkACLs.filter(\.isDefault).compactMap(\.vpcID))
        let vpcOfSubnet = Dictionary(ruleSet.subnets.map { ($0.id, $0.vpcID) }) { first, _ in first }
        return { interface in
            guard let subnetID = interface.subnetID else { return false }
            if associated.contains(subnetID) { return true }
            let vpcID = interface.vpcID ?? vpcOfSubnet[subnetID] ?? nil
            return vpcID.map(withDefault.contains) ?? false
        }
    }

    private func ruleWarnings() -> [RuleSetIssue.Cause] {
        let groupIDs = Set(ruleSet.securityGroups.map(\.id))
        let resolvedLists = Set(ruleSet.prefixLists.filter { $0.entries != nil }.map(\.id))
        var unknownGroups: Set<String> = []
        var unresolvedLists: Set<String> = []
        for rule in ruleSet.securityGroups.lazy.flatMap({ $0.ingress + $0.egress }) {
            switch rule.peer {
            case .cidr: continue
            case .securityGroup(let id) where !groupIDs.contains(id): unknownGroups.insert(id)
            case .prefixList(let id) where !resolvedLists.contains(id): unresolvedLists.insert(id)
            case .securityGroup, .prefixList: continue
            }
        }
        var causes: [RuleSetIssue.Cause] = []
        if !unknownGroups.isEmpty { causes.append(.unknownRuleGroups(unknownGroups.sorted())) }
        if !unresolvedLists.isEmpty { causes.append(.unresolvedPrefixLists(unresolvedLists.sorted())) }
        return causes
    }
}
