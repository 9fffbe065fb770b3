import FlowEvaluation
import Foundation
import GzipInput
import NetworkRules
import Reporting

/// Evaluates inputs and returns what reports are made from, with a run of one and a half seconds.
func reportInput(
    _ inputs: [InputSource], ruleSet: RuleSet = SmallNetwork.ruleSet, warnings: [String] = [],
    threads: Int = 1, rulesPath: String = "rules", logs: [String] = ["logs"]
) throws -> ReportInput {
    let compiled = try SmallNetwork.compiled(ruleSet)
    let result = EvaluationPipeline(compiled, .init(inputs: inputs, threads: threads)).run()
    return ReportInput(
        result: result, compiled: compiled, ruleSetWarnings: warnings, elapsedSeconds: 1.5,
        threads: threads, rulesPath: rulesPath, logs: logs)
}

/// A log of every sort of line and of most verdicts that the small network can have.
enum SmallLog {
    /// The fixture's path from the package's root, so that its name in reports is the same everywhere.
    static let path = "Tests/Fixtures/reports/small.log"

    static let isAtHand = FileManager.default.fileExists(atPath: path)

    /// The fixture of a name, wherever tests are run.
    static func fixture(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/reports/\(name)")
            .standardizedFileURL
    }

    static func lines() throws -> [String] {
        try String(contentsOf: fixture("small.log"), encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false
        ).dropLast().map(String.init)
    }
}
