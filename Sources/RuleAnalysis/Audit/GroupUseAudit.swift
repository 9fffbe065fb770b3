import NetworkPrimitives
import NetworkRules
import RuleMatching

/// Checks of whom security groups serve: what carries them, and whom their rules name.
struct GroupUseAudit {
    let context: AuditContext

    var findings: [AuditFinding] { unattached + rulesNamingMissingGroups + managedInterfaces }

    private var groups: [SecurityGroup] { context.ruleSet.securityGroups }

    /// Groups that nothing carries; the default ones, which cannot be deleted, are left out.
    private var unattached: [AuditFinding] {
        guard context.knowsInterfaces else { return [] }
        let referring = rulesByGroup
        return groups.filter { !$0.isDefault && !context.isAttached($0) }.map { group in
            let rules = referring[group.id] ?? []
            guard !rules.isEmpty else {
                return AuditFinding(
                    .groupUnreferenced, .low, context.resource(group),
                    reason:
                        "No interface of the rule set carries \(group.id), and no rule of another group names it.",
                    fix: "Delete the group.")
            }
            return AuditFinding(
                .groupUnattached, .low, context.resource(group), rules: rules,
                reason: "No interface of the rule set carries \(group.id), so that \(context.names(rules)) "
                    + "\(rules.count == 1 ? "permits" : "permit") nobody.",
                fix: "Delete the rules that name it, then the group; or attach it to what it was made for.")
        }
    }

    /// For each group, the rules of others that name it.
    private var rulesByGroup: [String: [NumberedRule]] {
        var rules: [String: [NumberedRule]] = [:]
        forEachRule { group, numbered, rule in
            if case .securityGroup(let id) = rule.peer, id != group.id {
                rules[id, default: []].append(numbered)
            }
        }
        return rules
    }

    private var rulesNamingMissingGroups: [AuditFinding] {
        var findings: [AuditFinding] = []
        forEachRule { group, numbered, rule in
            guard rule.isKnown, case .securityGroup(let id) = rule.peer, context.groupNumbers[id] == nil
            else {
                return
            }
            findings.append(
                AuditFinding(
                    .missingGroup, .low, context.resource(group), rules: [numbered],
                    reason:
                        "Rule \(context.name(numbered)) names \(id), which the rule set does not have: it is gone, "
                        + "or of another account or VPC that was not captured.",
                    fix: "Delete the rule if the group is gone; else capture the other account's groups too.")
            )
        }
        return findings
    }

    /// Groups with inbound rules on interfaces to which nothing connects, one finding a group.
    private var managedInterfaces: [AuditFinding] {
        groups.enumerated().compactMap { number, group in
            let managed = (context.carriers[group.id] ?? []).filter {
                context.ruleSet.interfaces[$0].isOutboundOnly
            }
            guard !group.ingress.isEmpty, let first = managed.first.map({ context.ruleSet.interfaces[$0] })
            else { return nil }
            let others = (context.carriers[group.id]?.count ?? 0) - managed.count
            return AuditFinding(
                .managedInterfaceInbound, .low, context.resource(group),
                rules: group.ingress.indices.map { .securityGroup(number, .ingress, rule: $0) },
                reason:
                    "\(WordList.count(managed.count, "interface")) of a managed service to which nothing connects "
                    + "(\(first.id), type \(first.type)\(managed.count > 1 ? ", …" : "")) \(managed.count == 1 ? "carries" : "carry") "
                    + "the group's \(WordList.count(group.ingress.count, "inbound rule")).",
                fix: others > 0
                    ? "Give the service a group of its own without inbound rules."
                    : "Take the inbound rules away.")
        }
    }

    private func forEachRule(_ body: (SecurityGroup, NumberedRule, SecurityGroupRule) -> Void) {
        for (number, group) in groups.enumerated() {
            for direction in TrafficDirection.allCases {
                for (place, rule) in group.rules(direction).enumerated() {
                    body(group, .securityGroup(number, direction, rule: place), rule)
                }
            }
        }
    }
}
