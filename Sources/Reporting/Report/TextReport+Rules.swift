import FlowEvaluation
import RuleAnalysis
import RuleMatching

extension TextReport {
    /// The rules of both layers by the records that they matched.
    func appendRules(to layout: inout TextLayout) {
        let states = RuleStates(input.compiled, result.tally)
        let groups = RuleUsageSummary(.securityGroups, input.compiled, result.tally)
        if groups.ruleCount > 0 {
            layout.section("SECURITY-GROUP RULES BY HITS")
            appendCounts(
                groups, states, .securityGroups,
                "sole: records that no other rule of the interface's groups permits", to: &layout)
            appendGroupRules(groups, to: &layout)
        }
        let acls = RuleUsageSummary(.networkACLs, input.compiled, result.tally)
        if acls.ruleCount > 0 || !acls.used.isEmpty {
            layout.section("NETWORK ACL RULES BY HITS")
            appendCounts(acls, states, .networkACLs, "*: the implied last deny", to: &layout)
            appendACLRules(acls, to: &layout)
        }
    }

    private func appendCounts(
        _ summary: RuleUsageSummary, _ states: RuleStates, _ layer: RuleUsageSummary.Layer, _ key: String,
        to layout: inout TextLayout
    ) {
        let unused = QuantityText.count(summary.unused.count)
        let others: [(RuleState, String)] = [
            (.cannotBeSeen, "cannot be seen in use"), (.redundant, "redundant"), (.shadowed, "shadowed"),
        ]
        let countOfState = states.counts(layer)
        let counts = others.compactMap { state, words in
            countOfState[state].map { "\(QuantityText.count($0)) \(words)" }
        }
        let rest = counts.isEmpty ? "" : "; \(counts.joined(separator: ", ")) (see flowverdict audit)"
        layout.paragraph(
            "\(unused) of \(QuantityText.count(summary.ruleCount, "rule")) unused\(rest).", indent: 2)
        guard !summary.used.isEmpty else { return }
        layout.paragraph("(\(key); times are UTC)", indent: 2)
        layout.blank()
    }

    private func appendGroupRules(_ summary: RuleUsageSummary, to layout: inout TextLayout) {
        guard !summary.used.isEmpty else { return }
        layout.table(
            [
                .text("group", 13), .text("dir", 3), .text("type", 15), .text("far side", 16),
                .number("records", 7), .number("sole", 7), .text("last seen", 11),
            ],
            summary.used.prefix(Self.maximumRules).map { index in
                let rule = summary.description(of: index)
                let usage = summary.usage(of: index)
                return [
                    rule.ownerID, rule.direction == .ingress ? "in" : "out", Self.typeText(rule),
                    rule.peerText,
                    QuantityText.count(usage.hits.records, within: 7),
                    QuantityText.count(usage.soleHits.records, within: 7), Self.lastSeen(usage),
                ]
            })
        appendRest(summary.used.count, shown: Self.maximumRules, of: " with hits", to: &layout)
    }

    private func appendACLRules(_ summary: RuleUsageSummary, to layout: inout TextLayout) {
        guard !summary.used.isEmpty else { return }
        layout.table(
            [
                .text("ACL", 13), .number("rule", 5), .text("dir", 3), .text("does", 5), .text("type", 13),
                .text("far side", 14), .number("records", 7), .text("last seen", 11),
            ],
            summary.used.prefix(Self.maximumRules).map { index in
                let rule = summary.description(of: index)
                let usage = summary.usage(of: index)
                return [
                    rule.ownerID, Self.numberText(rule), rule.direction == .ingress ? "in" : "out",
                    rule.action == .allow ? "allow" : "deny", Self.typeText(rule), rule.peerText,
                    QuantityText.count(usage.hits.records, within: 7), Self.lastSeen(usage),
                ]
            })
        appendRest(summary.used.count, shown: Self.maximumRules, of: " with hits", to: &layout)
    }

    private static func numberText(_ rule: RuleDescription) -> String {
        if case .networkACLDefault = rule.rule { "*" } else { rule.name }
    }

    /// The console's name; where that tells no ports, protocol and ports instead.
    private static func typeText(_ rule: RuleDescription) -> String {
        guard rule.typeName.hasPrefix("Custom") else { return rule.typeName }
        let name = rule.protocolText.uppercased()
        return rule.portsText == "all" ? "protocol \(name)" : "\(name) \(rule.portsText)"
    }

    private static func lastSeen(_ usage: RuleUsage) -> String {
        usage.seen.isEmpty ? "-" : UTCTime.shortText(usage.seen.last)
    }
}
