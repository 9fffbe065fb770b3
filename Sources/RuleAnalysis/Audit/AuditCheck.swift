/// What an audit looks for. The raw values are the ids of findings, which suppressions and other tools refer to.
package enum AuditCheck: String, CaseIterable, Hashable, Sendable {
    // Openings to everyone.
    case groupAdminPortIPv4 = "sg-admin-port-open-ipv4"
    case groupAdminPortIPv6 = "sg-admin-port-open-ipv6"
    case aclAdminPort = "acl-admin-port-open"
    case groupDataPort = "sg-data-port-open"
    case databasePublic = "database-public"

    // Rules that say more than they need to.
    case defaultGroupOpen = "sg-default-not-restricted"
    case widePortRange = "sg-wide-port-range"
    case allProtocols = "sg-all-protocols"
    case egressOpen = "sg-egress-open"
    case managedInterfaceInbound = "managed-interface-inbound"

    // Rules and groups that serve nothing.
    case groupUnattached = "sg-unattached"
    case groupUnreferenced = "sg-unreferenced"
    case missingGroup = "sg-missing-peer"
    case aclUnattached = "acl-unattached"
    case groupRuleShadowed = "sg-rule-shadowed"
    case aclEntryShadowed = "acl-entry-shadowed"
    case aclEntryRedundant = "acl-entry-redundant"

    // ACLs that do not do what they say.
    case aclDenyNeverApplies = "acl-deny-never-applies"
    case aclRepliesCannotLeave = "acl-replies-cannot-leave"
    case aclRepliesCannotEnter = "acl-replies-cannot-enter"

    // What is watched.
    case vpcWithoutFlowLog = "vpc-without-flow-log"
    case interfaceWithoutFlowLog = "interface-without-flow-log"
    case groupChangesUnwatched = "sg-changes-unwatched"

    // What logs show of rules.
    case groupRuleUnused = "sg-rule-unused"
    case groupRulePartlyUnused = "sg-rule-partly-unused"
    case groupRuleRedundant = "sg-rule-redundant"
    case groupRuleUnseen = "sg-rule-cannot-be-seen"
    case aclEntryUnused = "acl-entry-unused"
    case aclEntryPartlyUnused = "acl-entry-partly-unused"
    case aclEntryOrder = "acl-entry-order"

    package var id: String { rawValue }

    /// What the check needs besides rules.
    package enum Source: Hashable, Sendable {
        case rules
        case logs
        case databases
        case flowLogs
        case flowLogsOrLogs
        case metricFiltersAndAlarms
        case interfaces
    }

    package var source: Source {
        switch self {
        case .databasePublic: .databases
        case .vpcWithoutFlowLog: .flowLogs
        case .groupChangesUnwatched: .metricFiltersAndAlarms
        case .groupRuleUnused, .groupRulePartlyUnused, .groupRuleRedundant, .groupRuleUnseen,
            .aclEntryUnused, .aclEntryPartlyUnused, .aclEntryOrder:
            .logs
        case .interfaceWithoutFlowLog: .flowLogsOrLogs
        case .groupUnattached, .groupUnreferenced, .managedInterfaceInbound: .interfaces
        default: .rules
        }
    }
}
