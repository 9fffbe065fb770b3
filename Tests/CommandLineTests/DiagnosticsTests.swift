import Foundation
import Testing

/// What `--verbose` tells.
@Suite struct DiagnosticsTests {
    private static func run(_ arguments: [String]) throws -> CommandLineRun {
        try CommandLineRun(arguments, directory: projectFolder)
    }

    private static func lines(_ run: CommandLineRun, _ message: String) -> [String] {
        run.errors.split(separator: "\n").map(String.init).filter {
            $0.hasPrefix("flowverdict: debug: \(message) ")
        }
    }

    @Test func itTellsWhatIsReadAndHowLongItTakes() throws {
        let run = try Self.run(["evaluate", "--rules", "Samples/rules", "-v", "Samples/logs/default"])
        #expect(run.exitCode == 0)
        #expect(
            Self.lines(run, "rule set").contains { $0.hasSuffix("acls=4 groups=5 interfaces=7 snapshots=1") })
        #expect(Self.lines(run, "part of it").count == 7)
        let inputs = Self.lines(run, "input read")
        #expect(inputs.count == 12)
        #expect(inputs.allSatisfy { $0.contains(#"format="version 2""#) && $0.contains("malformed=0") })
        let records = inputs.compactMap { $0.firstMatch(of: /records=([0-9]+)/).flatMap { Int($0.1) } }
        #expect(records.reduce(0, +) == 1041)
        #expect(Self.lines(run, "inputs found").contains { $0.contains("count=12") })
        #expect(Self.lines(run, "inputs read").contains { $0.contains(/ms=[0-9]+/) })
        #expect(Self.lines(run, "resources").count == 1)
        #expect(run.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("flowverdict: debug: ") })
    }

    @Test func withoutItNothingIsTold() throws {
        let silent = try Self.run(["evaluate", "--rules", "Samples/rules", "Samples/logs"])
        #expect(silent.errors.isEmpty)
        let verbose = try Self.run(["evaluate", "--verbose", "--rules", "Samples/rules", "Samples/logs"])
        func withoutSpeed(_ run: CommandLineRun) -> [String] { run.lines.filter { !$0.hasPrefix("  Speed") } }
        #expect(withoutSpeed(verbose) == withoutSpeed(silent))
    }

    @Test func inputsThatFailAreToldWithTheCause() throws {
        let folder = try TemporaryFolder()
        let broken = try folder.write("broken.gz", bytes: [0x1F, 0x8B, 8, 0, 0])
        let run = try Self.run(["evaluate", "-v", "--rules", "Samples/rules", broken])
        #expect(run.exitCode == 74)
        #expect(Self.lines(run, "input read").contains { $0.contains("failure=") })
    }

    /// Names of others may hold what moves a terminal's cursor.
    @Test func namesCannotSteerATerminal() throws {
        let folder = try TemporaryFolder()
        let log = try folder.write(
            "a\u{1B}[2J b.log",
            "2 1 eni-1 192.0.2.1 10.0.0.1 50000 22 6 10 1000 1767225600 1767225660 ACCEPT OK\n")
        let run = try Self.run(["evaluate", "-v", "--rules", "Samples/rules", log])
        #expect(!run.errors.contains("\u{1B}"))
        #expect(Self.lines(run, "input read").contains { $0.contains(#"\u{1b}[2J b.log""#) })
    }

    @Test(arguments: ["audit", "suggest", "benchmark"])
    func everyVerbTells(verb: String) throws {
        let run = try Self.run([verb, "--verbose", "--rules", "Samples/rules", "Samples/logs"])
        #expect(run.exitCode == 0)
        #expect(Self.lines(run, "input read").count == 24)
        #expect(Self.lines(run, "rule set loaded").count == 1)
    }

    /// The lines of each input stand where the progress line would.
    @Test func onATerminalTheyReplaceTheProgressLine() throws {
        let run = try TerminalRun(
            "\(CommandLineRun.executable.path) evaluate -v --rules Samples/rules Samples/logs", columns: 200,
            directory: projectFolder)
        #expect(run.lines.filter { $0.hasPrefix("flowverdict: debug: input read") }.count == 24)
        #expect(!run.shown.contains("\u{1B}[K"))
    }
}
