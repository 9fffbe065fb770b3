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
    /// Inputs that the run was interrupted before the end of, and how many there are in all.
    package let inputsCutShort: Int
    private let inputCount: Int
    private let repeatedInputs: Int
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
        inputsCutShort = result?.inputsCutShort ?? 0
        inputCount = result?.inputs.count ?? 0
        repeatedInputs = result?.repeated.count ?? 0
        self.warnings = warnings
    }

    var isPartial: Bool { !failures.isEmpty || inputsCutShort > 0 }

    /// Says which logs were read and what they cover, or without any what they would be good for.
    func appendLogs(to layout: inout TextLayout, otherwise advice: String) {
        guard let coverage else {
            layout.entry("logs", "none: \(advice)")
            return
        }
        layout.entry("logs", logs.joined(separator: " "))
        layout.entry("", coverage.text)
        if let doubts = coverage.doubts { layout.entry("", "what may be missing: \(doubts)") }
        if repeatedInputs > 0 {
            layout.entry(
                "",
                "\(QuantityText.count(repeatedInputs, "input")) with the very bytes of others: their records count twice"
            )
        }
        if inputsCutShort > 0 {
            layout.entry(
                "PARTIAL", "interrupted: \(inputsCutShort) of \(inputCount) inputs were not read to the end")
        }
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
