import FlowEvaluation
import RuleAnalysis

/// What a report about rules is made from beside the rules: logs and how far they were read, and what loading the rules had
/// to say.
package struct ReportSources: Sendable {
    /// The log arguments as they were given.
    package let logs: [String]
    /// What the logs cover; nil without any.
    package let coverage: LogCoverage?
    /// Inputs that could not be read to their end, with what was wrong.
    package let failures: [(file: String, message: String)]
    /// What loading rule sets had to say, one sentence each.
    package let warnings: [String]

    /// - Parameter result: of judging the logs; nil without any.
    package init(logs: [String], _ result: EvaluationResult?, warnings: [String]) {
        self.logs = logs
        coverage = result.map { LogCoverage($0) }
        failures =
            result.map { result in
                result.failures.map { (result.inputs[$0.input].displayName, $0.failure.message) }
            } ?? []
        self.warnings = warnings
    }

    var isPartial: Bool { !failures.isEmpty }

    /// Says which logs were read and what they cover, or without any what they would be good for.
    func appendLogs(to layout: inout TextLayout, otherwise advice: String) {
        guard let coverage else {
            layout.entry("logs", "none: \(advice)")
            return
        }
        layout.entry("logs", logs.joined(separator: " "))
        layout.entry("", coverage.text)
        if let doubts = coverage.doubts { layout.entry("", "what may be missing: \(doubts)") }
        for (file, message) in failures.prefix(TextReport.maximumNotes) {
            layout.entry("PARTIAL", "\(file): \(message)")
        }
    }

    func appendWarnings(to layout: inout TextLayout, about what: String = "THE RULE SET") {
        guard !warnings.isEmpty else { return }
        layout.section("WARNINGS ABOUT \(what)")
        for warning in warnings.prefix(TextReport.maximumNotes) {
            layout.paragraph(warning, indent: 2, hanging: 2)
        }
    }
}
