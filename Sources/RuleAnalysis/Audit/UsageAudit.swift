import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// What flows show of rules: those that nothing used, those used in part, those that others made needless.
struct UsageAudit {
    let context: AuditContext
    let logs: FlowEvidence
    private let coverage: LogCoverage
    private let unseen: UnseenTraffic
    /// Rules that proofs found needless: hits say nothing more of them.
    private let needless: Set<NumberedRule>
    private let used: UsedTraffic

    init(_ context: AuditContext, _ logs: FlowEvidence, provedNeedless: Set<NumberedRule>) {
        self.context = context
        self.logs = logs
        coverage = LogCoverage(logs.result)
        unseen = UnseenTraffic(context.ruleSet)
        needless = provedNeedless
        used = UsedTraffic(logs)
    }

    var findings: [AuditFinding] {
        guard logs.result.judgedRecords > 0 else { return [] }
        return groupRules + aclEntries + aclOrders + silentInterfaces
    }

    private func hasRecords(_ interface: Int) -> Bool {
        logs.hasRecords(ofInterface: context.ruleSet.interfaces[interface].id)
    }

    // MARK: - Groups

    private var groupRules: [AuditFinding] {
        context.ruleSet.securityGroups.enumerated().flatMap { number, group -> [AuditFinding] in
            // What nothing carries is a finding of its own.
            guard context.isAttached(group) || !context.knowsInterfaces else { return [] }
            let carriers = context.carriers[group.id] ?? []
            let logged = carriers.count { hasRecords($0) }
            return TrafficDirection.allCases.flatMap { direction in
                group.rules(direction).enumerated().compactMap { place, rule in
                    let numbered = NumberedRule.securityGroup(number, direction, rule: place)
                    guard rule.isKnown, !needless.contains(numbered) else { return nil }
                    let usage = logs.usage(of: numbered)
                    if usage.isUnused { return unused(numbered, rule, group, carriers.count, logged) }
                    return usage.soleHits.records == 0
                        ? redundant(numbered, group, usage) : partlyUnused(numbered, rule, group)
                }
            }
        }
    }

    private func unused(
        _ numbered: NumberedRule, _ rule: SecurityGroupRule, _ group: SecurityGroup, _ carriers: Int,
        _ logged: Int
    ) -> AuditFinding {
        let name = context.name(numbered)
        if let traffic = unseen.reason(rule, context.peers[rule.peer].addresses) {
            return AuditFinding(
                .groupRuleUnseen, .info, context.resource(group), rules: [numbered],
                reason: "Whether anything uses rule \(name) cannot be seen: flow logs never show \(traffic).",
                fix: "Ask those who run what carries the group.")
        }
        let interfaces =
            logged == carriers
            ? ""
            : "; \(carriers - logged) of the \(WordList.count(carriers, "interface")) that carry the group have no record"
        return AuditFinding(
            .groupRuleUnused, logged == 0 ? .info : .low, context.resource(group), rules: [numbered],
            reason: "No flow \(coverage.text) used rule \(name)\(interfaces)\(doubts).",
            fix: logged == 0
                ? "Turn flow logs on for what carries the group before anything is concluded."
                : "Delete the rule when the time covered is long enough to be sure.")
    }

    private func redundant(
        _ numbered: NumberedRule, _ group: SecurityGroup, _ usage: RuleUsage
    ) -> AuditFinding {
        let records = usage.hits.records
        return AuditFinding(
            .groupRuleRedundant, .info, context.resource(group), rules: [numbered],
            reason: "\(records == 1 ? "The one record" : "All \(records) records") that rule "
                + "\(context.name(numbered)) permits \(coverage.text) another rule of the same interfaces permits too"
                + "\(doubts).",
            fix: "Compare it with the rules beside it: one of them can be narrowed or deleted.")
    }

    /// Parts of a rule that nothing used: protocols, ports, blocks of the far side.
    private func partlyUnused(
        _ numbered: NumberedRule, _ rule: SecurityGroupRule, _ group: SecurityGroup
    ) -> AuditFinding? {
        guard let used = used[numbered], logs.result.aggregates.isComplete else { return nil }
        let parts = UnusedParts(used, of: rule.traffic, from: rule.peer, context.ruleSet).texts
        guard !parts.isEmpty else { return nil }
        return AuditFinding(
            .groupRulePartlyUnused, .info, context.resource(group), rules: [numbered],
            reason:
                "Of rule \(context.name(numbered)) flows \(coverage.text) used \(parts.joined(separator: "; "))"
                + "\(doubts).",
            fix: "Narrow the rule to what was used, when the time covered is long enough to be sure.")
    }

