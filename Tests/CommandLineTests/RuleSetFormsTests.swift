import Foundation
import Testing

/// One network as the AWS CLI, Terraform, CloudFormation and AWS Config describe it: the same verdicts.
@Suite struct RuleSetFormsTests {
    struct Form: CustomTestStringConvertible {
        let folder: String
        var options: [String] = []
        /// How verdicts name the rule that Terraform describes by itself.
        var sshRule = "sg-web/ingress/tcp/22/pl-1"

        var testDescription: String { folder }
    }

    static let forms = [
        Form(folder: "cli"), Form(folder: "terraform", sshRule: "sgr-tf"), Form(folder: "config"),
        Form(
            folder: "cloudformation",
            options: [
                "Web=sg-web", "Db=sg-db", "WebBox=eni-web", "DbNic=eni-db", "Acl=acl-1", "OfficeList=pl-1",
                "Net.DefaultNetworkAcl=acl-0",
            ].flatMap { ["--map", $0] }),
    ]

    /// Decided by hand: class and reason, group rule, ACL and its rule.
    private static func expected(_ sshRule: String) -> [String] {
        [
            "allowed-by-sg/rule sg-web/ingress/tcp/80/0.0.0.0/0 acl-0 100",
            // A reply by its flags, though the group would let it out anyway.
            "allowed-by-sg/return-traffic sg-web/ingress/tcp/80/0.0.0.0/0 acl-0 100",
            "allowed-by-sg/rule sg-web/egress/-1/all/0.0.0.0/0 acl-0 100",
            "allowed-by-sg/rule sg-db/ingress/tcp/5432/sg-web acl-1 100",
            "nacl-blocked/rule - acl-1 90",
            "sg-blocked/no-rule - acl-1 100",
            "allowed-by-sg/return-traffic sg-db/ingress/tcp/5432/sg-web acl-1 100",
            "anomalous/accepted-against-both - acl-1 32767",
            "allowed-by-sg/rule \(sshRule) acl-0 100",
            "sg-blocked/no-rule - acl-0 100",
        ]
    }

    @Test(arguments: forms)
    func theVerdictsAreTheSame(form: Form) throws {
        let folder = try TemporaryFolder()
        let run = try CommandLineRun(
            [
                "evaluate", "--rules", fixture("forms/\(form.folder)"), "--records", "-", "--output",
                folder.path("report"),
            ]
                + form.options + [fixture("forms/flows.log")])
        #expect(run.exitCode == 0, "\(run.errors)")
        let found = try run.lines.map { line in
            let record = try jsonObject(line)
            func text(_ key: String) -> String {
                guard let value = record[key], !(value is NSNull) else { return "-" }
                return "\(value)"
            }
            return
                "\(text("class"))/\(text("reason")) \(text("security_group_rule")) \(text("network_acl")) \(text("network_acl_rule"))"
        }
        #expect(found == Self.expected(form.sshRule))
    }

    /// A capture tells the interfaces, a template what the rules will be.
    @Test func aTemplateIsJudgedWithTheInterfacesOfACapture() throws {
        let folder = try TemporaryFolder()
        let template = try String(
            contentsOfFile: fixture("forms/cloudformation/network.yaml"), encoding: .utf8
        )
        .replacing("FromPort: 80\n          ToPort: 80", with: "FromPort: 443\n          ToPort: 443")
        try folder.write("rules/template.yaml", template)
        try folder.write(
            "rules/capture.json",
            try String(contentsOfFile: fixture("forms/cli/network.json"), encoding: .utf8))
        let run = try CommandLineRun([
            "evaluate", "--rules", folder.path("rules"), "--map", "Web=sg-web", "--records", "-", "--only",
            "anomalous/accepted-without-sg-rule", "--output", folder.path("report"),
            fixture("forms/flows.log"),
        ])
        #expect(run.exitCode == 0, "\(run.errors)")
        // Without port 80 neither the request nor its reply, which only the group's inbound rule explains.
        #expect(try run.lines.map { try jsonObject($0)["line"] as? Int } == [2])
        #expect(
            try folder.read("report").contains("described by a capture and differently by a plan or template")
        )
    }
}
