import Foundation
import Testing

/// `suggest` as a user runs it.
@Suite struct SuggestTests {
    private static func suggest(_ arguments: String...) throws -> CommandLineRun {
        try CommandLineRun(["suggest", "--rules", "Samples/rules"] + arguments, directory: projectFolder)
    }

    @Test func theReportShowsRulesAndProof() throws {
        let run = try Self.suggest("Samples/logs/custom")
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(run.output.contains("Checked: the suggested rules permit each of the"))
        #expect(run.output.contains("tcp 5432  to sg-03e9a7c5b1d2f4086"))
        // The intruder's session is no reason to let anyone in or out.
        #expect(!run.output.contains("41999"))
        #expect(run.output.contains("replies to connections that no rule permits: 6 records"))
    }

    /// What comes out for the AWS CLI and CloudFormation is a rule set again, by which the same flows are allowed.
    @Test(arguments: ["aws", "cloudformation"])
    func whatIsWrittenIsARuleSetThatAllowsTheFlows(format: String) throws {
        let folder = try TemporaryFolder()
        let rules = folder.path("rules")
        let run = try Self.suggest(
            "--output-format", format, "--output", folder.path("suggested.json"), "Samples/logs/custom")
        #expect(run.exitCode == 0, "\(run.errors)")
        try FileManager.default.copyItem(
            atPath: projectFolder.appending(path: "Samples/rules").path, toPath: rules)
        if format == "aws" {
            // The groups of which nothing is said stay as they are.
            try keepingUnseenGroups(in: rules, folder.path("suggested.json"))
        } else {
            try emptyGroups(in: rules)
            try FileManager.default.moveItem(
                atPath: folder.path("suggested.json"), toPath: rules + "/template.json")
        }
        let compared = try CommandLineRun(
            ["compare", "Samples/rules", rules, "Samples/logs/custom", "--output-format", "json"],
            directory: projectFolder)
        let flows = try #require(
            try jsonObject(compared.output)["flows"] as? [[String: Any]], "\(compared.errors)")
        // What breaks is what was no rule's: replies of the intruder's session.
        let broken = flows.filter { $0["effect"] as? String == "breaks" }
        #expect(broken.map { $0["remote"] as? String } == ["192.0.2.201"])
        #expect(flows.allSatisfy { $0["effect"] as? String != "opens" })
    }

    private func keepingUnseenGroups(in rules: String, _ suggested: String) throws {
        let file = rules + "/security-groups.json"
        let now = try jsonObject(String(contentsOfFile: file, encoding: .utf8))
        let new = try jsonObject(String(contentsOfFile: suggested, encoding: .utf8))
        let groups = try #require(new["SecurityGroups"] as? [[String: Any]])
        let known = Set(groups.compactMap { $0["GroupId"] as? String })
        let rest = try #require(now["SecurityGroups"] as? [[String: Any]]).filter {
            !known.contains($0["GroupId"] as? String ?? "")
        }
        try JSONSerialization.data(withJSONObject: ["SecurityGroups": groups + rest]).write(
            to: URL(filePath: file))
    }

    private func emptyGroups(in rules: String) throws {
        let file = rules + "/security-groups.json"
        let now = try jsonObject(String(contentsOfFile: file, encoding: .utf8))
        let groups = try #require(now["SecurityGroups"] as? [[String: Any]]).map { group in
            var group = group
            if group["GroupName"] as? String != "default" {
                group["IpPermissions"] = [Any]()
                group["IpPermissionsEgress"] = [Any]()
            }
            return group
        }
        try JSONSerialization.data(withJSONObject: ["SecurityGroups": groups]).write(to: URL(filePath: file))
    }

    @Test func terraformNamesEveryRule() throws {
        let run = try Self.suggest("--output-format", "terraform", "Samples/logs/custom")
        #expect(
            run.output.contains(
                #"resource "aws_vpc_security_group_egress_rule" "sg_02d8f6b4a0c1e3975_egress_1" {"#))
        #expect(run.output.contains("  referenced_security_group_id = \"sg-02d8f6b4a0c1e3975\""))
        #expect(run.output.components(separatedBy: "resource ").count == 13)
        #expect(!run.output.contains("\t"))
    }

    @Test func limitsAreCheckedAndKept() throws {
        let json = try jsonObject(
            Self.suggest("--max-rules", "1", "--slack", "0", "--output-format", "json", "Samples/logs/custom")
                .output)
        let groups = try #require(json["groups"] as? [[String: Any]])
        #expect(groups.count == 4)
        #expect(try Self.suggest("--max-rules", "0", "Samples/logs/custom").exitCode == 64)
        #expect(try Self.suggest().exitCode == 64)
    }
}