    private var doubts: String { coverage.doubts.map { " (but \($0))" } ?? "" }

    // MARK: - ACLs

    private var aclEntries: [AuditFinding] {
        let associations = ACLAssociations(context.ruleSet)
        let withRecords = Set(
            context.ruleSet.interfaces.filter { logs.hasRecords(ofInterface: $0.id) }
                .compactMap { associations.networkACL(of: $0, subnet: nil) })
        return context.ruleSet.networkACLs.enumerated().flatMap { number, acl -> [AuditFinding] in
            guard withRecords.contains(number) else { return [] }
            return TrafficDirection.allCases.flatMap { direction in
                acl.entries(direction).enumerated().compactMap { place, entry in
                    let numbered = NumberedRule.networkACL(number, direction, entry: place)
                    guard !needless.contains(numbered), entry.isKnown else { return nil }
                    return logs.usage(of: numbered).isUnused
                        ? unused(numbered, entry, acl) : partlyUnused(numbered, entry, acl)
                }
            }
        }
    }

    private func unused(_ numbered: NumberedRule, _ entry: NetworkACLEntry, _ acl: NetworkACL) -> AuditFinding
    {
        AuditFinding(
            .aclEntryUnused, .info, AuditResource(.networkACL, acl.id), rules: [numbered],
            reason: "Entry \(context.name(numbered)) decided no flow \(coverage.text)\(doubts).",
            fix: entry.action == .deny
                ? "Keep it if it stops what must not come back; else delete it."
                : "Delete it when the time covered is long enough to be sure.")
    }

    /// Parts of an allow that nothing used. A deny is not there to be used.
    private func partlyUnused(
        _ numbered: NumberedRule, _ entry: NetworkACLEntry, _ acl: NetworkACL
    ) -> AuditFinding? {
        // Nothing is said where the entry decided more than is known in full: replies, and what groups refused.
        guard entry.action == .allow, let used = used[numbered], logs.result.aggregates.isComplete,
            used.records == logs.usage(of: numbered).hits.records
        else { return nil }
        let parts = UnusedParts(used, of: entry.traffic, from: .cidr(entry.block), context.ruleSet).texts
        guard !parts.isEmpty else { return nil }
        return AuditFinding(
            .aclEntryPartlyUnused, .info, AuditResource(.networkACL, acl.id), rules: [numbered],
            reason:
                "Of entry \(context.name(numbered)) flows \(coverage.text) used \(parts.joined(separator: "; "))"
                + "\(doubts).",
            fix: "Narrow the entry to what was used, when the time covered is long enough to be sure.")
    }

    /// Entries that a record is asked of on average: a better order is told where it saves as many as that.
    private static let savedEntries = 1.0

    private var aclOrders: [AuditFinding] {
        ACLWalk.all(context.ruleSet, logs).compactMap { walk in
            guard walk.now - walk.best >= Self.savedEntries else { return nil }
            func text(_ entries: Double) -> String { "\((entries * 10).rounded() / 10)" }
            let moved = walk.places.enumerated().filter { $0.offset != $0.element }.map(\.element).sorted()
            return AuditFinding(
                .aclEntryOrder, .info, AuditResource(.networkACL, walk.networkACL),
                rules: moved.map { .networkACL(walk.acl, walk.direction, entry: $0) },
                reason:
                    "\(walk.direction == .ingress ? "Inbound" : "Outbound") entries of \(walk.networkACL) were asked "
                    + "\(text(walk.now)) at a time \(coverage.text); in another order \(text(walk.best)) would decide "
                    + "the same\(doubts).",
                fix:
                    "Number the entries in the order \(walk.order.map(String.init).joined(separator: ", ")): every packet "
                    + "keeps its answer.")
        }
    }

    // MARK: - Interfaces

    private var silentInterfaces: [AuditFinding] {
        context.ruleSet.interfaces.enumerated().compactMap { number, interface in
            guard !hasRecords(number) else { return nil }
            return AuditFinding(
                .interfaceWithoutFlowLog, .info, AuditResource(.interface, interface.id),
                reason: "The logs have no record of \(interface.id) \(coverage.text)\(doubts).",
                fix: "Check that a flow log covers it, and that its files are among those given.")
        }
    }
}
