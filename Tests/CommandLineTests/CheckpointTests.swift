import Foundation
import TestSupport
import Testing

/// `--checkpoint`: a run that was ended anywhere ends with the report of one that was not.
@Suite(.serialized) struct CheckpointTests {
    private static let rules = fixture("conformance/rules")

    /// More files than are read before the first checkpoint, no two the same.
    private static func makeArchive(_ folder: TemporaryFolder, count: Int = 300) throws -> String {
        let text = try String(contentsOfFile: fixture("conformance/flows.log"), encoding: .utf8)
        for number in 0..<count {
            let bytes = Array((text + String(repeating: "\n", count: number)).utf8)
            let name = String(format: "logs/%04d.log", number)
            if number % 50 == 7 {
                try folder.write(name + ".gz", bytes: GzipWriter.member(bytes).dropLast(12))
            } else {
                try folder.write(name, bytes: bytes)
            }
        }
        return folder.path("logs")
    }

    /// A report without what differs from run to run.
    private static func steady(_ report: String) -> [Substring] {
        report.split(separator: "\n").filter {
            !$0.contains("elapsed_seconds") && !$0.contains("_per_second")
        }
    }

    private static func expectSame(_ run: CommandLineRun, _ other: CommandLineRun) {
        // Two reports as a whole would fill the log of a test that fails.
        let differences = zip(steady(run.output), steady(other.output)).filter { $0 != $1 }
        #expect(differences.prefix(5).isEmpty)
        #expect(steady(run.output).count == steady(other.output).count)
    }

    private struct Run {
        let folder: TemporaryFolder
        let logs: String
        var verb = "evaluate"
        var more: [String] = []

        var arguments: [String] {
            [verb, "--rules", CheckpointTests.rules, "--output-format", "json", logs] + more
        }

        /// Starts the run with a checkpoint, and kills it as soon as the first one is kept.
        ///
        /// - Returns: false where it ended before.
        func killAtFirstCheckpoint() throws -> Bool {
            let process = try CommandLineRun.start(arguments + ["--checkpoint", folder.path("checkpoint")])
            let state = folder.path("checkpoint/state")
            while process.isRunning, !FileManager.default.fileExists(atPath: state) { usleep(200) }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            return FileManager.default.fileExists(atPath: state)
        }

        func goOn(_ others: String...) throws -> CommandLineRun {
            try CommandLineRun(arguments + ["--checkpoint", folder.path("checkpoint")] + others)
        }
    }

