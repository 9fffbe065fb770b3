import Foundation
import Testing

/// `benchmark` as a user runs it.
@Suite struct BenchmarkTests {
    private static func benchmark(_ arguments: String...) throws -> CommandLineRun {
        try CommandLineRun(["benchmark"] + arguments, directory: projectFolder)
    }

    @Test func aReportOfOneRuleSet() throws {
        let run = try Self.benchmark("--rules", "Samples/rules", "Samples/logs/custom")
        #expect(run.exitCode == 0, "\(run.errors)")
        for words in ["SIZE", "COMPILED", "LOOK-UPS", "QUOTAS", "ACL ENTRIES ASKED", "FEWER RULES"] {
            #expect(run.output.contains(words))
        }
        #expect(
            run.output.contains("rules-per-group: at most 3 of 60, by sg-01c7e5a3b9d0f2864")
                || run.output.contains("rules-per-group: at most 2 of 60"))
    }

    @Test func severalRuleSetsStandSideBySide() throws {
        let run = try Self.benchmark(
            "--rules", "Samples/rules", "--rules", "Samples/proposed", "--output-format", "json")
        let sets = try #require(try jsonObject(run.output)["rule_sets"] as? [[String: Any]])
        #expect(sets.map { ($0["size"] as? [String: Any])?["group_rules"] as? Int } == [10, 10])
        #expect(
            try Self.benchmark("--rules", "Samples/rules", "--rules", "Samples/proposed").output.contains(
                "2: "))
    }

    @Test func theEquivalentIsARuleSetThatLetsTheSamePacketsThrough() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "rules.json",
            #"{"SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/25"}, {"CidrIp": "10.0.0.128/25"}]}, {"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}], "IpPermissionsEgress": []}], "NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true, "Associations": [], "Entries": [{"RuleNumber": 100, "Egress": false, "RuleAction": "allow", "Protocol": "6", "CidrBlock": "0.0.0.0/0", "PortRange": {"From": 0, "To": 65535}}, {"RuleNumber": 110, "Egress": false, "RuleAction": "deny", "Protocol": "6", "CidrBlock": "10.0.0.0/8", "PortRange": {"From": 22, "To": 22}}]}]}"#
        )
        let run = try Self.benchmark(
            "--rules", folder.path("rules.json"), "--equivalent", folder.path("fewer.json"))
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(run.output.contains("2 instead of 3"))
        let compared = try CommandLineRun([
            "compare", folder.path("rules.json"), folder.path("fewer.json"), "--fail-on", "breaks",
            "--fail-on", "opens",
        ])
        #expect(compared.exitCode == 0, "\(compared.output)")
        #expect(compared.output.contains("Both let the very same packets through."))
    }

    @Test func optionsThatContradictAreUsage() throws {
        #expect(try Self.benchmark().exitCode == 64)
        #expect(try Self.benchmark("--rules", "a", "--rules", "b", "-").exitCode == 64)
        #expect(try Self.benchmark("--rules", "a", "--rules", "b", "--equivalent", "c").exitCode == 64)
        #expect(try Self.benchmark("--rules", "Samples/rules", "--rules-per-group", "0").exitCode == 64)
    }
}
