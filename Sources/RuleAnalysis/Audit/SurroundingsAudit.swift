import NetworkPrimitives
import NetworkRules
import RuleMatching

/// Checks that need to know more of an account than its rules.
struct SurroundingsAudit {
    let context: AuditContext

    var findings: [AuditFinding] { databases + flowLogs + changes }

    // MARK: - Databases

    private var databases: [AuditFinding] { (context.surroundings.databases ?? []).compactMap(finding) }

    private func finding(_ database: DatabaseInstance) -> AuditFinding? {
        let rules = rulesOpenToEveryone(database)
        guard database.isPubliclyAccessible || !rules.isEmpty else { return nil }
        let opening =
            rules.isEmpty
            ? "; its groups do not let everyone in"
            : "; \(context.names(rules)) let\(rules.count == 1 ? "s" : "") everyone in"
        return AuditFinding(
            .databasePublic,
            database.isPubliclyAccessible ? (rules.isEmpty ? .high : .critical) : .medium,
            AuditResource(.database, database.id), rules: rules,
            reason: database.isPubliclyAccessible
                ? "\(database.id)\(engine(database)) has a public address\(opening)."
                : "\(database.id)\(engine(database)) has no public address, but \(context.names(rules)) "
                    + "let\(rules.count == 1 ? "s" : "") everyone in as soon as it has.",
            fix: database.isPubliclyAccessible
                ? "Make it private, and name the groups of the tiers that use it as source."
                : "Name the groups of the tiers that use it as source.")
    }

    private func engine(_ database: DatabaseInstance) -> String {
        database.engine.isEmpty ? "" : " (\(database.engine))"
    }

    /// Rules of the database's groups that name everyone, and its port where that is known.
    private func rulesOpenToEveryone(_ database: DatabaseInstance) -> [NumberedRule] {
        let port = database.port.map { ServiceSet(.tcp, PortRange($0, $0)) } ?? ServiceSet(.tcp, .all)
        return database.groupIDs.compactMap { context.groupNumbers[$0] }.flatMap { group in
            AddressFamily.allCases.flatMap { family -> [NumberedRule] in
                let exposure = GroupExposure(group, .ingress, family, context.ruleSet, context.peers)
                guard !exposure.services.isDisjoint(with: port) else { return [] }
                return exposure.rules.filter { !$0.named.isDisjoint(with: port) }.map(\.rule)
            }
        }
    }

    // MARK: - Flow logs

    private var flowLogs: [AuditFinding] {
        guard let subscriptions = context.surroundings.flowLogs?.filter(\.isActive) else { return [] }
        var traffic: [String: Set<FlowLogSubscription.Traffic>] = [:]
        for subscription in subscriptions {
            traffic[subscription.resourceID, default: []].insert(subscription.traffic)
        }
        func isWatched(_ id: String?) -> Bool {
            id.flatMap { traffic[$0] }.map { $0.contains(.all) || $0.isSuperset(of: [.accepted, .rejected]) }
                ?? false
        }
        let vpcs = context.vpcIDs.filter { !isWatched($0) }.map { vpc in
            let some = traffic[vpc]?.first.map { "; there is one of \($0.rawValue) traffic alone" } ?? ""
            return AuditFinding(
                .vpcWithoutFlowLog, .medium, AuditResource(.vpc, vpc),
                reason: "No active flow log records all traffic of \(vpc)\(some).",
                fix: "Create a flow log of ALL traffic for the VPC.")
        }
        let interfaces = context.ruleSet.interfaces.filter {
            !isWatched($0.id) && !isWatched($0.subnetID) && !isWatched($0.vpcID)
        }.map { interface in
            AuditFinding(
                .interfaceWithoutFlowLog, .low, AuditResource(.interface, interface.id),
                reason:
                    "No active flow log of \(interface.id), its subnet or its VPC records all its traffic.",
                fix: "Create a flow log of ALL traffic for \(interface.vpcID ?? "its VPC").")
        }
        return vpcs + interfaces
    }

    // MARK: - Changes of groups

    /// The events that change security groups.
    ///
    /// *Source: CIS Amazon Web Services Foundations Benchmark 1.5.0, control 4.10.*
    private static let events = [
        "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupIngress",
        "RevokeSecurityGroupEgress", "CreateSecurityGroup", "DeleteSecurityGroup",
    ]

    private var changes: [AuditFinding] {
        guard let filters = context.surroundings.metricFilters, let alarms = context.surroundings.alarms
        else {
            return []
        }
        let watching = filters.filter { filter in Self.events.allSatisfy { filter.pattern.contains($0) } }
        let metrics = Set(watching.flatMap(\.metrics))
        if alarms.contains(where: { $0.hasActions && metrics.contains($0.metric) }) { return [] }
        return [
            AuditFinding(
                .groupChangesUnwatched, .medium, AuditResource(.account, "account"),
                reason: watching.isEmpty
                    ? "No metric filter counts all events that change security groups (\(WordList.text(Self.events)))."
                    : "No alarm with an action is on the metric of \(WordList.text(watching.map(\.name))), which "
                        + "counts changes of security groups.",
                fix: watching.isEmpty
                    ? "Create a metric filter of those events on CloudTrail's log group, and an alarm on its metric."
                    : "Create an alarm with an action on that metric.")
        ]
    }
}

extension AuditContext {
    /// The VPCs of the rule set, be they described or only named by groups.
    var vpcIDs: [String] {
        let described = ruleSet.vpcs.map(\.id)
        return described.isEmpty ? Set(ruleSet.securityGroups.compactMap(\.vpcID)).sorted() : described
    }
}
