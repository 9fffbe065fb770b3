import Foundation
import Testing

/// When text reports have colours.
@Suite struct ColorTests {
    private static func run(_ options: [String]) throws -> CommandLineRun {
        try CommandLineRun(
            ["evaluate", "--rules", "Samples/rules"] + options + ["Samples/logs"], directory: projectFolder)
    }

    @Test func withoutATerminalThereAreNone() throws {
        #expect(try !Self.run([]).output.contains("\u{1B}"))
        #expect(try !Self.run(["--color", "never"]).output.contains("\u{1B}"))
    }

    @Test func alwaysMeansTextOnOutputAlone() throws {
        #expect(try Self.run(["--color", "always"]).output.contains("\u{1B}[1mVERDICTS"))
        #expect(try !Self.run(["--color", "always", "--output-format", "json"]).output.contains("\u{1B}"))
        let folder = try TemporaryFolder()
        _ = try Self.run(["--color", "always", "--output", folder.path("report")])
        #expect(try !folder.read("report").contains("\u{1B}"))
        let withRecords = try Self.run(["--color", "always", "--records", "-"])
        #expect(!withRecords.output.contains("\u{1B}"))
        #expect(withRecords.errors.contains("\u{1B}[1mVERDICTS"))
        let explained = try CommandLineRun(
            [
                "explain", "--rules", "Samples/rules", "--interface", "eni-0b22d0ffee5a0b003", "--source",
                "192.0.2.201", "--destination", "10.20.0.10", "--protocol", "tcp", "--destination-port", "22",
                "--color", "always",
            ], directory: projectFolder)
        #expect(explained.output.contains("\u{1B}[1mPATH"))
    }

    /// On a terminal, as `script` makes one.
    @Test(arguments: ["", "NO_COLOR=1", "NO_COLOR=", "TERM=dumb"])
    func aTerminalHasColoursUnlessToldNot(environment: String) throws {
        let program = CommandLineRun.executable.path
        let run = try TerminalRun(
            "env -u NO_COLOR TERM=xterm \(environment) \(program) audit --rules Samples/rules --benchmark cis",
            directory: projectFolder)
        let isColored = run.shown.contains("\u{1B}[31mFAILED")
        #expect(isColored == (environment.isEmpty || environment == "NO_COLOR="))
    }
}
