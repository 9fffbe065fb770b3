import Foundation
import Testing

/// Parquet files, which are judged by way of DuckDB, as Documentation/formats.md tells.
@Suite struct ParquetBridgeTests {
    private static let duckdb = CloudTools.environment?.appending(path: "bin/duckdb").path
        .ifExecutable

    @Test(.enabled(if: duckdb != nil, "Tests/Cloud/install.sh could not install from PyPI"))
    func theDocumentedLineGivesTheVerdictsOfTheText() throws {
        let duckdb = try #require(Self.duckdb)
        let folder = try TemporaryFolder()
        // Columns as delivery names and types them; what is not there is null.
        try folder.write(
            "make.sql",
            """
            COPY (SELECT * FROM (VALUES
              (2, '1', 'eni-web', '192.0.2.1', '10.0.1.10', 50000, 80, 6, 1, 40, 1767225600, 1767225630, 'ACCEPT', 'OK', 2),
              (2, '1', 'eni-web', '192.0.2.1', '10.0.1.10', 50000, 81, 6, 1, 40, 1767225600, 1767225630, 'REJECT', 'OK', 2),
              (2, '1', 'eni-web', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1767225600, 1767225630, NULL, 'NODATA', NULL)
            ) AS t(version, account_id, interface_id, srcaddr, dstaddr, srcport, dstport, protocol, packets, bytes, start,
                   "end", action, log_status, tcp_flags)) TO '\(folder.path("flows.parquet"))' (FORMAT parquet);
            """)
        let made = CloudTools.run(URL(filePath: duckdb), ["-c", try folder.read("make.sql")])
        try #require(made.status == 0, "\(made.errors)")
        let text = CloudTools.run(
            URL(filePath: "/bin/sh"),
            [
                "-c", #""$0" -csv -separator ' ' -nullvalue - -c "FROM '$1'" | sed '1s/_/-/g'"#, duckdb,
                folder.path("flows.parquet"),
            ])
        try #require(text.status == 0, "\(text.errors)")
        let run = try CommandLineRun(
            ["evaluate", "--rules", fixture("forms/cli"), "--records", "-", "-"],
            input: Data(text.output.utf8))
        #expect(run.exitCode == 0, "\(run.errors)")
        let found = try run.lines.map { line in
            let record = try jsonObject(line)
            return "\(record["class"] ?? "-")/\(record["reason"] ?? "-")"
        }
        #expect(found == ["allowed-by-sg/rule", "sg-blocked/no-rule", "not-evaluated/no-data"])
    }

    @Test func aParquetFileIsRefusedWithTheLineThatReadsIt() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("flows.parquet", "PAR1 and more")
        let run = try CommandLineRun(["evaluate", "--rules", fixture("forms/cli"), file])
        #expect(run.exitCode == 74)
        #expect(run.errors.contains("duckdb -csv"))
        let guide = try String(
            contentsOf: projectFolder.appending(path: "Documentation/formats.md"), encoding: .utf8)
        #expect(
            guide.contains(#"duckdb -csv -separator ' ' -nullvalue - -c "FROM '*.parquet'" | sed '1s/_/-/g'"#)
        )
    }
}

extension String {
    /// The path, where a program stands there.
    fileprivate var ifExecutable: String? {
        FileManager.default.isExecutableFile(atPath: self) ? self : nil
    }
}
