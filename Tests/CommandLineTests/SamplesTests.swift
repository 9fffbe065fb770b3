import Foundation
import Testing

/// The sample network that `make demo` evaluates: its story is found, and its report is as written.
@Suite struct SamplesTests {
    private func evaluate(_ arguments: String...) throws -> CommandLineRun {
        try CommandLineRun(["evaluate", "--rules", "Samples/rules"] + arguments, directory: projectFolder)
    }

    /// `expected-classes.json` was worked out with the story, not taken from a report.
    @Test(arguments: ["default", "custom"])
    func everyClassHasTheRecordsThatTheStoryGivesIt(format: String) throws {
        let expected = try jsonObject(
            String(
                contentsOf: projectFolder.appending(path: "Samples/expected-classes.json"), encoding: .utf8))
        let ofFormat = try #require(expected[format] as? [String: Any])
        let counts = try #require(ofFormat["classes"] as? [String: Int])
        let run = try evaluate("--records", "-", "Samples/logs/" + format)
        #expect(run.exitCode == 0, "\(run.errors)")
        var found: [String: Int] = [:]
        for line in run.lines {
            let record = try jsonObject(line)
            let words = ["class", "reason", "certainty"].compactMap { record[$0] as? String }
            found[words.joined(separator: "/"), default: 0] += 1
        }
        #expect(found == counts)
    }

    @Test func theIntruderTheStoppedReplyAndTheScanAreFound() throws {
        let run = try evaluate("--records", "-", "Samples/logs/custom")
        let records = try run.lines.map { try jsonObject($0) }
        func count(_ matches: ([String: Any]) -> Bool) -> Int { records.count(where: matches) }
        let intruder = count {
            $0["class"] as? String == "anomalous" && $0["source"] as? String == "192.0.2.201"
                && $0["destination_port"] as? Int == 22 && $0["action"] as? String == "ACCEPT"
        }
        #expect(intruder == 6)
        let stoppedReplies = count {
            $0["class"] as? String == "nacl-blocked" && $0["direction"] as? String == "egress"
                && $0["source_port"] as? Int == 5432
        }
        #expect(stoppedReplies > 0)
        let scanned = Set(
            records.filter { ["sg-blocked", "nacl-blocked"].contains($0["class"] as? String ?? "") }
                .compactMap { $0["destination_port"] as? Int })
        #expect(scanned.count > 5, "a scan meets many ports")
    }

    /// `FLOWVERDICT_UPDATE_GOLDEN` writes the expected report anew.
    @Test func theDemonstrationsReportIsAsWritten() throws {
        let run = try evaluate("Samples/logs")
        #expect(run.exitCode == 0)
        let report = run.output.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("  Speed") }.joined(separator: "\n")
        let golden = URL(filePath: fixture("reports/samples.txt"))
        if ProcessInfo.processInfo.environment["FLOWVERDICT_UPDATE_GOLDEN"] != nil {
            try report.write(to: golden, atomically: true, encoding: .utf8)
        }
        #expect(report == (try String(contentsOf: golden, encoding: .utf8)))
    }
}
