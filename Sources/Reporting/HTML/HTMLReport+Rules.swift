import FlowEvaluation
import RuleAnalysis
import RuleMatching

extension HTMLReport {
    /// The heaviest rules, and those that nothing needs.
    var rules: HTMLSection? {
        let states = RuleStates(input.compiled, input.result.tally)
        let tables = [RuleUsageSummary.Layer.securityGroups, .networkACLs].flatMap { layer -> [HTMLTable] in
            let summary = RuleUsageSummary(layer, input.compiled, input.result.tally)
            return [used(summary, layer, states), unused(layer, states)].compactMap(\.self)
        }
        return tables.isEmpty ? nil : HTMLSection(id: "rules", title: "Rules", tables: tables)
    }

    private static let ruleColumns: [HTMLTable.Column] = [
        .text("in"), .wide("rule"), .text("direction"), .text("does"), .text("type"), .text("far side"),
    ]

    private func used(
        _ summary: RuleUsageSummary, _ layer: RuleUsageSummary.Layer, _ states: RuleStates
    ) -> HTMLTable? {
        guard !summary.used.isEmpty else { return nil }
        let shown = summary.used.prefix(Self.maximumRows)
        return HTMLTable(
            id: layer == .securityGroups ? "group-rules-table" : "acl-rules-table",
            caption: layer == .securityGroups
                ? "Security-group rules by hits" : "Network ACL entries by hits",
            columns: Self.ruleColumns + [
                .number("records"), .number("sole"), .number("bytes"), .text("last seen"), .text("state"),
            ],
            rows: shown.map { index in
                let usage = summary.usage(of: index)
                return cells(index) + [
                    .count(usage.hits.records), .count(usage.soleHits.records), .size(usage.hits.bytes),
                    .time(usage.seen.isEmpty ? nil : usage.seen.last),
                    .text(states[index]?.rawValue ?? "implied"),
                ]
            }, missingCount: summary.used.count - shown.count)
    }

    /// The rules that are not simply used.
    private func unused(_ layer: RuleUsageSummary.Layer, _ states: RuleStates) -> HTMLTable? {
        let compiled = input.compiled
        let all = layer == .securityGroups ? compiled.securityGroupRules : compiled.networkACLRules
        let needless = all.compactMap { index -> (RuleIndex, RuleState)? in
            guard let state = states[index], state != .used else { return nil }
            return (index, state)
        }
        guard !needless.isEmpty else { return nil }
        let shown = needless.prefix(Self.maximumRows)
        return HTMLTable(
            id: layer == .securityGroups ? "unused-group-rules-table" : "unused-acl-rules-table",
            caption: layer == .securityGroups
                ? "Security-group rules that nothing used or needs"
                : "Network ACL entries that nothing used or needs",
            columns: Self.ruleColumns + [.text("state")],
            rows: shown.map { index, state in cells(index) + [.text(state.rawValue)] },
            missingCount: needless.count - shown.count)
    }

    private func cells(_ index: RuleIndex) -> [HTMLTable.Cell] {
        let rule = RuleDescription(index, input.compiled)
        let service =
            rule.portsText == "all" || rule.typeName.hasPrefix("All")
            ? rule.typeName : "\(rule.typeName) (\(rule.protocolText) \(rule.portsText))"
        return [
            .text(ownerName(rule)), .text(rule.name), .text(rule.direction.description),
            .text(rule.action == .allow ? "allow" : "deny"), .text(service), .text(rule.peerText),
        ]
    }

    /// The group's or ACL's id, with the group's name where it has one.
    private func ownerName(_ rule: RuleDescription) -> String {
        guard case .securityGroup(let group, _, _) = rule.rule else { return rule.ownerID }
        let name = input.compiled.ruleSet.securityGroups[group].name
        return name.isEmpty ? rule.ownerID : "\(rule.ownerID) (\(name))"
    }

    /// What an audit found.
    var findings: HTMLSection? {
        guard let audit else { return nil }
        let all = audit.audit.findings
        let shown = all.prefix(Self.maximumRows)
        guard !all.isEmpty else {
            return HTMLSection(id: "findings", title: "Audit", paragraphs: ["The audit found nothing."])
        }
        return HTMLSection(
            id: "findings", title: "Audit",
            tables: [
                HTMLTable(
                    id: "finding-table", caption: "Findings, the gravest first",
                    columns: [
                        .text("severity"), .text("check"), .text("where"), .wide("why"), .wide("fix"),
                        .text("accepted because"),
                    ],
                    rows: shown.map { finding in
                        let name = finding.resource.name
                        let evidence = audit.evidence(of: finding)
                        return [
                            HTMLTable.Cell(
                                text: finding.severity.name, sort: 4 - UInt64(finding.severity.rawValue),
                                mark: finding.severity.name),
                            .text(finding.check.id),
                            .text(name.isEmpty ? finding.resource.id : "\(finding.resource.id) (\(name))"),
                            HTMLTable.Cell(
                                text: finding.reason, lines: evidence.map { ["In the logs, \($0)."] } ?? []),
                            .text(finding.fix), .text(finding.suppression?.reason ?? ""),
                        ]
                    }, missingCount: all.count - shown.count)
            ])
    }
}