    @Test func aRunThatIsKilledEndsWithTheReportOfAnUnbrokenOne() throws {
        let folder = try TemporaryFolder()
        let logs = try Self.makeArchive(folder)
        let whole = try CommandLineRun(
            [
                "evaluate", "--rules", Self.rules, "--output-format", "json", logs, "--records",
                folder.path("whole.csv"), "--records-format", "csv",
            ])
        #expect(whole.exitCode == 74)
        var run = Run(folder: folder, logs: logs)
        run.more = ["--records", folder.path("verdicts.csv"), "--records-format", "csv"]
        #expect(try run.killAtFirstCheckpoint())
        #expect(!FileManager.default.fileExists(atPath: folder.path("verdicts.csv")))
        let second = try run.goOn()
        #expect(second.errors.contains("going on from the checkpoint"))
        #expect(second.exitCode == 74)
        Self.expectSame(second, whole)
        #expect(try folder.read("verdicts.csv") == folder.read("whole.csv"))
        // Nothing stays behind.
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
                == ["logs", "verdicts.csv", "whole.csv"])
    }

    @Test(arguments: 0..<3 as Range<UInt64>)
    func killedAtRandomPointsAgainAndAgain(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let logs = try Self.makeArchive(folder, count: 150)
        let page = folder.path("page.html")
        let whole = try CommandLineRun(
            ["evaluate", "--rules", Self.rules, "--output-format", "json", logs, "--html", page])
        let wholePage = try folder.read("page.html")
        var run = Run(folder: folder, logs: logs)
        run.more = ["--html", page]
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<6 {
            let process = try CommandLineRun.start(
                run.arguments + ["--checkpoint", folder.path("checkpoint")])
            usleep(UInt32(generator.number(1000...1_200_000)))
            kill(process.processIdentifier, generator.pick([SIGKILL, SIGKILL, SIGINT]))
            process.waitUntilExit()
        }
        let last = try run.goOn()
        #expect(last.exitCode == 74)
        Self.expectSame(last, whole)
        let pages = (Self.pageWithoutTimes(try folder.read("page.html")), Self.pageWithoutTimes(wholePage))
        #expect(pages.0.count == pages.1.count)
        #expect(zip(pages.0, pages.1).filter { $0 != $1 }.map(\.0).prefix(3).isEmpty)
    }

    /// A page without the lines that say how long the run took.
    private static func pageWithoutTimes(_ page: String) -> [Substring] {
        page.split(separator: "\n").filter { !$0.contains(" s with ") }
    }

    @Test(arguments: ["audit", "suggest"])
    func otherVerbsGoOnToo(verb: String) throws {
        let folder = try TemporaryFolder()
        let logs = try Self.makeArchive(folder)
        var run = Run(folder: folder, logs: logs)
        run.verb = verb
        let whole = try CommandLineRun(run.arguments)
        #expect(try run.killAtFirstCheckpoint())
        let second = try run.goOn()
        #expect(second.errors.contains("going on from the checkpoint"))
        Self.expectSame(second, whole)
    }

    @Test func compareGoesOnToo() throws {
        let folder = try TemporaryFolder()
        let logs = try Self.makeArchive(folder)
        let changed = folder.path("changed")
        try FileManager.default.copyItem(atPath: Self.rules, toPath: changed)
        let groups = try String(contentsOfFile: changed + "/security-groups.json", encoding: .utf8)
        try folder.write("changed/security-groups.json", groups.replacing("443", with: "444"))
        let arguments = ["compare", Self.rules, changed, "--output-format", "json", logs]
        let whole = try CommandLineRun(arguments)
        let kept = folder.path("checkpoint")
        let first = try CommandLineRun(arguments + ["--checkpoint", kept])
        #expect(first.exitCode == whole.exitCode)
        Self.expectSame(first, whole)
        #expect(!FileManager.default.fileExists(atPath: kept))
    }

    @Test func whatHasChangedIsToldAndNotMixed() throws {
        let folder = try TemporaryFolder()
        let logs = try Self.makeArchive(folder)
        let rules = folder.path("rules")
        try FileManager.default.copyItem(atPath: Self.rules, toPath: rules)
        let run = Run(folder: folder, logs: logs)
        #expect(try run.killAtFirstCheckpoint())
        let state = try Data(contentsOf: folder.url.appending(path: "checkpoint/state"))

        func isRefused(_ arguments: [String], _ why: String) throws {
            let refused = try CommandLineRun(arguments + ["--checkpoint", folder.path("checkpoint")])
            #expect(refused.exitCode == 64)
            #expect(
                refused.errors.contains("another run") && refused.errors.contains(why), "\(refused.errors)")
            #expect(refused.output.isEmpty)
            #expect(try Data(contentsOf: folder.url.appending(path: "checkpoint/state")) == state)
        }
        try isRefused(run.arguments + ["--records", folder.path("r")], "other options")
        try isRefused(run.arguments + ["--since", "2020-01-01T00:00:00Z"], "other options")
        try isRefused(run.arguments + ["--html", folder.path("h")], "other options")

        let subnets = try String(contentsOfFile: rules + "/subnets.json", encoding: .utf8)
        try folder.write("rules/subnets.json", subnets + " ")
        var arguments = run.arguments
        arguments[2] = rules
        try isRefused(arguments, "rule set")

        let added = try folder.write("logs/zzz.log", "\n")
        try isRefused(run.arguments, "zzz.log was not among the logs")
        try FileManager.default.removeItem(atPath: added)
        let changed = folder.path("logs/0003.log")
        let bytes = try Data(contentsOf: URL(filePath: changed))
        try (bytes + Data("\n".utf8)).write(to: URL(filePath: changed))
        try isRefused(run.arguments, "0003.log has changed")
        try FileManager.default.removeItem(atPath: folder.path("logs/0299.log"))
        try isRefused(run.arguments, "0003.log has changed")
    }

    @Test(arguments: ["cut", "bit", "other", "version"])
    func aDamagedCheckpointIsToldAndTheRunBeginsAnew(damage: String) throws {
        let folder = try TemporaryFolder()
        let logs = try Self.makeArchive(folder, count: 120)
        let run = Run(folder: folder, logs: logs)
        let whole = try CommandLineRun(run.arguments)
        #expect(try run.killAtFirstCheckpoint())
        let url = folder.url.appending(path: "checkpoint/state")
        var state = try Data(contentsOf: url)
        switch damage {
        case "cut": state.removeLast(100)
        case "bit": state[state.count / 2] ^= 4
        case "other": state = Data("hello".utf8)
        default: state[26] ^= 1
        }
        try state.write(to: url)
        let second = try run.goOn()
        #expect(second.errors.contains("begins anew"))
        Self.expectSame(second, whole)
    }

    @Test func recordsThatAreGoneLetTheRunBeginAnew() throws {
        let folder = try TemporaryFolder()
        let logs = try Self.makeArchive(folder)
        var run = Run(folder: folder, logs: logs)
        run.more = ["--records", folder.path("verdicts.ndjson")]
        #expect(try run.killAtFirstCheckpoint())
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        where name.hasPrefix(".verdicts.ndjson") {
            try FileManager.default.removeItem(atPath: folder.path(name))
        }
        let second = try run.goOn()
        #expect(second.errors.contains("no longer there"))
        let whole = try CommandLineRun(
            ["evaluate", "--rules", Self.rules, logs, "--records", folder.path("whole.ndjson")])
        #expect(whole.exitCode == 74)
        #expect(try folder.read("verdicts.ndjson") == folder.read("whole.ndjson"))
    }

    @Test(arguments: [
        (["-"], "standard input"), (["--records", "-", fixture("conformance/flows.log")], "--records"),
        (["--sqlite", "x.db", "--sqlite-records", fixture("conformance/flows.log")], "--sqlite-records"),
    ])
    func whatCannotBeGoneOnFromIsUsage(arguments: [String], named: String) throws {
        let folder = try TemporaryFolder()
        let run = try CommandLineRun(
            ["evaluate", "--rules", Self.rules, "--checkpoint", folder.path("c")] + arguments,
            directory: folder.url)
        #expect(run.exitCode == 64)
        #expect(run.errors.contains(named))
        #expect(!FileManager.default.fileExists(atPath: folder.path("c")))
    }

    @Test func oneRunAtATime() throws {
        let folder = try TemporaryFolder()
        let pipe = folder.path("pipe.log")
        #expect(mkfifo(pipe, 0o600) == 0)
        let arguments = ["evaluate", "--rules", Self.rules, pipe, "--checkpoint", folder.path("c")]
        let first = try CommandLineRun.start(arguments)
        defer {
            kill(first.processIdentifier, SIGKILL)
            first.waitUntilExit()
        }
        while first.isRunning, !FileManager.default.fileExists(atPath: folder.path("c/lock")) { usleep(1000) }
        // The file is there a moment before it is locked.
        usleep(300_000)
        let second = try CommandLineRun(arguments)
        #expect(second.exitCode == 73)
        #expect(second.errors.contains("another run"))
    }
}
