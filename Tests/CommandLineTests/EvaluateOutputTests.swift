import Foundation
import Testing

/// What `evaluate` writes, where, and that it does not depend on the number of workers.
@Suite struct EvaluateOutputTests {
    private static let rules = fixture("conformance/rules")
    private static let log = fixture("conformance/flows.log")

    private func evaluate(_ arguments: [String], input: Data = Data()) throws -> CommandLineRun {
        try CommandLineRun(["evaluate", "--rules", Self.rules] + arguments, input: input)
    }

    @Test func recordsOnStandardOutputStandAlone() throws {
        let run = try evaluate(["--records", "-", Self.log])
        #expect(run.lines.count == 55)
        #expect(run.lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
        #expect(run.errors.contains("anomalous"), "the report goes to standard error")
    }

    @Test func severalOutputsComeOutOfOnePass() throws {
        let folder = try TemporaryFolder()
        let run = try evaluate([
            "--records", folder.path("records.csv"), "--records-format", "csv", "--output",
            folder.path("report.json"), "--output-format", "json", Self.log,
        ])
        #expect(run.exitCode == 0)
        #expect(run.output.isEmpty)
        #expect(
            try folder.read("records.csv").split(separator: "\r\n").count == 56
                || folder.read("records.csv").split(separator: "\n").count == 56)
        let report = try jsonObject(folder.read("report.json"))
        #expect(report["schema_version"] as? String == "1.4")
    }

    @Test(arguments: [
        ("anomalous", 9), ("anomalous/certain", 7), ("sg-blocked/no-rule,nacl-blocked", 10),
        ("vpc-blocked", 1), ("vpc-blocked/BPA", 1),
    ])
    func onlyChoosesWhatIsWritten(selection: String, count: Int) throws {
        let run = try evaluate(["--records", "-", "--only", selection, Self.log])
        #expect(run.exitCode == 0)
        let expected = try String(contentsOfFile: fixture("conformance/expected.ndjson"), encoding: .utf8)
            .split(separator: "\n").map { try jsonObject(String($0)) }
            .filter { record in
                selection.split(separator: ",").contains { part in
                    let words = part.split(separator: "/").map(String.init)
                    return words[0] == record["class"] as? String
                        && (words.count == 1 || words[1] == record["reason"] as? String
                            || words[1] == record["certainty"] as? String)
                }
            }
        #expect(run.lines.count == expected.count)
        #expect(run.lines.count == count)
    }

    @Test func standardInputIsReadLikeAFile() throws {
        let text = try Data(contentsOf: URL(filePath: Self.log))
        let fromFile = try evaluate(["--records", "-", Self.log])
        let fromInput = try evaluate(["--records", "-", "-"], input: text)
        let inserted = fromInput.output.replacingOccurrences(
            of: "\"file\":\"-\"", with: "\"file\":\"\(Self.log)\"")
        #expect(inserted == fromFile.output)
    }

    @Test func aFormatStandsForAMissingHeader() throws {
        let text = try String(contentsOfFile: Self.log, encoding: .utf8)
        let lines = text.split(separator: "\n")
        let format = lines[0].split(separator: " ").map { "${\($0)}" }.joined(separator: " ")
        let withoutHeader = Data(lines.dropFirst().joined(separator: "\n").utf8)
        let run = try evaluate(["--records", "-", "--format", format, "-"], input: withoutHeader)
        #expect(run.lines.count == 55)
        let withHeader = try evaluate(["--records", "-", "-"], input: Data(text.utf8))
        let verdicts = { (run: CommandLineRun) in
            try run.lines.map { try jsonObject($0) }.map { "\($0["class"] ?? "")/\($0["reason"] ?? "")" }
        }
        #expect(try verdicts(run) == verdicts(withHeader))
    }

    /// Reports of the same files by any number of workers, their one line or object of times apart.
    @Test(arguments: ["text", "json"])
    func reportsDoNotDependOnTheNumberOfWorkers(format: String) throws {
        let folder = try TemporaryFolder()
        let made = folder.path("made")
        let generation = try CommandLineRun([
            "generate", "--seed", "9", "--records", "30000", "--output", made,
        ])
        #expect(generation.exitCode == 0)
        var reports: [String] = []
        var records: [String] = []
        for threads in [1, 2, 4] {
            let report = folder.path("report-\(threads)")
            let run = try CommandLineRun([
                "evaluate", "--rules", made + "/rules", "--threads", "\(threads)", "--output-format", format,
                "--output", report, "--records", "-", made + "/logs",
            ])
            #expect(run.exitCode == 0, "\(run.errors)")
            reports.append(try Self.withoutTimes(folder.read("report-\(threads)"), format: format))
            records.append(run.output)
        }
        #expect(reports[0] == reports[1] && reports[1] == reports[2])
        #expect(records[0] == records[1] && records[1] == records[2])
        #expect(!reports[0].isEmpty && !records[0].isEmpty)
    }

    private static func withoutTimes(_ report: String, format: String) throws -> String {
        guard format == "json" else {
            let lines = report.split(separator: "\n", omittingEmptySubsequences: false)
            let kept = lines.filter { !$0.contains("records/s") }
            #expect(kept.count == lines.count - 1, "the times stand in one line")
            return kept.joined(separator: "\n")
        }
        var object = try jsonObject(report)
        #expect(object.removeValue(forKey: "run") != nil)
        let data = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
        return String(decoding: data, as: UTF8.self)
    }
}
