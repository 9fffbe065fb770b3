import NetworkPrimitives
import NetworkRules
import RuleAnalysis

extension SuggestionReport {
    package func text(width: Int = ReportWidth.standard) -> String {
        var layout = TextLayout(width: width)
        layout.paragraph("FlowVerdict: least-privilege rules from the flows seen")
        appendInputs(to: &layout)
        appendProof(to: &layout)
        for group in suggestion.groups { append(group, to: &layout) }
        appendUnseen(to: &layout)
        appendLeftOut(to: &layout)
        sources.appendWarnings(to: &layout)
        return layout.text
    }

    private func appendInputs(to layout: inout TextLayout) {
        layout.section("WHAT THEY ARE MADE FROM")
        layout.entry("rules", rulesPath)
        sources.appendLogs(to: &layout, otherwise: "nothing can be suggested without flows")
        let limits = suggestion.limits
        layout.entry(
            "limits",
            "\(limits.maximumRules) rules a group, direction and family; \(QuantityText.count(limits.slack)) unseen "
                + "addresses a rule to save others")
    }

    private func appendProof(to layout: inout TextLayout) {
        layout.section("PROOF")
        let flows = QuantityText.count(suggestion.flowCount, "flow")
        let refused = suggestion.refused.count
        layout.paragraph(
            refused == 0
                ? "Checked: the suggested rules permit each of the \(flows) that they were made from."
                : "NOT PROVED: the suggested rules refuse \(QuantityText.count(refused)) of the \(flows) that they were "
                    + "made from. Do not apply them.", indent: 2)
        if !suggestion.isComplete {
            layout.paragraph(
                "The logs have more flows than are told apart: rules may be missing. Choose less by --since and --until, "
                    + "or give more memory by --max-memory.",
                indent: 2)
        }
    }

    private func append(_ group: SuggestedRules.OfGroup, to layout: inout TextLayout) {
        let content = self.group(group)
        layout.section("\(content.id)\(content.name.isEmpty ? "" : " (\(content.name))")")
        for direction in TrafficDirection.allCases {
            let rules = group.rules(direction)
            let now = content.rules(direction).count
            guard now > 0 || !rules.isEmpty else { continue }
            layout.paragraph(
                "\(direction): \(QuantityText.count(rules.count, "rule")) instead of \(QuantityText.count(now)); "
                    + shrinkage(group, direction), indent: 2, hanging: 2)
            layout.rows(rules.map { row($0, direction) }, indent: 4)
        }
        if group.rulesBeyondLimit > 0 {
            layout.paragraph(
                "\(QuantityText.count(group.rulesBeyondLimit, "rule")) beyond the limit: to join more would permit what "
                    + "no rule of the group permits now.", indent: 2, hanging: 2)
        }
    }

    private func row(_ suggested: SuggestedRule, _ direction: TrafficDirection) -> [String] {
        let services = ServiceSet(suggested.rule.traffic).description
        let peer = "\(direction == .ingress ? "from" : "to") \(suggested.rule.peer)"
        let seen =
            suggested.isKept
            ? "kept: logs never show its traffic"
            : "\(QuantityText.count(suggested.records, "record")) of \(QuantityText.count(suggested.remotes, "address", "addresses"))"
        return [services, peer, seen]
    }

    private func appendUnseen(to layout: inout TextLayout) {
        guard !suggestion.unseenGroups.isEmpty else { return }
        layout.section("LEFT AS THEY ARE")
        layout.paragraph("No interface with a record in the logs carries these groups:", indent: 2)
        for number in suggestion.unseenGroups.prefix(TextReport.maximumNotes) {
            let group = suggestion.ruleSet.securityGroups[number]
            layout.paragraph("\(group.id)\(group.name.isEmpty ? "" : " (\(group.name))")", indent: 4)
        }
        let rest = suggestion.unseenGroups.count - TextReport.maximumNotes
        if rest > 0 {
            layout.paragraph(
                "... and \(QuantityText.count(rest)) more (the JSON report lists them)", indent: 4)
        }
    }

    private func appendLeftOut(to layout: inout TextLayout) {
        let reasons = suggestion.leftOut.sorted { $0.key.rawValue < $1.key.rawValue }
        let stray = suggestion.strayReplies.records
        guard !reasons.isEmpty || !anomalies.isEmpty || stray > 0 else { return }
        layout.section("NO RULES WERE MADE FROM")
        for (reason, sums) in reasons {
            layout.paragraph(
                "allowed-by-sg/\(reason.name): \(QuantityText.count(sums.records, "record"))", indent: 2,
                hanging: 2)
        }
        if stray > 0 {
            layout.paragraph(
                "replies to connections that no rule permits: \(QuantityText.count(stray, "record"))",
                indent: 2, hanging: 2)
        }
        for (verdict, sums) in anomalies {
            let certainty = verdict.certainty.map { ", \($0.name)" } ?? ""
            layout.paragraph(
                "anomalous/\(verdict.reason.name)\(certainty): \(QuantityText.count(sums.records, "record"))",
                indent: 2, hanging: 2)
        }
        for flow in anomalousFlows.prefix(TextReport.maximumNotes) {
            layout.paragraph(flow, indent: 4, hanging: 2)
        }
    }
}
