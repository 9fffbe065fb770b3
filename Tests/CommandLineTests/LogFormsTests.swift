import Foundation
import TestSupport
import Testing

/// Logs as services deliver them, judged as a user gives them.
@Suite struct LogFormsTests {
    private static let rules = fixture("forms/cli")
    private static let lines = [
        "2 1 eni-web 192.0.2.1 10.0.1.10 50000 80 6 1 40 1767225600 1767225630 ACCEPT OK",
        "2 1 eni-web 192.0.2.1 10.0.1.10 50000 81 6 1 40 1767225600 1767225630 REJECT OK",
    ]

    private func evaluate(_ text: String, _ more: [String] = []) throws -> CommandLineRun {
        let folder = try TemporaryFolder()
        let log = try folder.write("log", text)
        return try CommandLineRun(
            ["evaluate", "--rules", Self.rules, "--records", "-", "--output", folder.path("report"), log]
                + more)
    }

    private func verdicts(_ run: CommandLineRun) throws -> [String] {
        try run.lines.map { line in
            let record = try jsonObject(line)
            return "\(record["line"] ?? "-") \(record["class"] ?? "-")/\(record["reason"] ?? "-")"
        }
    }

    @Test func everyEnvelopeGivesTheVerdictsOfItsLines() throws {
        let plain = try verdicts(evaluate(Self.lines.joined(separator: "\n") + "\n"))
        #expect(plain == ["1 allowed-by-sg/rule", "2 sg-blocked/no-rule"])
        let messages = Self.lines.map { #"{"timestamp": 1767225600000, "message": "\#($0)"}"# }
        let forms = [
            #"{"events": [\#(messages.joined(separator: ", "))]}"#,
            #"{"messageType": "DATA_MESSAGE", "logEvents": [\#(messages.joined(separator: ", "))]}"#,
            messages.joined(separator: "\n"), messages.joined(),
            Self.lines.map { "2026-01-01T00:00:00.000Z \($0)" }.joined(separator: "\n"),
        ]
        for form in forms { #expect(try verdicts(evaluate(form)) == plain, "\(form)") }
    }

    @Test func zstandardIsReadLikeText() throws {
        let folder = try TemporaryFolder()
        let text = Self.lines.joined(separator: "\n") + "\n"
        let archive =
            ZstandardWriter.frame(text) + ZstandardWriter.skippable([1, 2]) + ZstandardWriter.frame(text)
        try folder.write("logs/AWSLogs/a.log.zst", bytes: archive)
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.rules)
        for name in names {
            let rules = try Data(contentsOf: URL(filePath: Self.rules + "/" + name))
            try folder.write("rules/" + name, bytes: ZstandardWriter.frame(Array(rules)))
        }
        let arguments = ["evaluate", "--records", "-", "--output", folder.path("report"), "--rules"]
        let run = try CommandLineRun(arguments + [folder.path("rules"), folder.path("logs")])
        let plain = try CommandLineRun(arguments + [Self.rules, folder.write("log", text + text)])
        #expect(run.exitCode == 0 && run.errors.isEmpty && run.lines.count == 4)
        #expect(try verdicts(run) == verdicts(plain))

        try folder.write("cut.log.zst", bytes: archive.dropLast(9))
        let cut = try CommandLineRun(arguments + [Self.rules, folder.path("cut.log.zst")])
        #expect(cut.exitCode == 74 && cut.lines.count == 2)
        #expect(
            cut.errors.contains("Zstandard frame 3 at byte \(archive.count - 9) ends before it is complete"))
    }

    @Test func aCutOffEnvelopeIsPartial() throws {
        let run = try evaluate(#"{"events": [{"message": "\#(Self.lines[0])"}, {"message": "2 1"#)
        #expect(run.exitCode == 74)
        #expect(try verdicts(run) == ["1 allowed-by-sg/rule"])
        #expect(run.errors.contains("wrong at byte"))
    }

    @Test func transitGatewayRecordsHaveAReasonOfTheirOwn() throws {
        let run = try evaluate(
            """
            version account-id tgw-id tgw-attachment-id srcaddr dstaddr srcport dstport protocol packets bytes start end log-status
            6 1 tgw-1 tgw-attach-1 10.0.0.1 10.0.1.10 50000 80 6 1 40 1767225600 1767225630 OK
            6 1 tgw-1 tgw-attach-1 - - - - - - - 1767225600 1767225630 NODATA
            """)
        #expect(try verdicts(run) == ["2 not-evaluated/transit-gateway", "3 not-evaluated/no-data"])
    }

    @Test func interfacesThatTheRulesLackAreListed() throws {
        let folder = try TemporaryFolder()
        func line(_ interface: String, bytes: Int) -> String {
            "2 1 \(interface) 192.0.2.1 10.0.1.99 50000 80 6 1 \(bytes) 1767225600 1767225630 ACCEPT OK"
        }
        let log = try folder.write(
            "log",
            [line("eni-b", bytes: 1), line("eni-a", bytes: 2), line("eni-b", bytes: 4)].joined(
                separator: "\n") + "\n")
        let text = try CommandLineRun(["evaluate", "--rules", Self.rules, log])
        let place = try #require(text.lines.firstIndex(of: "INTERFACES THAT THE RULE SET LACKS"))
        #expect(text.lines[place + 2].split(separator: " ").prefix(2) == ["eni-b", "2"])
        #expect(
            text.output.contains("--network-interface-ids eni-b eni-a") || text.output.contains("eni-b eni-a")
        )
        let json = try jsonObject(
            try CommandLineRun(["evaluate", "--rules", Self.rules, "--output-format", "json", log]).output)
        let unknown = try #require(json["unknown_interfaces"] as? [[String: Any]])
        #expect(unknown.map { $0["interface"] as? String } == ["eni-a", "eni-b"])
        #expect(unknown.map { $0["bytes"] as? Int } == [2, 5])
        // 10.0.1.99 lies in subnet-1, which the default ACL serves: it permits all.
        #expect(unknown.map { $0["subnet"] as? String } == ["subnet-1", "subnet-1"])
        #expect(unknown.map { $0["nacl_permitted"] as? Int } == [1, 2])
        #expect(
            text.output.contains("Of 3 records the subnet is known: its network ACL permits 3 and denies 0"))
        let explained = try CommandLineRun(["explain", "--rules", Self.rules, line("eni-a", bytes: 2)])
        #expect(
            explained.output.contains("NETWORK ACL: permit")
                && explained.output.contains("ACL rule: 100 of acl-0"))
    }
}

