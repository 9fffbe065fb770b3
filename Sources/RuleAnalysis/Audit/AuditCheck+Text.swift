extension AuditCheck {
    /// What a finding of the check says, in few words.
    package var title: String {
        switch self {
        case .groupAdminPortIPv4:
            "Security group lets all of the IPv4 internet reach a remote administration port"
        case .groupAdminPortIPv6:
            "Security group lets all of the IPv6 internet reach a remote administration port"
        case .aclAdminPort: "Network ACL lets all of the internet reach a remote administration port"
        case .groupDataPort:
            "Security group lets all of the internet reach a database, cache or file-sharing port"
        case .databasePublic: "Database instance is publicly accessible"
        case .defaultGroupOpen: "Default security group does not restrict all traffic"
        case .widePortRange: "Inbound rule opens a wide range of ports"
        case .allProtocols: "Inbound rule opens all protocols and ports"
        case .egressOpen: "Outbound rule lets everything out to all of the internet"
        case .managedInterfaceInbound:
            "Interface of a managed service carries inbound rules that it does not need"
        case .groupUnattached: "Security group is attached to nothing, and rules name it"
        case .groupUnreferenced: "Security group is attached to nothing and named by no rule"
        case .missingGroup: "Rule names a security group that is gone"
        case .aclUnattached: "Network ACL is on no subnet"
        case .groupRuleShadowed: "Other rules permit all that this rule permits"
        case .aclEntryShadowed: "Entry is never reached"
        case .aclEntryRedundant: "Without the entry every packet would have the same answer"
        case .aclDenyNeverApplies: "Deny never applies, since an allow stands before it"
        case .aclRepliesCannotLeave: "Network ACL allows connections in whose replies cannot leave"
        case .aclRepliesCannotEnter: "Network ACL allows connections out whose replies cannot come in"
        case .vpcWithoutFlowLog: "No flow log records all traffic of the VPC"
        case .interfaceWithoutFlowLog: "No flow log records the interface"
        case .groupChangesUnwatched: "No metric filter with an alarm watches changes of security groups"
        case .groupRuleUnused: "No flow used the rule"
        case .groupRulePartlyUnused: "Flows used only part of the rule"
        case .groupRuleRedundant: "Every flow of the rule was permitted by another rule too"
        case .groupRuleUnseen: "Flow logs never show the rule's traffic"
        case .aclEntryUnused: "The entry decided no flow"
        case .aclEntryPartlyUnused: "Flows used only part of the entry"
        case .aclEntryOrder: "In another order the entries would decide most traffic sooner"
        }
    }

    /// Why it matters, and what is usually done about it.
    package var help: String {
        switch self {
        case .groupAdminPortIPv4, .groupAdminPortIPv6, .aclAdminPort:
            "Ports of remote administration (SSH 22, RDP 3389) are what scanners try first. Name the addresses that "
                + "administer, or use a session service that needs no opening."
        case .groupDataPort:
            "Databases, caches and file shares are for the tiers before them. Name those tiers' groups as source."
        case .databasePublic:
            "A database with a public address is one rule away from everyone. Make it private, or narrow its groups."
        case .defaultGroupOpen:
            "What is launched without a group gets the default one. Take its rules away and give each tier a group of "
                + "its own."
        case .widePortRange, .allProtocols:
            "What listens there tomorrow is open today. Name the ports that serve."
        case .egressOpen:
            "What breaks in can call out. Name what a tier needs to reach."
        case .managedInterfaceInbound:
            "Nothing connects to such an interface, so that the rules permit nothing useful. Give it a group without "
                + "inbound rules."
        case .groupUnattached, .groupUnreferenced:
            "Groups that nothing carries hide those that matter, and are attached again by mistake. Delete them."
        case .missingGroup:
            "The rule permits nobody, and its group id may tell where something was deleted. Delete the rule."
        case .aclUnattached:
            "It decides nothing until it is associated, by mistake or in haste. Delete it."
        case .groupRuleShadowed, .aclEntryShadowed, .aclEntryRedundant:
            "What changes nothing makes rules harder to review, and counts against quotas. Delete it."
        case .aclDenyNeverApplies:
            "Entries are asked in number order, and the first that matches decides. Give the deny a lower number."
        case .aclRepliesCannotLeave, .aclRepliesCannotEnter:
            "Network ACLs are stateless: replies go to the ephemeral port of whoever connected, and need an entry of "
                + "their own."
        case .vpcWithoutFlowLog, .interfaceWithoutFlowLog:
            "Without flow logs nothing shows what rules let through. Create one for the VPC."
        case .groupChangesUnwatched:
            "Rules that somebody changes unnoticed are in force unnoticed. Create the metric filter and an alarm."
        case .groupRuleUnused, .aclEntryUnused:
            "What nothing uses can go, as soon as the time covered is long enough to be sure."
        case .groupRulePartlyUnused, .aclEntryPartlyUnused:
            "What is open and unused serves attackers alone. Narrow the rule to what was used."
        case .aclEntryOrder:
            "Entries are asked in number order until one matches. Whoever reads them does the same: put first what "
                + "decides most."
        case .groupRuleRedundant:
            "By what flows show, the rule can go without a change. See which rules permit its flows too."
        case .groupRuleUnseen:
            "Traffic to the resolver, DHCP, instance metadata and time servers is never logged (nor filtered), so that "
                + "hits say nothing about the rule."
        }
    }
}
