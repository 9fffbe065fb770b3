import Foundation
import TestSupport
import Testing

/// `audit` as a user runs it.
@Suite struct AuditTests {
    private static let groups = #"""
        {"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "web", "VpcId": "vpc-1", "IpPermissions": [
          {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
          {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
          "IpPermissionsEgress": []}]}
        """#
    private static let interfaces = #"""
        {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-1",
          "PrivateIpAddress": "10.0.0.1", "Groups": [{"GroupId": "sg-1"}]}]}
        """#
    private static let log = """
        2 1 eni-1 192.0.2.1 10.0.0.1 50000 443 6 10 1000 1767225600 1767225660 ACCEPT OK
        2 1 eni-1 192.0.2.2 10.0.0.1 50000 22 6 10 1000 1767312000 1767312060 ACCEPT OK

        """

    private static func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path("rules"), withIntermediateDirectories: true)
        try folder.write("rules/groups.json", groups)
        try folder.write("rules/interfaces.json", interfaces)
        try folder.write("flows.log", log)
        return folder
    }

    private static func findings(_ run: CommandLineRun) throws -> [[String: Any]] {
        try jsonObject(run.output)["findings"] as? [[String: Any]] ?? []
    }

    @Test func rulesAloneGiveFindingsWithControlAndFix() throws {
        let folder = try Self.folder()
        let run = try CommandLineRun(["audit", "--rules", folder.path("rules"), "--output-format", "json"])
        #expect(run.exitCode == 0, "\(run.errors)")
        let finding = try #require(try Self.findings(run).first)
        #expect(finding["check"] as? String == "sg-admin-port-open-ipv4")
        #expect(finding["severity"] as? String == "high")
        #expect(finding["resource"] as? String == "sg-1")
        #expect(finding["rules"] as? [String] == ["sg-1/ingress/tcp/22/0.0.0.0/0"])
        #expect((finding["controls"] as? [String])?.contains("CIS 1.5.0 5.2 (5.0.0 5.3)") == true)
        #expect(finding["evidence"] == nil)
    }

    @Test func logsAddEvidence() throws {
        let folder = try Self.folder()
        let run = try CommandLineRun([
            "audit", "--rules", folder.path("rules"), "--output-format", "json", folder.path("flows.log"),
        ])
        let finding = try #require(
            try Self.findings(run).first { $0["check"] as? String == "sg-admin-port-open-ipv4" })
        let evidence = try #require(finding["evidence"] as? [String: Any])
        #expect(evidence["records"] as? Int == 1)
        #expect(evidence["remotes"] as? Int == 1)
        #expect(evidence["last"] as? String == "2026-01-02T00:01:00Z")
        let text = try CommandLineRun(["audit", "--rules", folder.path("rules"), folder.path("flows.log")])
        #expect(text.output.contains("Logs: 1 record of 1 address (1000 B) used it in 24 hours"))
    }

    @Test func benchmarksChooseTheControls() throws {
        let folder = try Self.folder()
        func benchmarks(_ arguments: [String]) throws -> Set<String> {
            let run = try CommandLineRun(
                ["audit", "--rules", folder.path("rules"), "--output-format", "json"] + arguments)
            let controls = try jsonObject(run.output)["controls"] as? [[String: Any]] ?? []
            return Set(controls.compactMap { $0["benchmark"] as? String })
        }
        #expect(try benchmarks([]) == ["cis", "pci", "practice"])
        #expect(try benchmarks(["--benchmark", "cis"]) == ["cis"])
        #expect(try benchmarks(["--benchmark", "cis", "--benchmark", "pci"]) == ["cis", "pci"])
    }

    @Test(arguments: [("critical", 0), ("high", 1), ("info", 1)])
    func failOnTakesASeverity(severity: String, code: Int32) throws {
        let folder = try Self.folder()
        let run = try CommandLineRun(["audit", "--rules", folder.path("rules"), "--fail-on", severity])
        #expect(run.exitCode == code)
    }

    @Test func suppressionsLetAFindingStand() throws {
        let folder = try Self.folder()
        try folder.write(
            "accepted.yaml",
            "suppressions:\n  - {check: sg-admin-port-open-ipv4, resource: sg-1, reason: bastion, expires: never}\n"
        )
        let run = try CommandLineRun([
            "audit", "--rules", folder.path("rules"), "--suppress", folder.path("accepted.yaml"), "--fail-on",
            "high",
        ])
        #expect(run.exitCode == 0)
        #expect(run.output.contains("sg-admin-port-open-ipv4 sg-1: bastion"))
        try folder.write("accepted.yaml", "suppressions:\n  - {check: nothing}\n")
        let bad = try CommandLineRun([
            "audit", "--rules", folder.path("rules"), "--suppress", folder.path("accepted.yaml"),
        ])
        #expect(bad.exitCode == 65)
        #expect(
            bad.errors.contains("accepted.yaml:2: the suppression has no resource")
                || bad.errors.contains("no check nothing"))
        let none = try CommandLineRun([
            "audit", "--rules", folder.path("rules"), "--suppress", folder.path("none.yaml"),
        ])
        #expect(none.exitCode == 66)
    }

    @Test func sarifNamesRulesAndFiles() throws {
        let folder = try Self.folder()
        let run = try CommandLineRun(["audit", "--rules", folder.path("rules"), "--output-format", "sarif"])
        let log = try jsonObject(run.output)
        #expect(log["version"] as? String == "2.1.0")
        let first = try #require((log["runs"] as? [[String: Any]])?.first)
        let result = try #require((first["results"] as? [[String: Any]])?.first)
        let driver = try #require((first["tool"] as? [String: Any])?["driver"] as? [String: Any])
        let rules = try #require(driver["rules"] as? [[String: Any]])
        let index = try #require(result["ruleIndex"] as? Int)
        #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
        #expect(result["level"] as? String == "error")
        let location = try #require(
            (result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any])
        let uri = try #require((location["artifactLocation"] as? [String: Any])?["uri"] as? String)
        #expect(uri.hasPrefix("file:///"))
        #expect(uri.hasSuffix("/rules/groups.json"))
        #expect(
            rules[index]["properties"].map { ($0 as? [String: Any])?["security-severity"] != nil } == true)
    }

    @Test func sarifNamesTheLineThatAGroupBeginsOn() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "groups.json",
            """
            {
              "SecurityGroups": [
                {"GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissions": [
                  {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "UserIdGroupPairs": [{"GroupId": "sg-2"}]}
                ]},
                {"GroupId": "sg-2", "VpcId": "vpc-1", "IpPermissions": [
                  {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
                ]}
              ]
            }
            """)
        let run = try CommandLineRun([
            "audit", "--rules", folder.path("groups.json"), "--benchmark", "cis", "--output-format", "sarif",
        ])
        let runs = try #require(try jsonObject(run.output)["runs"] as? [[String: Any]])
        let results = try #require(runs.first?["results"] as? [[String: Any]])
        let lines = results.compactMap { result -> Int? in
            guard result["ruleId"] as? String == "sg-admin-port-open-ipv4" else { return nil }
            let location = (result["locations"] as? [[String: Any]])?.first?["physicalLocation"]
            return ((location as? [String: Any])?["region"] as? [String: Any])?["startLine"] as? Int
        }
        #expect(lines == [6])
    }

    /// A model that is made from the published schema reads every part of it.
    @Test(.enabled(if: CloudTools.environment != nil, "Tests/Cloud/install.sh could not install from PyPI"))
    func sarifIsWhatThePublishedSchemaAsksFor() throws {
        let python = try #require(CloudTools.environment).appending(path: "bin/python")
        let folder = try Self.folder()
        let run = try CommandLineRun([
            "audit", "--rules", folder.path("rules"), "--output-format", "sarif", "--output",
            folder.path("a.sarif"),
            folder.path("flows.log"),
        ])
        #expect(run.exitCode == 0, "\(run.errors)")
        let check = """
            import sys
            from sarif_pydantic import Sarif
            log = Sarif.model_validate_json(open(sys.argv[1]).read())
            def extras(value):
                for item in value if isinstance(value, list) else [value]:
                    if hasattr(item, "model_fields"):
                        if item.model_extra: print(type(item).__name__, sorted(item.model_extra))
                        for name in type(item).model_fields: extras(getattr(item, name))
            extras(log)
            print(len(log.runs[0].results))
            """
        let validated = CloudTools.run(python, ["-c", check, folder.path("a.sarif")])
        #expect(validated.status == 0, "\(validated.errors)")
        #expect(
            Int(validated.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0 > 1,
            "\(validated.output)")
    }

    @Test func damagedLogsGiveAPartialAudit() throws {
        let folder = try Self.folder()
        try Data([0x1f, 0x8b, 8, 0, 0]).write(to: folder.url.appending(path: "cut.log.gz"))
        let run = try CommandLineRun([
            "audit", "--rules", folder.path("rules"), folder.path("flows.log"), folder.path("cut.log.gz"),
        ])
        #expect(run.exitCode == 74)
        #expect(run.output.contains("PARTIAL"))
        #expect(run.output.contains("sg-admin-port-open-ipv4"))
    }

    @Test func whatAccountsHaveBesideTheRulesIsReadFromTheSameFolder() throws {
        let folder = try Self.folder()
        try folder.write(
            "rules/db.json",
            #"{"DBInstances": [{"DBInstanceIdentifier": "db-1", "Engine": "postgres", "PubliclyAccessible": true, "Endpoint": {"Port": 443}, "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1", "Status": "active"}]}]}"#
        )
        try folder.write("rules/flow-logs.json", #"{"FlowLogs": []}"#)
        try folder.write("rules/filters.json", #"{"metricFilters": []}"#)
        try folder.write("rules/alarms.json", #"{"MetricAlarms": []}"#)
        let run = try CommandLineRun(["audit", "--rules", folder.path("rules"), "--output-format", "json"])
        let checks = try Self.findings(run).compactMap { $0["check"] as? String }
        for check in [
            "database-public", "vpc-without-flow-log", "interface-without-flow-log", "sg-changes-unwatched",
        ] {
            #expect(checks.contains(check))
        }
        let controls = try jsonObject(run.output)["controls"] as? [[String: Any]] ?? []
        let open = controls.filter { $0["status"] as? String == "not-evaluated" }.compactMap {
            $0["id"] as? String
        }
        #expect(open.contains("PCI DSS 4.0 1.2.7"))
        #expect(!open.contains("CIS 1.5.0 2.3.3"))
        // The same files say nothing to a verb that judges flows, and do it no harm.
        let evaluated = try CommandLineRun([
            "evaluate", "--rules", folder.path("rules"), folder.path("flows.log"),
        ])
        #expect(evaluated.exitCode == 0)
        #expect(!evaluated.output.contains("ignored"))
    }

    @Test func whatIsWrongBesideTheRulesIsAWarning() throws {
        let folder = try Self.folder()
        try folder.write("rules/db.json", #"{"DBInstances": [{"Engine": "postgres"}]}"#)
        let run = try CommandLineRun(["audit", "--rules", folder.path("rules")])
        #expect(run.exitCode == 0)
        #expect(run.output.contains("DBInstanceIdentifier"))
    }
}

/// Findings about rule sets of other projects, each checked by hand against their files.
@Suite(.enabled(if: SharedFolder.corpus != nil, "\(SharedFolder.absence)"))
struct AuditCorpusTests {
    private static func findings(_ path: String) throws -> Set<String> {
        let rules = try #require(SharedFolder.corpus).appending(path: path).path
        let run = try CommandLineRun(["audit", "--rules", rules, "--output-format", "json"])
        let findings = try jsonObject(run.output)["findings"] as? [[String: Any]] ?? []
        return Set(findings.map { "\($0["check"] ?? "") \($0["resource"] ?? "")" })
    }

    /// Eight groups, all with the outbound rule that groups come with. From outside the VPC, Bastion can be reached from
    /// two blocks, and Public and Public web by everyone, at 443 alone. Instances, load balancers, an endpoint and a
    /// database carry all but the default group, whose rules let its members do everything, and "Bastion access", which
    /// no rule names.
    @Test func cloudMapper() throws {
        let outbound = (1...8).map { "sg-egress-open sg-0000000\($0)" }
        #expect(
            try Self.findings("duo-labs+cloudmapper")
                == Set(
                    outbound + [
                        "sg-default-not-restricted sg-00000001", "sg-all-protocols sg-00000001",
                        "sg-unreferenced sg-00000007",
                    ]))
    }

    /// One group lets everything in from everyone; one is on nothing; the ACL of two subnets lets everyone in; the other
    /// lets connections out to everyone but replies in from its own addresses alone.
    @Test func batfish() throws {
        #expect(
            try Self.findings("batfish+batfish/test")
                == [
                    "sg-admin-port-open-ipv4 sg-08893f1a4413ccfc1", "sg-data-port-open sg-08893f1a4413ccfc1",
                    "sg-all-protocols sg-08893f1a4413ccfc1", "sg-egress-open sg-08893f1a4413ccfc1",
                    "sg-egress-open sg-0de0ddfa8a5a45810", "sg-unreferenced sg-0de0ddfa8a5a45810",
                    "acl-admin-port-open acl-008d1f79", "acl-replies-cannot-enter acl-4db39c28",
                ])
    }
}
