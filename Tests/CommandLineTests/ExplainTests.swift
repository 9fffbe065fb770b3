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

    @Test func thePathIsDrawnFromTheSenderOn() throws {
        func path(_ arguments: [String]) throws -> [String] {
            let run = try CommandLineRun(
                ["explain", "--rules", "Samples/rules"] + arguments, directory: projectFolder)
            let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            return Array(lines.drop { $0 != "PATH" }.dropFirst().prefix { !$0.isEmpty })
        }
        let stopped = try path([
            "--interface", "eni-0b22d0ffee5a0b003", "--source", "192.0.2.201", "--destination", "10.20.0.10",
            "--protocol", "tcp", "--destination-port", "22",
        ])
        #expect(
            stopped == [
                "  192.0.2.201:49152", "    |", "  network ACL acl-0b3c5d7e9f1a24680: permits (120)", "    |",
                "  security group sg-04f0b8d6c2e3a5197: denies", "    x",
                "  10.20.0.10:22 at eni-0b22d0ffee5a0b003",
            ])
        // Port 21 comes no further than the ACL.
        let unreached = try path([
            "--interface", "eni-0b22d0ffee5a0b003", "--source", "192.0.2.201", "--destination", "10.20.0.10",
            "--protocol", "tcp", "--destination-port", "21",
        ])
        #expect(unreached.map { String($0.dropFirst(4)) }.filter { $0.count == 1 } == ["|", "x", ":"])
        // Outbound the groups come first; an answer passes them as one.
        let answer = try path([
            "2 123456789012 eni-0a11c0ffee5a0b001 10.20.0.20 192.0.2.49 443 50000 6 1 40 1773194400 1773194460 ACCEPT OK"
        ])
        #expect(answer.first == "  10.20.0.20:443 at eni-0a11c0ffee5a0b001")
        // Lines that are too long go on in the next.
        let text = answer.map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
        #expect(
            text.contains(
                "| security group sg-01c7e5a3b9d0f2864: permits it as a reply "
                    + "(sg-01c7e5a3b9d0f2864/ingress/tcp/443/0.0.0.0/0) | network ACL acl-0b3c5d7e9f1a24680: permits ("
            ))
        #expect(answer.last == "  192.0.2.49:50000")
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
