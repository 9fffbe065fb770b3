import FlowEvaluation
import RuleAnalysis

/// The report of an evaluation as one page that needs nothing else: no network, no other file.
///
/// What a network's owners and strangers may have written (names, descriptions, lines) is text there, whatever it holds.
package struct HTMLReport {
    /// Rows of a table; what is left out is said, and in the JSON report.
    static let maximumRows = 1000

    let input: ReportInput
    /// The flows that were let through, where they were summed.
    let logs: FlowEvidence?
    /// What an audit found, where one was made.
    let audit: AuditReport?
    private let version: String

    /// - Parameters:
    ///   - logs: of an evaluation that summed the flows that rules let through; without it there is no map of who talks
    ///     to whom.
    ///   - version: `flowverdict`'s.
    package init(_ input: ReportInput, logs: FlowEvidence?, audit: AuditReport? = nil, version: String) {
        self.input = input
        self.logs = logs
        self.audit = audit
        self.version = version
    }

    package var text: String {
        var content: [String: Any] = [
            "version": version, "rules": input.rulesPath, "facts": facts,
            "sections": sections.map(\.content),
        ]
        content["partial"] = input.result.isPartial ? ["notes": partialNotes] as Any : false
        return HTMLPage.text(content)
    }

    private var sections: [HTMLSection] {
        [verdicts, anomalies, blocked, traffic, rules, findings, quality].compactMap(\.self)
    }

    private var facts: [[String: String]] {
        let result = input.result
        let counts = input.compiled.currentCounts
        let span = result.tally.span
        let facts = [
            ("Rules", input.rulesPath),
            (
                "In it",
                "\(QuantityText.count(counts.securityGroups, "security group")), "
                    + "\(QuantityText.count(counts.networkACLs, "network ACL")), "
                    + QuantityText.count(counts.interfaces, "interface")
            ),
            ("Logs", input.logs.prefix(TextReport.maximumNotes).joined(separator: " ")),
            (
                "Read",
                "\(QuantityText.count(result.inputs.count, "file")), \(QuantityText.count(result.lines.records, "record")), "
                    + "\(QuantityText.size(result.decompressedBytes)) of text"
            ),
            (
                "Time covered",
                span.isEmpty
                    ? "none"
                    : "\(UTCTime.text(span.first)) to \(UTCTime.text(span.last)) (\(QuantityText.duration(input.spanSeconds)))"
            ),
            ("Anomalous", QuantityText.count(result.tally.sums(.anomalous).records, "record")),
        ]
        return facts.map { ["name": $0.0, "value": $0.1] }
    }

    private var partialNotes: [String] {
        let result = input.result
        var notes = [input.interruption].compactMap(\.self)
        if let failure = result.outputFailure {
            notes.append("Verdict records could not be written: \(failure.systemText).")
        }
        notes += result.failures.prefix(Self.maximumRows).map {
            "\(input.inputName($0.input)): \($0.failure.message)"
        }
        return notes
    }
}

/// A part of the page with a heading of its own.
struct HTMLSection {
    let id: String
    let title: String
    var paragraphs: [String] = []
    var list: [String] = []
    var timeline: HTMLTimeline?
    var maps: [HTMLTrafficMap] = []
    var tables: [HTMLTable] = []

    /// What `page.mustache` names.
    var content: [String: Any] {
        [
            "id": id, "title": title, "paragraphs": paragraphs,
            "list": list.isEmpty ? false : ["items": list] as Any,
            "timeline": timeline?.content ?? false, "maps": maps.compactMap(\.content),
            "tables": tables.map(\.content),
        ]
    }
}
