import Foundation
import Testing

/// The program that embeds the library.
@Suite struct EmbeddingTests {
    private static let program = CommandLineRun.executable.deletingLastPathComponent()
        .appending(path: "EmbeddingExample")

    @Test func itGivesTheVerdictsOfTheCommandLine() throws {
        let run = CloudTools.run(
            Self.program,
            ["Samples/rules", "Samples/logs/custom"].map { projectFolder.appending(path: $0).path })
        #expect(run.status == 0, "\(run.errors)")
        let lines = run.output.split(separator: "\n").map(String.init)
        let report = try jsonObject(
            CommandLineRun(
                ["evaluate", "--rules", "Samples/rules", "--output-format", "json", "Samples/logs/custom"],
                directory: projectFolder
            ).output)
        for verdictClass in try #require(report["classes"] as? [[String: Any]]) {
            let line = "\(verdictClass["class"] ?? ""): \(verdictClass["records"] ?? "") records"
            #expect(lines.contains(line), "\(line)")
        }
        // The one certain anomaly of the sample's story, and the record by rules that no file holds.
        #expect(
            lines.filter { $0.hasPrefix("anomalous: 1") } == [
                "anomalous: 192.0.2.201 -> 10.20.0.10, accepted-without-sg-rule, line 22"
            ])
        #expect(lines.last == "tcp/22 was let in: anomalous, accepted-without-sg-rule")
    }

    @Test func theGuideShowsLinesOfIt() throws {
        let source = try String(
            contentsOf: projectFolder.appending(path: "Examples/Embedding/Embedding.swift"), encoding: .utf8)
        let lines = Set(source.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) })
        let block = try #require(try DocumentationPage("Documentation/library.md").blocks("swift").last)
        #expect(block.lines.count > 3)
        for line in block.lines { #expect(lines.contains(line), "\(line)") }
    }
}
