import Foundation
import Testing

/// The documented exit codes, each with a message that says what to do.
@Suite struct ExitCodeTests {
    private static let rules = fixture("conformance/rules")
    private static let log = fixture("conformance/flows.log")

    private func evaluate(_ arguments: String..., input: String = "") throws -> CommandLineRun {
        try CommandLineRun(["evaluate", "--rules", Self.rules] + arguments, input: Data(input.utf8))
    }

    @Test func doneIsZero() throws {
        let run = try evaluate(Self.log)
        #expect(run.exitCode == 0)
        #expect(run.errors.isEmpty)
    }

    @Test(arguments: [
        ("anomalous", 1), ("anomalous/certain", 1), ("anomalous/rejected-despite-rules", 1),
        ("vpc-blocked/BPA", 1), ("vpc-blocked/EC", 0), ("sg-blocked/closed-connection,anomalous/likely", 1),
        ("not-evaluated/missing-field", 0), ("allowed-by-sg/rule", 1),
    ])
    func failOnFindsWhatItNames(verdicts: String, code: Int32) throws {
        #expect(try evaluate("--fail-on", verdicts, Self.log).exitCode == code)
    }

    @Test(arguments: [
        (["--no-such-option"], "no-such-option"), (["--threads", "0"], "--threads"),
        (["--only", "anomalous"], "--records"), (["--fail-on", "anomalus"], "anomalous"),
        (["--fail-on", "anomalous/certian"], "certain"), (["--format", "${version} ${version}"], "twice"),
        (["--format", ""], "format"), (["--output-format", "xml"], "xml"),
        (["--records", "same", "--output", "same"], "same"),
    ])
    func wrongOptionsAreUsage(options: [String], named: String) throws {
        let run = try CommandLineRun(["evaluate", "--rules", Self.rules] + options + [Self.log])
        #expect(run.exitCode == 64)
        #expect(run.errors.contains(named))
        #expect(run.output.isEmpty)
    }

    @Test func noRulesOrNoLogIsUsage() throws {
        #expect(try CommandLineRun(["evaluate", Self.log]).exitCode == 64)
        #expect(try CommandLineRun(["evaluate", "--rules", Self.rules]).exitCode == 64)
    }

    @Test func aBadRuleSetIsBadData() throws {
        let folder = try TemporaryFolder()
        let rules = try folder.write(
            "rules.json", #"{"Subnets": [{"SubnetId": "subnet-1", "CidrBlock": "10.0.0.0/33"}]}"#)
        let run = try CommandLineRun(["evaluate", "--rules", rules, Self.log])
        #expect(run.exitCode == 65)
        #expect(run.errors.contains("rules.json") && run.errors.contains("Subnets[0].CidrBlock"))
    }

    @Test func malformedLinesBeyondTheLimitAreBadData() throws {
        let text = try String(contentsOfFile: Self.log, encoding: .utf8) + "nonsense\nmore nonsense\n"
        #expect(try evaluate("--max-malformed", "2", "-", input: text).exitCode == 0)
        let run = try evaluate("--max-malformed", "1", "-", input: text)
        #expect(run.exitCode == 65)
        #expect(run.errors.contains("--max-malformed"))
        #expect(run.output.contains("57"))
    }

    @Test func missingInputsAreNoInput() throws {
        let folder = try TemporaryFolder()
        #expect(try evaluate(folder.path("none.log")).exitCode == 66)
        #expect(try evaluate(folder.url.path).exitCode == 66)
        #expect(try CommandLineRun(["evaluate", "--rules", folder.path("none"), Self.log]).exitCode == 66)
    }

    @Test(arguments: ["", "\n\n", "version account-id interface-id\n", "nonsense\n"])
    func noRecordIsNoInputAndSaysSo(text: String) throws {
        let run = try evaluate("-", input: text)
        #expect(run.exitCode == 66)
        #expect(run.errors.contains("no flow record"))
    }

    @Test(arguments: ["/nonexistent-folder/out", "/dev/full"])
    func unwritableOutputsAreReported(path: String) throws {
        for option in ["--records", "--output"] {
            let run = try evaluate(option, path, Self.log)
            #expect(run.exitCode == 73, "\(option) \(path)")
            #expect(run.errors.contains(path))
        }
    }

    @Test(arguments: [
        ("archives/truncated.log.gz", "truncated.log.gz"), ("archives/checksum-mismatch.log.gz", "checksum"),
        ("archives/trailing-garbage.log.gz", "garbage"),
    ])
    func partlyReadArchivesAreReportedAndMarked(archive: String, named: String) throws {
        let run = try evaluate(fixture(archive))
        #expect(run.exitCode == 74)
        #expect(run.errors.lowercased().contains(named))
        #expect(run.output.uppercased().contains("PARTIAL"))
    }

    @Test func otherFormatsAreRefusedByName() throws {
        let folder = try TemporaryFolder()
        let json = try folder.write(
            "a.log", #"[{"srcaddr": "10.0.0.1", "dstaddr": "10.0.0.2"}]"#)
        let parquet = try folder.write("b.log", "PAR1 and more")
        for (path, name) in [(json, "JSON"), (parquet, "Parquet")] {
            let run = try evaluate(path)
            #expect(run.exitCode == 74)
            #expect(run.errors.contains(name))
        }
    }
}
