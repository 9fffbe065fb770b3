import Foundation
import Testing

/// How wide reports are.
@Suite struct WidthTests {
    private static let command =
        "\(CommandLineRun.executable.path) evaluate --rules Samples/rules --color never --quiet Samples/logs"

    private static func widest(_ lines: [String]) -> Int { lines.map(\.count).max() ?? 0 }

    @Test func aReportIsAsWideAsItsTerminal() throws {
        let narrow = try TerminalRun(Self.command, columns: 64, directory: projectFolder)
        let usual = try TerminalRun(Self.command, columns: 80, directory: projectFolder)
        let wide = try TerminalRun(Self.command, columns: 120, directory: projectFolder)
        for (run, columns) in [(narrow, 64), (usual, 80), (wide, 120)] {
            #expect(run.exitCode == 0)
            #expect(Self.widest(run.lines) <= columns)
            #expect(Self.widest(run.lines) > columns - 8, "what room there is, is used")
        }
        #expect(narrow.lines.count > usual.lines.count)
        #expect(usual.lines.count > wide.lines.count)
        // A table of ids that are cut short where there is no room for them.
        #expect(wide.lines.contains { $0.hasPrefix("  sg-01c7e5a3b9d0f2864 in  HTTPS") })
        #expect(narrow.lines.contains { $0.hasPrefix("  sg-0..") && $0.contains(" in  ") })
    }

    @Test func terminalsBeyondMeasureAreNotFollowed() throws {
        let narrowest = try TerminalRun(Self.command, columns: 20, directory: projectFolder)
        #expect(Self.widest(narrowest.lines) <= 60)
        let widest = try TerminalRun(Self.command, columns: 1000, directory: projectFolder)
        #expect(Self.widest(widest.lines) <= 132)
    }

    @Test(arguments: [("100", 100), ("0", 80), ("-7", 80), ("wide", 80), ("", 80)])
    func theEnvironmentsColumnsCountWithoutATerminal(value: String, expected: Int) throws {
        let run = try CommandLineRun(
            ["evaluate", "--rules", "Samples/rules", "Samples/logs"], directory: projectFolder,
            environment: ["COLUMNS": value])
        #expect(Self.widest(run.lines) <= expected)
        #expect(Self.widest(run.lines) > expected - 8)
    }

    @Test func aFileIsOfTheUsualWidth() throws {
        let folder = try TemporaryFolder()
        let run = try TerminalRun(
            "\(Self.command) --output \(folder.path("report"))", columns: 120, directory: projectFolder)
        #expect(run.exitCode == 0)
        let piped = try CommandLineRun(
            ["evaluate", "--rules", "Samples/rules", "Samples/logs"], directory: projectFolder)
        func withoutSpeed(_ text: String) -> [Substring] {
            text.split(separator: "\n").filter { !$0.hasPrefix("  Speed") }
        }
        #expect(withoutSpeed(try folder.read("report")) == withoutSpeed(piped.output))
    }

    @Test(arguments: ["audit", "explain", "suggest", "benchmark", "compare"])
    func everyVerbAdapts(verb: String) throws {
        let arguments =
            switch verb {
            case "compare": ["compare", "Samples/rules", "Samples/rules"]
            case "explain":
                [
                    verb, "--rules", "Samples/rules", "--interface", "eni-0b22d0ffee5a0b003", "--source",
                    "192.0.2.201", "--destination", "10.20.0.10", "--protocol", "tcp", "--destination-port",
                    "22",
                ]
            case "suggest": [verb, "--rules", "Samples/rules", "Samples/logs"]
            default: [verb, "--rules", "Samples/rules"]
            }
        func lines(_ columns: String) throws -> [String] {
            try CommandLineRun(arguments, directory: projectFolder, environment: ["COLUMNS": columns]).lines
        }
        #expect(try lines("60").count > lines("132").count || verb == "compare")
        #expect(try lines("80").count >= lines("132").count)
    }
}
