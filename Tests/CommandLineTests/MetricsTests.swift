import Foundation
import Testing

/// The sums in Prometheus' text format.
@Suite struct MetricsTests {
    private static let rules = """
        {"SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissions": [
           {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
           {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}],
           "IpPermissionsEgress": []}],
         "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "PrivateIpAddress": "10.0.0.1",
           "Groups": [{"GroupId": "sg-1"}]}]}
        """
    private static let log = #"""
        version interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status reject-reason
        2 eni-1 192.0.2.1 10.0.0.1 50000 443 6 3 180 1767225600 1767225660 ACCEPT OK -
        2 eni-1 192.0.2.2 10.0.0.1 50000 443 6 4 240 1767225600 1767225661 ACCEPT OK -
        2 eni-1 192.0.2.1 10.0.0.1 50000 23 6 1 60 1767225600 1767225660 REJECT OK BPA"\x
        2 eni-1 192.0.2.1 10.0.0.1 50000 23 6 1 60 1767225600 1767225660 ACCEPT OK -
        2 eni-9 192.0.2.1 10.0.0.1 50000 23 6 1 60 1767225600 1767225660 ACCEPT OK -
        2 eni-1 192.0.2.1 x 50000 23 6 1 60 1767225600 1767225660 ACCEPT OK -

        """#

    private static func metrics() throws -> (folder: TemporaryFolder, lines: [String]) {
        let folder = try TemporaryFolder()
        try folder.write("rules.json", rules)
        try folder.write("flows.log", log)
        let run = try CommandLineRun(
            ["evaluate", "--rules", "rules.json", "--metrics", "flowverdict.prom", "flows.log"],
            directory: folder.url)
        #expect(run.exitCode == 0, "\(run.errors)")
        return (folder, try folder.read("flowverdict.prom").split(separator: "\n").map(String.init))
    }

    @Test func sumsAreThoseOfTheLog() throws {
        let lines = try Self.metrics().lines
        for line in [
            #"flowverdict_records{class="allowed-by-sg",reason="rule",certainty=""} 2"#,
            #"flowverdict_packets{class="allowed-by-sg",reason="rule",certainty=""} 7"#,
            #"flowverdict_bytes{class="allowed-by-sg",reason="rule",certainty=""} 420"#,
            #"flowverdict_records{class="vpc-blocked",reason="BPA\"\\x",certainty=""} 1"#,
            #"flowverdict_records{class="anomalous",reason="accepted-without-sg-rule",certainty="certain"} 1"#,
            #"flowverdict_records{class="not-evaluated",reason="unknown-interface",certainty=""} 1"#,
            #"flowverdict_lines{kind="header"} 1"#, #"flowverdict_lines{kind="record"} 5"#,
            #"flowverdict_lines{kind="malformed"} 1"#, "flowverdict_inputs 1", "flowverdict_partial 0",
            "flowverdict_unread_inputs 0", "flowverdict_unknown_interfaces 1",
            "flowverdict_first_record_timestamp_seconds 1767225600",
            "flowverdict_last_record_timestamp_seconds 1767225661",
            #"flowverdict_rules{layer="security-group",state="used"} 1"#,
            #"flowverdict_rules{layer="security-group",state="unused"} 1"#,
        ] {
            #expect(lines.contains(line), "\(line)\n\(lines.joined(separator: "\n"))")
        }
    }

    /// Every metric is announced once, before its samples.
    @Test func everyMetricIsAnnounced() throws {
        var announced: Set<String> = []
        for line in try Self.metrics().lines {
            let words = line.split(separator: " ")
            if line.hasPrefix("# TYPE") { #expect(announced.insert(String(words[2])).inserted) }
            if line.hasPrefix("#") { continue }
            #expect(announced.contains(String(line.prefix { $0 != "{" && $0 != " " })))
        }
        #expect(announced.count > 10)
    }

    private static let promtool: URL? = {
        let folder = projectFolder.appending(path: ".build/promtool")
        let script = projectFolder.appending(path: "Tests/Metrics/install.sh")
        return CloudTools.run(script, [folder.path]).status == 0 ? folder.appending(path: "promtool") : nil
    }()

    @Test(.enabled(if: promtool != nil, "Tests/Metrics/install.sh could not fetch promtool"))
    func promtoolFindsNothingToSay() throws {
        let promtool = try #require(Self.promtool)
        let (folder, _) = try Self.metrics()
        let file = folder.path("flowverdict.prom")
        let checked = CloudTools.run(
            URL(filePath: "/bin/sh"), ["-c", "\(promtool.path) check metrics < \(file)"])
        #expect(checked.status == 0)
        #expect(checked.output + checked.errors == "")
    }
}
