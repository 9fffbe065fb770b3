import Foundation
import Testing

/// The commands by which Documentation/formats.md has DuckDB read verdict records.
@Suite struct DuckDBTests {
    @Test(
        .enabled(if: CloudTools.environment != nil, "Tests/Cloud/install.sh could not install from PyPI"),
        arguments: ["ndjson", "csv"])
    func readsVerdictRecords(format: String) throws {
        let page = try String(
            contentsOf: projectFolder.appending(path: "Documentation/formats.md"), encoding: .utf8)
        let command = try #require(
            page.split(separator: "\n").first { $0.hasPrefix("duckdb") && $0.contains("verdicts.\(format)") })
        let folder = try TemporaryFolder()
        let run = try CommandLineRun(
            [
                "evaluate", "--rules", "Samples/rules", "--records", folder.path("verdicts.\(format)"),
                "--records-format", format, "--output-format", "json", "Samples/logs",
            ], directory: projectFolder)
        let classes = try #require(try jsonObject(run.output)["classes"] as? [[String: Any]])
        var expected: [String: Int] = [:]
        for verdictClass in classes {
            for reason in verdictClass["reasons"] as? [[String: Any]] ?? [] {
                let name = "\(verdictClass["class"] ?? ""),\(reason["reason"] ?? "")"
                expected[name, default: 0] += reason["records"] as? Int ?? 0
            }
        }
        let tools = try #require(CloudTools.environment).appending(path: "bin").path
        let read = CloudTools.run(
            URL(filePath: "/bin/sh"),
            [
                "-c",
                "cd \(folder.url.path) && PATH=\(tools):$PATH && \(command.replacing("duckdb", with: "duckdb -csv", maxReplacements: 1))",
            ])
        #expect(read.status == 0, "\(read.errors)")
        var found: [String: Int] = [:]
        for line in read.output.split(separator: "\n").dropFirst() {
            let columns = line.split(separator: ",")
            found["\(columns[0]),\(columns[1])"] = Int(columns[2])
        }
        #expect(found == expected)
        #expect(found.count > 5)
    }
}
