import FlowEvaluation
import NetworkRules
import RuleAnalysis
import RuleMatching

/// The report of an audit, as text for people, as JSON, or as SARIF for code-scanning tools.
package struct AuditReport: Sendable {
    package let audit: RuleAudit
    /// The rule set's path as it was given.
    package let rulesPath: String
    package let sources: ReportSources
    /// Where groups and network ACLs stand, by their ids.
    package let places: [String: RuleSetTextPlace]
    /// `flowverdict`'s version, for SARIF.
    package let version: String

    package init(
        _ audit: RuleAudit, rulesPath: String, _ sources: ReportSources, places: [String: RuleSetTextPlace],
        version: String
    ) {
        self.audit = audit
        self.rulesPath = rulesPath
        self.sources = sources
        self.places = places
        self.version = version
    }

    var suppressedCount: Int { audit.findings.count { $0.suppression != nil } }

    /// Ids of the controls that a finding fails.
    func controls(of finding: AuditFinding) -> [String] {
        audit.controls.map(\.control).filter { $0.asks(for: finding) && $0.benchmark != .practice }.map(\.id)
    }

    /// What logs say of a finding, as a sentence; nil where there are no logs or they say nothing.
    func evidence(of finding: AuditFinding) -> String? {
        guard let evidence = finding.evidence, let coverage = audit.coverage else { return nil }
        let noun = finding.opening != nil ? "it" : finding.rules.count == 1 ? "the rule" : "the rules"
        guard evidence.sums.records > 0 else { return "no flow in \(coverage.duration) used \(noun)" }
        let records = QuantityText.count(evidence.sums.records, "record")
        let remotes = evidence.remotes.map { " of \(QuantityText.count($0, "address", "addresses"))" } ?? ""
        let last = evidence.seen.isEmpty ? "" : ", the last at \(UTCTime.text(evidence.seen.last))"
        return "\(records)\(remotes) (\(QuantityText.size(evidence.sums.bytes))) used \(noun) in "
            + "\(coverage.duration)\(last)"
    }

    /// A text by which the finding is found again after other findings have come and gone.
    func fingerprint(of finding: AuditFinding) -> String {
        ([finding.check.id, finding.resource.id] + finding.rules.map { audit.name($0) }).joined(
            separator: "|")
    }
}
