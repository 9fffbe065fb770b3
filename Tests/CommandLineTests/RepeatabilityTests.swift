import Foundation
import Testing

/// The same command writes the same, whatever order the hash tables of a process have.
@Suite struct RepeatabilityTests {
    private static let rules = fixture("conformance/rules")
    private static let log = fixture("conformance/flows.log")

    /// Options by which each output is made, whose name stands in place of `FILE`.
    private static let commands: [[String]] = [
        ["evaluate", "--rules", rules, log, "--html", "FILE"],
        ["evaluate", "--rules", rules, log, "--metrics", "FILE"],
        ["evaluate", "--rules", rules, log, "--records", "FILE"],
        ["evaluate", "--rules", rules, log, "--records-format", "ocsf", "--records", "FILE"],
        ["audit", "--rules", rules, log, "--html", "FILE"],
        ["audit", "--rules", rules, log, "--output", "FILE"],
        ["audit", "--rules", rules, log, "--output-format", "json", "--output", "FILE"],
        ["audit", "--rules", rules, log, "--output-format", "sarif", "--output", "FILE"],
        ["suggest", "--rules", rules, log, "--output", "FILE"],
        ["suggest", "--rules", rules, log, "--output-format", "json", "--output", "FILE"],
        ["suggest", "--rules", rules, log, "--output-format", "terraform", "--output", "FILE"],
        ["suggest", "--rules", rules, log, "--output-format", "cloudformation", "--output", "FILE"],
        ["compare", rules, projectFolder.appending(path: "Samples/rules").path, log, "--output", "FILE"],
        [
            "compare", rules, projectFolder.appending(path: "Samples/rules").path, log, "--output-format",
            "json", "--output", "FILE",
        ],
        ["benchmark", "--rules", rules, "--equivalent", "FILE"],
    ]

    @Test(arguments: commands.indices)
    func everyOutputIsTheSameAgain(number: Int) throws {
        let folder = try TemporaryFolder()
        let file = folder.path("output")
        var first: [Substring]?
        for _ in 0..<4 {
            let run = try CommandLineRun(Self.commands[number].map { $0 == "FILE" ? file : $0 })
            #expect(run.exitCode == 0, "\(run.errors)")
            let lines = try folder.read("output").split(separator: "\n")
                // What the run took, and when OCSF's events were made.
                .filter {
                    !$0.contains(" s with ") && !$0.contains("seconds_total") && !$0.contains("elapsed")
                }
            if let first {
                let differences = zip(first, lines).filter { $0 != $1 }.map(\.1)
                #expect(first.count == lines.count && differences.prefix(2).isEmpty)
            }
            first = first ?? lines
        }
        #expect(first?.isEmpty == false)
    }
}
