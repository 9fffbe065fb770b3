import Foundation
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
    }
}
