import NetworkRules
import RuleAnalysis

extension AuditReport {
    /// Findings of one severity that are listed.
    private static let maximumFindings = 100

    package func text(width: Int = ReportWidth.standard) -> String {
        var layout = TextLayout(width: width)
        layout.paragraph("FlowVerdict: audit of security groups and network ACLs")
        appendInputs(to: &layout)
        appendControls(to: &layout)
        appendFindings(to: &layout)
        appendSuppressions(to: &layout)
        sources.appendWarnings(to: &layout)
        return layout.text
    }

    private func appendInputs(to layout: inout TextLayout) {
        let rules = audit.ruleSet
        layout.section("WHAT WAS AUDITED")
        layout.entry("rules", rulesPath)
        let groupRules = rules.securityGroups.reduce(0) { $0 + $1.ingress.count + $1.egress.count }
        let entries = rules.networkACLs.reduce(0) { $0 + $1.ingress.count + $1.egress.count }
        layout.entry(
            "",
            "\(QuantityText.count(rules.securityGroups.count, "security group")) with "
                + "\(QuantityText.count(groupRules, "rule")), "
                + "\(QuantityText.count(rules.networkACLs.count, "network ACL")) with "
                + "\(QuantityText.count(entries, "entry", "entries")), "
                + "\(QuantityText.count(rules.interfaces.count, "interface"))")
        sources.appendLogs(
            to: &layout, otherwise: "give some to see what uses the openings, and which rules nothing uses")
    }

    private func appendControls(to layout: inout TextLayout) {
        for benchmark in Benchmark.allCases {
            let outcomes = audit.controls.filter { $0.control.benchmark == benchmark }
            guard !outcomes.isEmpty else { continue }
            layout.section("CONTROLS: \(benchmark.title)")
            for outcome in outcomes {
                let control = outcome.control
                let name = benchmark == .practice ? control.title : "\(control.id): \(control.title)"
                layout.paragraph("\(Self.mark(outcome)) \(name)\(Self.note(outcome))", indent: 2, hanging: 8)
            }
        }
    }

    private static func mark(_ outcome: ControlOutcome) -> String {
        switch outcome.status {
        case .passed: "passed "
        case .failed: "FAILED "
        case .notEvaluated: "unknown"
        }
    }

    private static func note(_ outcome: ControlOutcome) -> String {
        if outcome.status == .failed { return " (\(QuantityText.count(outcome.findingCount, "finding")))" }
        return outcome.missing.map { " (\(outcome.status == .passed ? "in part; " : "")\($0))" } ?? ""
    }

    private func appendFindings(to layout: inout TextLayout) {
        let findings = audit.findings.filter { $0.suppression == nil }
        guard !findings.isEmpty else {
            layout.section("NO FINDINGS")
            return
        }
        for severity in AuditSeverity.allCases.reversed() {
            let found = findings.filter { $0.severity == severity }
            guard !found.isEmpty else { continue }
            layout.section("\(severity.name.uppercased()): \(QuantityText.count(found.count, "finding"))")
            for finding in found.prefix(Self.maximumFindings) { append(finding, to: &layout) }
            if found.count > Self.maximumFindings {
                let rest = QuantityText.count(found.count - Self.maximumFindings)
                layout.paragraph("... and \(rest) more (the JSON report lists them)", indent: 2)
            }
        }
    }

    private func append(_ finding: AuditFinding, to layout: inout TextLayout) {
        layout.blank()
        let name = finding.resource.name.isEmpty ? "" : " (\(finding.resource.name))"
        layout.paragraph("\(finding.check.id) \(finding.resource.id)\(name)", indent: 2, hanging: 2)
        layout.paragraph(finding.reason, indent: 4)
        if let evidence = evidence(of: finding) {
            layout.paragraph("Logs: \(evidence).", indent: 4, hanging: 6)
        }
        layout.paragraph("Fix: \(finding.fix)", indent: 4, hanging: 5)
        let controls = controls(of: finding)
        if !controls.isEmpty {
            layout.paragraph("Fails: \(controls.joined(separator: "; "))", indent: 4, hanging: 7)
        }
    }

    private func appendSuppressions(to layout: inout TextLayout) {
        guard suppressedCount + audit.expiredSuppressions.count + audit.unusedSuppressions.count > 0 else {
            return
        }
        layout.section("SUPPRESSED: \(QuantityText.count(suppressedCount, "finding"))")
        for finding in audit.findings {
            guard let suppression = finding.suppression else { continue }
            let until = suppression.expiry.map { ", until \(UTCTime.text($0))" } ?? ""
            layout.paragraph(
                "\(finding.check.id) \(finding.resource.id): \(suppression.reason)\(until)", indent: 2,
                hanging: 2)
        }
        for suppression in audit.expiredSuppressions {
            layout.paragraph(
                "EXPIRED, line \(suppression.line): \(suppression.check.id) of \(suppression.resource ?? "any"); look at it "
                    + "again, and give it another date or delete it", indent: 2, hanging: 2)
        }
        for suppression in audit.unusedSuppressions {
            layout.paragraph(
                "fits no finding, line \(suppression.line): \(suppression.check.id) of \(suppression.resource ?? "any")"
                    + unknownResource(suppression), indent: 2, hanging: 2)
        }
    }

    /// That the rule set lacks what a suppression names, and what was probably meant.
    private func unknownResource(_ suppression: Suppression) -> String {
        let rules = audit.ruleSet
        let ids =
            rules.securityGroups.map(\.id) + rules.networkACLs.map(\.id) + rules.interfaces.map(\.id)
            + rules.vpcs.map(\.id) + audit.findings.map(\.resource.id)
        guard let resource = suppression.resource, !ids.contains(resource) else { return "" }
        // Ids differ in any letter: what is near is a slip of one or two.
        return ", which is not in the rule set" + NearestWord.hint(ids, to: resource, within: 2, behind: ":")
    }
}
