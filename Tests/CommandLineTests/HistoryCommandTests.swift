import Foundation
import Testing

/// A directory of snapshots, as a user gives it.
@Suite struct HistoryCommandTests {
    private let folder: TemporaryFolder
    private static let format =
        "interface-id srcaddr dstaddr srcport dstport protocol tcp-flags action start end"

    /// Port 22 is open until the second of January.
    init() throws {
        folder = try TemporaryFolder()
        for (day, ports) in [("2026-01-01T00:00:00Z", [22, 80]), ("2026-01-02T00:00:00Z", [80])] {
            let permissions = ports.map {
                #"{"IpProtocol": "tcp", "FromPort": \#($0), "ToPort": \#($0), "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}"#
            }
            try folder.write(
                "rules/\(day)/groups.json",
                #"{"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": [\#(permissions.joined(separator: ","))]}]}"#
            )
            try folder.write(
                "rules/\(day)/interfaces.json",
                #"{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "PrivateIpAddress": "10.0.0.1", "Groups": [{"GroupId": "sg-1"}]}]}"#
            )
        }
    }

    /// - Parameter hour: hours since the first snapshot.
    private func line(_ flags: Int, hour: UInt64) -> String {
        let start = 1_767_225_600 + hour * 3600
        return "eni-1 192.0.2.1 10.0.0.1 50000 22 6 \(flags) ACCEPT \(start) \(start + 30)"
    }

    private func evaluate(_ more: [String] = []) throws -> CommandLineRun {
        let log = try folder.write(
            "log",
            [Self.format, line(2, hour: 1), line(2, hour: 30), line(0, hour: 30)].joined(separator: "\n")
                + "\n")
        return try CommandLineRun(["evaluate", "--rules", folder.path("rules"), log] + more)
    }

    @Test func theReportShowsWhichSnapshotsJudged() throws {
        let text = try evaluate()
        #expect(text.exitCode == 0, "\(text.errors)")
        #expect(text.output.contains("the last of 2 snapshots"))
        let rows = text.lines.filter { $0.contains("2026-01-0") && $0.hasPrefix("  2026") }
            .map { $0.split(separator: " ").map(String.init) }
        #expect(
            rows == [
                ["2026-01-01T00:00:00Z", "1", "0", "0", "0"], ["2026-01-02T00:00:00Z", "2", "1", "0", "1"],
            ])
        let report = try jsonObject(try evaluate(["--output-format", "json"]).output)
        let snapshots = try #require((report["snapshots"] as? [String: Any])?["list"] as? [[String: Any]])
        #expect(snapshots.map { $0["time"] as? Int } == [1_767_225_600, 1_767_312_000])
        #expect(snapshots.map { ($0["judged"] as? [String: Any])?["records"] as? Int } == [1, 2])
        #expect(snapshots.map { ($0["appeared"] as? [String: Any])?["records"] as? Int } == [0, 1])
        #expect(snapshots.map { ($0["outlived"] as? [String: Any])?["records"] as? Int } == [0, 1])
    }

    @Test func verdictRecordsAndSelectionsKnowTheReason() throws {
        let run = try evaluate([
            "--records", "-", "--only", "allowed-by-sg/earlier-rule", "--output", folder.path("r"),
        ])
        #expect(run.lines.count == 1)
        let record = try jsonObject(run.output)
        #expect(record["line"] as? Int == 4)
        #expect(record["security_group_rule"] as? String == "sg-1/ingress/tcp/22/0.0.0.0/0")
        #expect(try evaluate(["--fail-on", "allowed-by-sg/earlier-rule"]).exitCode == 1)
    }

    @Test(arguments: [(2, "anomalous", "appeared"), (0, "allowed-by-sg", "outlived")])
    func anExplanationNamesTheSnapshot(flags: Int, verdictClass: String, change: String) throws {
        let format = Self.format.split(separator: " ").map { "${\($0)}" }.joined(separator: " ")
        let run = try CommandLineRun([
            "explain", "--rules", folder.path("rules"), "--format", format, "--output-format", "json",
            line(flags, hour: 30),
        ])
        #expect(run.exitCode == 0, "\(run.errors)")
        let found = try jsonObject(run.output)
        #expect(found["class"] as? String == verdictClass)
        #expect(found["snapshot"] as? String == "2026-01-02T00:00:00Z")
        let changes = try #require(found["changes"] as? [[String: String]])
        #expect(changes == [["kind": change, "snapshot": "2026-01-02T00:00:00Z"]])
    }

    @Test(arguments: [
        (["--at", "2026-01-01T12:00:00Z"], "allowed-by-sg/rule"),
        (["--at", "2026-01-02T12:00:00Z"], "sg-blocked/no-rule"),
        ([], "sg-blocked/no-rule"),
    ])
    func aFlowIsExplainedAtAMoment(options: [String], verdict: String) throws {
        let run = try CommandLineRun(
            [
                "explain", "--rules", folder.path("rules"), "--interface", "eni-1", "--source", "192.0.2.1",
                "--destination", "10.0.0.1", "--protocol", "tcp", "--destination-port", "22",
            ] + options)
        #expect(run.output.contains("VERDICT: \(verdict)"), "\(run.output)\(run.errors)")
    }
}
