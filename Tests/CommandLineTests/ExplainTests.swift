import Foundation
import Testing

/// `explain` answers as `evaluate` does, and shows why.
@Suite struct ExplainTests {
    private static let rules = fixture("conformance/rules")

    private func explain(_ arguments: [String]) throws -> CommandLineRun {
        try CommandLineRun(["explain", "--rules", Self.rules] + arguments)
    }

    @Test func everyConformanceLineIsExplainedAsItIsJudged() throws {
        let lines = try String(contentsOfFile: fixture("conformance/flows.log"), encoding: .utf8)
            .split(separator: "\n").map(String.init)
        let format = lines[0].split(separator: " ").map { "${\($0)}" }.joined(separator: " ")
        let expected = try String(contentsOfFile: fixture("conformance/expected.ndjson"), encoding: .utf8)
            .split(separator: "\n").map { try jsonObject(String($0)) }
        for (line, expected) in zip(lines.dropFirst(), expected) {
            let run = try explain(["--format", format, "--output-format", "json", line])
            #expect(run.exitCode == 0, "\(run.errors)")
            let found = try jsonObject(run.output)
            for key in ["class", "reason", "certainty"] {
                #expect("\(found[key] ?? "-")" == "\(expected[key] ?? "-")", "\(line)")
            }
        }
    }

    @Test func aFlowIsExplainedByOptions() throws {
        let run = try explain([
            "--interface", "eni-00000000000000002", "--direction", "ingress", "--source", "198.51.100.7",
            "--destination", "10.0.1.11", "--destination-port", "443", "--protocol", "tcp",
        ])
        #expect(run.exitCode == 0)
        #expect(run.output.contains("allowed-by-sg/rule"))
        #expect(run.output.contains("198.51.100.7/32"))
        let refused = try explain([
            "--interface", "eni-00000000000000002", "--source", "198.51.100.8", "--destination", "10.0.1.11",
            "--destination-port", "443", "--protocol", "6",
        ])
        #expect(refused.output.contains("sg-blocked/no-rule"))
        #expect(refused.output.contains("the address is not in it"))
    }

    @Test func theGroupsAreShownBehindTheACLInboundAndBeforeItOutbound() throws {
        func places(_ line: String) throws -> (acl: String.Index, groups: String.Index)? {
            let run = try explain([line])
            guard let acl = run.output.range(of: "NETWORK ACL"),
                let groups = run.output.range(of: "SECURITY GROUPS")
            else { return nil }
            return (acl.lowerBound, groups.lowerBound)
        }
        let inbound = try places(
            "2 123456789012 eni-00000000000000001 192.0.2.77 10.0.1.10 50000 443 6 1 40 1700000000 1700000059 "
                + "ACCEPT OK")
        let outbound = try places(
            "2 123456789012 eni-00000000000000001 10.0.1.10 192.0.2.77 443 50000 6 1 40 1700000000 1700000059 "
                + "ACCEPT OK")
        #expect(inbound.map { $0.acl < $0.groups } == true)
        #expect(outbound.map { $0.groups < $0.acl } == true)
    }

    @Test(arguments: [
        ([], "log line"), (["--interface", "eni-1"], "--source"),
        (
            [
                "--interface", "eni-1", "--source", "10.0.0.1", "--destination", "x", "--protocol", "tcp",
                "--destination-port", "1",
            ], "--destination"
        ),
        (
            [
                "--interface", "eni-1", "--source", "10.0.0.1", "--destination", "10.0.0.2", "--protocol",
                "tpc",
            ],
            "--protocol"
        ),
        (["2 1 eni-1 - -", "--interface", "eni-1"], "either"),
    ])
    func incompleteFlowsAreUsage(arguments: [String], named: String) throws {
        let run = try explain(arguments)
        #expect(run.exitCode == 64)
        #expect(run.errors.contains(named))
    }

    @Test func whatTheRuleSetLacksIsSaidBesideTheExplanation() throws {
        let run = try explain([
            "--interface", "eni-00000000000000011", "--source", "10.0.1.26", "--destination", "52.93.0.1",
            "--destination-port", "443", "--protocol", "tcp",
        ])
        #expect(run.output.contains("allowed-by-sg/undetermined"))
        #expect(run.errors.contains("pl-0unresolved00001"))
    }

    @Test func aMalformedLineNamesItsColumn() throws {
        let run = try explain([
            "2 123456789012 eni-1 10.0.0.1 10.0.0.2 1 99999 6 1 40 1700000000 1700000059 ACCEPT OK"
        ])
        #expect(run.exitCode == 65)
        #expect(run.errors.contains("dstport") && run.errors.contains("99999"))
    }
}
