import Foundation
import TestSupport
import Testing

/// What shows how far a run is, and what ends it early.
@Suite struct ProgressTests {
    private static let rules = """
        {"SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": []}],
         "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "PrivateIpAddress": "10.0.0.1",
           "Groups": [{"GroupId": "sg-1"}]}]}
        """
    private static let record =
        "2 1 eni-1 192.0.2.1 10.0.0.1 50000 22 6 10 1000 1767225600 1767225660 ACCEPT OK\n"

    @Test func ctrlCEndsWithAReportOfWhatWasRead() throws {
        let folder = try TemporaryFolder()
        let run = try WatchedRun(
            ["evaluate", "--rules", folder.write("rules.json", Self.rules), "--progress", "-"], in: folder)
        run.write(String(repeating: Self.record, count: 7))
        try #require(run.waitForErrors("records/s"))
        run.send(SIGINT)
        try #require(run.waitForErrors("ending with a report"))
        // It goes on where the writer lets it: what it waits for comes, and nothing behind it.
        run.closeInput()
        #expect(run.waitForExit() == 130)
        let output = try folder.read("output")
        #expect(output.contains("*** PARTIAL"))
        #expect(output.contains("The run was interrupted: 1 of 1 input were not read to the end."))
        #expect(output.contains("7 records"))
        #expect(try folder.read("errors").contains("interrupted: of 1 inputs 1 were not read to the end"))
    }

    @Test func ctrlCTwiceEndsAtOnce() throws {
        let folder = try TemporaryFolder()
        let run = try WatchedRun(
            [
                "evaluate", "--rules", folder.write("rules.json", Self.rules), "--progress", "--records",
                folder.path("records"), "--sqlite", folder.path("flows.db"), "-",
            ], in: folder)
        try #require(run.waitForErrors("records/s"))
        run.send(SIGINT)
        try #require(run.waitForErrors("ending with a report"))
        run.send(SIGINT)
        #expect(run.waitForExit() == 130)
        #expect(try folder.read("output").isEmpty)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
                == ["errors", "output", "rules.json"])
    }

    @Test func aSignalAsksForALine() throws {
        let folder = try TemporaryFolder()
        let run = try WatchedRun(
            ["evaluate", "--rules", folder.write("rules.json", Self.rules), "--progress", "-"], in: folder)
        try #require(run.waitForErrors("records/s"))
        let before = try folder.read("errors").split(separator: "\n").count
        run.send(SIGUSR1)
        #expect(run.waitForErrors { $0.split(separator: "\n").count > before })
        run.write(Self.record)
        run.closeInput()
        #expect(run.waitForExit() == 0)
    }

    @Test func withoutATerminalNothingIsShown() throws {
        let folder = try TemporaryFolder()
        let run = try WatchedRun(
            ["evaluate", "--rules", folder.write("rules.json", Self.rules), "-"], in: folder)
        run.write(Self.record)
        usleep(1_200_000)
        run.closeInput()
        #expect(run.waitForExit() == 0)
        #expect(try folder.read("errors").isEmpty)
    }

    @Test func bothOptionsAreRefused() throws {
        let run = try CommandLineRun(["evaluate", "--rules", "x", "--progress", "--quiet", "-"])
        #expect(run.exitCode == 64)
        #expect(run.errors.contains("give one of them"))
    }

    /// On a terminal, as `script` makes one, the line is drawn over and over, and is gone in the end.
    @Test(arguments: [false, true])
    func onATerminalALineComesAndGoes(isQuiet: Bool) throws {
        let folder = try TemporaryFolder()
        try folder.write("rules.json", Self.rules)
        let command =
            "(sleep 0.7; printf '\(Self.record.dropLast())\\n') | \(CommandLineRun.executable.path) evaluate "
            + "--rules rules.json \(isQuiet ? "--quiet" : "") --output report -"
        let run = try TerminalRun(command, directory: folder.url)
        #expect(run.exitCode == 0)
        let shown = run.shown
        let drawn = shown.components(separatedBy: "records/s").count - 1
        if isQuiet {
            #expect(drawn == 0, "\(shown)")
        } else {
            #expect(drawn >= 2, "\(shown)")
            // The last that is drawn is nothing.
            let last = shown.components(separatedBy: "\r").last { $0.contains("\u{1B}[K") }
            #expect(last.map { $0.hasPrefix("\u{1B}[K") && !$0.contains("records") } == true)
            #expect(shown.contains("\r1 file"))
        }
        #expect(try folder.read("report").contains("1 record"))
    }
}

/// A run that a test looks at while it goes on.
private final class WatchedRun {
    private let process = Process()
    private let input = Pipe()
    private let folder: TemporaryFolder

    /// Its standard output and error are the files `output` and `errors` of the folder.
    init(_ arguments: [String], in folder: TemporaryFolder) throws {
        self.folder = folder
        process.executableURL = CommandLineRun.executable
        process.arguments = arguments
        for file in ["output", "errors"] { try folder.write(file, "") }
        process.standardInput = input
        process.standardOutput = try FileHandle(forWritingTo: folder.url.appending(path: "output"))
        process.standardError = try FileHandle(forWritingTo: folder.url.appending(path: "errors"))
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    func write(_ text: String) { input.fileHandleForWriting.write(Data(text.utf8)) }

    func closeInput() { try? input.fileHandleForWriting.close() }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    func waitForExit() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    func waitForErrors(_ text: String) -> Bool { waitForErrors { $0.contains(text) } }

    /// Whether what is looked for comes within a minute.
    func waitForErrors(_ isThere: (String) -> Bool) -> Bool {
        for _ in 0..<6000 {
            if let errors = try? folder.read("errors"), isThere(errors) { return true }
            usleep(10_000)
        }
        return false
    }
}
