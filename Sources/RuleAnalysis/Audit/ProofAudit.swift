import NetworkRules
import RuleMatching

/// What rules alone prove to be needless.
struct ProofAudit {
    let context: AuditContext

    var findings: [AuditFinding] {
        ShadowedGroupRules.find(in: context.ruleSet, context.peers).compactMap(finding)
            + NeedlessACLEntries.find(in: context.ruleSet).compactMap(finding)
    }

    private func finding(_ shadowed: ShadowedGroupRule) -> AuditFinding? {
        guard case .securityGroup(let number, _, _) = shadowed.rule else { return nil }
        let group = context.ruleSet.securityGroups[number]
        let name = context.name(shadowed.rule)
        let proof =
            switch shadowed.basis {
            case .rules: ""
            case .attachments:
                ", as long as every interface that carries \(group.id) carries their groups too"
            case .members: ", as long as groups have the members that they have now"
            }
        let covering = context.names(shadowed.coveredBy)
        return AuditFinding(
            .groupRuleShadowed, shadowed.basis == .members ? .info : .low, context.resource(group),
            rules: [shadowed.rule],
            reason: shadowed.coveredBy.isEmpty
                ? "Rule \(name) matches no packet: no ICMP message has a code without a type."
                : "All that rule \(name) permits, \(covering) \(shadowed.coveredBy.count == 1 ? "permits" : "permit") "
                    + "too\(proof).",
            fix: shadowed.basis == .members
                ? "Keep it if the group's members may change; else delete it." : "Delete the rule.")
    }

    private func finding(_ needless: NeedlessACLEntry) -> AuditFinding? {
        guard case .networkACL(let number, let direction, let place) = needless.entry else { return nil }
        let acl = context.ruleSet.networkACLs[number]
        let entry = acl.entries(direction)[place]
        let (check, severity) = check(needless, entry.action)
        let others = context.names(needless.decidedBy)
        let verb = needless.decidedBy.count == 1 ? "decides" : "decide"
        let reason =
            switch needless.why {
            case .neverReached:
                "Before entry \(context.name(needless.entry)) is asked, \(others) \(verb) every packet that it is about"
                    + (needless.isContradicted
                        ? ", and \(entry.action == .deny ? "allow" : "deny") what it "
                            + "\(entry.action == .deny ? "denies" : "allows")." : ".")
            case .sameWithout:
                "Without entry \(context.name(needless.entry)), \(others) \(verb) its packets in the same way."
            }
        return AuditFinding(
            check, severity, AuditResource(.networkACL, acl.id), rules: [needless.entry], reason: reason,
            fix: needless.isContradicted
                ? "Give it a lower number than \(others), or delete it." : "Delete the entry.")
    }

    private func check(
        _ needless: NeedlessACLEntry, _ action: NetworkACLEntry.Action
    ) -> (AuditCheck, AuditSeverity) {
        switch (needless.why, needless.isContradicted, action) {
        case (.sameWithout, _, _): (.aclEntryRedundant, .info)
        case (.neverReached, true, .deny): (.aclDenyNeverApplies, .medium)
        case (.neverReached, _, _): (.aclEntryShadowed, .low)
        }
    }
}
