import Foundation
import Testing

/// The database, as SQLite's own shell reads it.
@Suite(.enabled(if: SQLiteShell.isThere, "Tests/SQLite/install.sh could not install the sqlite3 shell"))
struct SQLiteTests {
    private static func evaluated(
        _ options: [String] = [], logs: String = "Samples/logs"
    ) throws -> (folder: TemporaryFolder, report: [String: Any]) {
        let folder = try TemporaryFolder()
        let run = try CommandLineRun(
            [
                "evaluate", "--rules", "Samples/rules", "--sqlite", folder.path("flows.db"),
                "--output-format",
                "json",
            ] + options + [logs], directory: projectFolder)
        #expect(run.exitCode == 0, "\(run.errors)")
        return (folder, try jsonObject(run.output))
    }

    private static func rows(_ folder: TemporaryFolder, _ query: String) throws -> [[String: Any]] {
        try SQLiteShell.rows(folder.path("flows.db"), query)
    }

    @Test func sumsAreThoseOfTheReport() throws {
        let (folder, report) = try Self.evaluated()
        #expect(try Self.rows(folder, "PRAGMA integrity_check").first?["integrity_check"] as? String == "ok")
        var expected: [String: Int] = [:]
        for verdictClass in report["classes"] as? [[String: Any]] ?? [] {
            for reason in verdictClass["reasons"] as? [[String: Any]] ?? [] {
                let certainty = reason["certainty"] as? String ?? "-"
                expected["\(verdictClass["class"] ?? "")/\(reason["reason"] ?? "")/\(certainty)"] =
                    reason["bytes"] as? Int
            }
        }
        let verdicts = try Self.rows(
            folder,
            "SELECT class || '/' || reason || '/' || coalesce(certainty, '-') AS name, bytes FROM verdicts")
        let found = verdicts.map { ($0["name"] as? String ?? "", $0["bytes"] as? Int ?? -1) }
        #expect(Dictionary(found) { first, _ in first } == expected)
        #expect(expected.count > 8)
        let records = (report["lines"] as? [String: Any])?["records"] as? Int
        #expect(
            try Self.rows(folder, "SELECT sum(records) AS n FROM timeline").first?["n"] as? Int == records)
        let allowed = try Self.rows(
            folder, "SELECT sum(records) AS n FROM verdicts WHERE class = 'allowed-by-sg'")
        #expect(
            try Self.rows(folder, "SELECT sum(records) AS n FROM flows").first?["n"] as? Int
                == allowed.first?["n"] as? Int)
        #expect(try Self.rows(folder, "SELECT * FROM sqlite_master WHERE name = 'records'").isEmpty)
    }

    @Test func rulesAndAnomaliesAreThoseOfTheReport() throws {
        let (folder, report) = try Self.evaluated()
        let rules = try #require(report["rules"] as? [String: Any])
        let groups = rules["security_groups"] as? [[String: Any]] ?? []
        let found = try Self.rows(folder, "SELECT * FROM rules WHERE layer = 'security-group'")
        #expect(found.count == groups.count)
        for (rule, row) in zip(groups, found) {
            #expect(row["rule"] as? String == rule["rule"] as? String)
            #expect(row["state"] as? String == rule["state"] as? String)
            for name in ["records", "packets", "bytes", "accepted_records", "sole_records", "last_seen"] {
                #expect(row[name] as? Int == rule[name] as? Int, "\(name)")
            }
        }
        var expected = 0
        for reason in report["anomalies"] as? [[String: Any]] ?? [] {
            expected += (reason["groups"] as? [[String: Any]] ?? []).count
        }
        #expect(try Self.rows(folder, "SELECT * FROM anomalies").count == expected)
    }

    @Test func recordsAreThoseOfTheOtherFormats() throws {
        let (folder, _) = try Self.evaluated(["--sqlite-records", "--threads", "2"])
        let run = try CommandLineRun(
            [
                "evaluate", "--rules", "Samples/rules", "--records", "-", "--output", "/dev/null",
                "Samples/logs",
            ],
            directory: projectFolder)
        let records = try run.lines.map(jsonObject)
        let rows = try Self.rows(folder, "SELECT * FROM records ORDER BY rowid")
        #expect(rows.count == records.count)
        for (row, record) in zip(rows, records) {
            #expect(NSDictionary(dictionary: row) == NSDictionary(dictionary: record))
        }
        let chosen = try Self.evaluated(["--sqlite-records", "--only", "anomalous"]).folder
        #expect(
            try Self.rows(chosen, "SELECT DISTINCT class FROM records").map { $0["class"] as? String } == [
                "anomalous"
            ])
    }

    /// Both at once, in every format, are what either is alone, whoever of several workers is first.
    @Test(arguments: ["ndjson", "csv", "ocsf"])
    func recordsGoToTwoPlacesInOneRun(format: String) throws {
        let folder = try TemporaryFolder()
        func run(_ options: String...) throws -> CommandLineRun {
            try CommandLineRun(
                ["evaluate", "--rules", "Samples/rules", "--threads", "2", "--output", "/dev/null"] + options
                    + ["--records-format", format, "Samples/logs"], directory: projectFolder)
        }
        #expect(try run("--records", folder.path("alone")).exitCode == 0)
        #expect(try run("--sqlite", folder.path("alone.db"), "--sqlite-records").exitCode == 0)
        let both = try run(
            "--records", folder.path("both"), "--sqlite", folder.path("both.db"), "--sqlite-records")
        #expect(both.exitCode == 0, "\(both.errors)")
        #expect(try folder.read("both") == folder.read("alone"))
        func rows(_ name: String) throws -> [[String: Any]] {
            try SQLiteShell.rows(folder.path(name), "SELECT * FROM records ORDER BY rowid")
        }
        let (alone, together) = (try rows("alone.db"), try rows("both.db"))
        #expect(together.count == 2082)
        #expect(together.count == alone.count)
        for (one, other) in zip(alone, together) {
            #expect(NSDictionary(dictionary: one) == NSDictionary(dictionary: other))
        }
        let piped = try run("--records", "-", "--sqlite", folder.path("piped.db"), "--sqlite-records")
        #expect(try piped.output == folder.read("alone"))
        // The one that cannot be written is the one that is named, and neither file comes to be.
        let full = try run("--records", "/dev/full", "--sqlite", folder.path("full.db"), "--sqlite-records")
        #expect(full.exitCode == 73)
        #expect(full.errors.contains("/dev/full"), "\(full.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.path("full.db")))
    }

    /// Every query of the guide runs, and those about what the sample logs have find something.
    @Test func theQueriesOfTheGuideRun() throws {
        let (folder, _) = try Self.evaluated()
        let guide = try String(
            contentsOf: projectFolder.appending(path: "Documentation/sqlite.md"), encoding: .utf8)
        let queries = guide.components(separatedBy: "```sql\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
        #expect(queries.count == 10)
        var empty: [String] = []
        for query in queries where try Self.rows(folder, query).isEmpty { empty.append(query) }
        #expect(empty.count <= 1, "\(empty)")
    }

    @Test func textsOfOthersAreValues() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "rules.json",
            #"""
            {"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "日本'); DROP TABLE rules; --", "VpcId": "vpc-1",
              "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}],
              "IpPermissionsEgress": []}]}
            """#)
        try folder.write(
            "flows.log",
            """
            2 1 eni'","x 192.0.2.1 10.0.0.1 1 443 6 18446744073709551615 9223372036854775808 1767225600 1767225660 ACCEPT OK

            """)
        let run = try CommandLineRun(
            ["evaluate", "--rules", "rules.json", "--sqlite", "flows.db", "--sqlite-records", "flows.log"],
            directory: folder.url)
        #expect(run.exitCode == 0, "\(run.errors)")
        let records = try Self.rows(folder, "SELECT * FROM records")
        #expect(records.map { $0["interface"] as? String } == [#"eni'","x"#])
        // Beyond what SQLite can hold.
        #expect(records.first?["packets"] as? Int == Int.max)
        #expect(records.first?["bytes"] as? Int == Int.max)
        #expect(try Self.rows(folder, "SELECT interface FROM unknown_interfaces").count == 1)
        #expect(try Self.rows(folder, "SELECT count(*) AS n FROM rules").count == 1)
    }

    @Test func whatCannotBeWrittenIsToldAndLeavesNothing() throws {
        let folder = try TemporaryFolder()
        func run(_ options: String...) throws -> CommandLineRun {
            try CommandLineRun(
                ["evaluate", "--rules", "Samples/rules"] + options + ["Samples/logs"],
                directory: projectFolder)
        }
        #expect(try run("--sqlite", folder.path("no/such/flows.db")).exitCode == 73)
        #expect(try run("--sqlite", folder.url.path).exitCode == 73)
        #expect(try run("--sqlite", "/dev/null").exitCode == 73)
        #expect(try run("--sqlite-records").exitCode == 64)
        #expect(try run("--sqlite", "-").exitCode == 64)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
        // What was there before is replaced as a whole.
        try folder.write("flows.db", "no database")
        #expect(try run("--sqlite", folder.path("flows.db")).exitCode == 0)
        #expect(try Self.rows(folder, "SELECT count(*) AS n FROM run").count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["flows.db"])
    }
}

enum SQLiteShell {
    static let isThere =
        CloudTools.run(projectFolder.appending(path: "Tests/SQLite/install.sh"), []).status == 0

    static func rows(_ database: String, _ query: String) throws -> [[String: Any]] {
        let run = CloudTools.run(URL(filePath: "/usr/bin/sqlite3"), ["-json", "-readonly", database, query])
        #expect(run.status == 0, "\(run.errors)")
        guard !run.output.isEmpty else { return [] }
        return try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]] ?? []
    }
}