/// What is read of an archive as it is delivered to a bucket.
@Suite struct ArchiveSelectionTests {
    private let folder: TemporaryFolder
    private static let day: UInt64 = 1_769_817_600  // 2026-01-31T00:00:00Z

    /// Two accounts, two Regions, two days in both layouts; each file has one record of its own length in bytes, and a file
    /// that is not to be opened is no log at all.
    init() throws {
        folder = try TemporaryFolder()
        func line(_ bytes: Int, at start: UInt64) -> String {
            "2 1 eni-web 192.0.2.1 10.0.1.10 50000 80 6 1 \(bytes) \(start) \(start + 30) ACCEPT OK\n"
        }
        try folder.write(
            "logs/AWSLogs/111111111111/vpcflowlogs/eu-west-1/2026/01/30/a.log", line(1, at: Self.day - 40000))
        try folder.write(
            "logs/AWSLogs/111111111111/vpcflowlogs/eu-west-1/2026/01/31/b.log",
            line(2, at: Self.day + 40000) + line(4, at: Self.day + 50000))
        try folder.write(
            "logs/AWSLogs/222222222222/vpcflowlogs/us-east-1/2026/01/31/16/c.log",
            line(8, at: Self.day + 58000))
        try folder.write(
            "logs/AWSLogs/aws-account-id=222222222222/aws-service=vpcflowlogs/aws-region=eu-west-1/year=2026/month=02/day=01/d.log",
            line(16, at: Self.day + 90000))
    }

    /// The bytes of all records that are judged.
    private func bytes(_ options: [String]) throws -> Int {
        let run = try CommandLineRun(
            [
                "evaluate", "--rules", fixture("forms/cli"), "--records", "-", "--output",
                folder.path("report"), folder.path("logs"),
            ] + options)
        #expect(run.exitCode == 0 || run.exitCode == 66, "\(run.errors)")
        return try run.lines.reduce(0) { $0 + (try jsonObject($1)["bytes"] as? Int ?? 0) }
    }

    @Test(
        arguments: [
            ([], 31), (["--account", "111111111111"], 7), (["--account", "222222222222"], 24),
            (["--region", "eu-west-1"], 23),
            (["--region", "us-east-1", "--region", "eu-west-1", "--account", "111111111111"], 7),
            (["--since", "2026-01-31"], 30), (["--until", "2026-01-31"], 1),
            (["--since", "2026-01-31", "--until", "2026-02-01T00:00:00Z"], 14),
            (["--since", "2026-01-31T12:00:00Z"], 28),
            (["--since", "1769867600", "--until", "1769867601"], 4),
            (["--since", "2027-01-01"], 0), (["--account", "333333333333"], 0),
        ] as [([String], Int)])
    func whatIsAskedForIsJudged(options: [String], expected: Int) throws {
        #expect(try bytes(options) == expected)
    }

    @Test func whatIsLeftOutIsCounted() throws {
        let run = try CommandLineRun([
            "evaluate", "--rules", fixture("forms/cli"), "--since", "2026-01-31T12:00:00Z", "--until",
            "2026-01-31T15:00:00Z",
            "--output-format", "json",
            folder.path("logs/AWSLogs/111111111111/vpcflowlogs/eu-west-1/2026/01/31/b.log"),
        ])
        let lines = try #require(try jsonObject(run.output)["lines"] as? [String: Int])
        #expect(lines["records"] == 2)
        #expect(lines["left_out"] == 1)
    }

    @Test func filesThatAreNotAskedForAreNotOpened() throws {
        try folder.write(
            "logs/AWSLogs/111111111111/vpcflowlogs/eu-west-1/2025/12/31/broken.log.gz", "\u{1F}no archive")
        let run = try CommandLineRun([
            "evaluate", "--rules", fixture("forms/cli"), "--since", "2026-01-30", folder.path("logs"),
        ])
        #expect(run.exitCode == 0, "\(run.errors)")
    }

    @Test func whatCannotBeToldIsSaid() throws {
        let log = try folder.write(
            "plain.log", "2 1 eni-web 192.0.2.1 10.0.1.10 50000 80 6 1 1 1 2 ACCEPT OK\n")
        let run = try CommandLineRun([
            "evaluate", "--rules", fixture("forms/cli"), "--account", "111111111111", log,
        ])
        #expect(run.exitCode == 66)
        #expect(run.errors.contains("its path says no account"))
        let wrong = try CommandLineRun([
            "evaluate", "--rules", fixture("forms/cli"), "--since", "yesterday", log,
        ])
        #expect(wrong.exitCode == 64)
        #expect(wrong.errors.contains("--since takes a time"))
    }
}
