import Foundation
import NetworkRules
import TestSupport
import Testing

private let forms = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/forms")

/// Whatever stands where a value should, a rule set of any form loads, or every error names its file.
@Suite struct FormMutationTests {
    private static let replacements: [JSONValue] = [
        .null, .string("x"), .string("10.0.0.1/8"), .string("${"), .integer(.max),
        .integer(.min),
        .number("1e400"), .boolean(true), .array([]), .object([:]), .array([.null]),
        .object(["Ref": .string("x")]), .object(["Fn::Sub": .array([.string("${a.b}"), .null])]),
    ]

    /// A plan that has everything that plans may have.
    private static let plan = #"""
        {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {}, "resource_changes": [
          {"address": "module.m[0].aws_security_group.g", "module_address": "module.m[0]", "mode": "managed", "type": "aws_security_group",
           "change": {"actions": ["update"], "before": {"id": "sg-1", "ingress": []},
            "after": {"id": "sg-1", "ingress": [{"protocol": "tcp", "from_port": 1, "to_port": 2, "cidr_blocks": ["10.0.0.0/8"]}]},
            "after_unknown": {"ingress": [{"security_groups": true}], "egress": true}}},
          {"address": "aws_vpc.v", "mode": "managed", "type": "aws_vpc",
           "change": {"actions": ["create"], "before": null, "after": {"cidr_block": "10.0.0.0/16"}, "after_unknown": {"id": true}}},
          {"address": "aws_network_acl_rule.r", "mode": "managed", "type": "aws_network_acl_rule",
           "change": {"actions": ["delete", "create"], "before": {"network_acl_id": "acl-1", "rule_number": 1, "rule_action": "deny", "protocol": "-1", "cidr_block": "10.0.0.0/8"},
            "after": {"network_acl_id": "acl-1", "rule_number": 2, "rule_action": "deny", "protocol": "17", "from_port": 1, "to_port": 2}, "after_unknown": {"cidr_block": true, "rule_action": true}}}],
         "prior_state": {"values": {"root_module": {"resources": [{"address": "data.aws_vpc.d", "mode": "data", "type": "aws_vpc", "values": {"id": "vpc-2", "cidr_block": "10.1.0.0/16"}}]}}},
         "configuration": {"root_module": {"module_calls": {"m": {"expressions": {"x": {"references": ["aws_vpc.v.id", "aws_vpc.v"]}},
           "module": {"resources": [{"address": "aws_security_group.g", "expressions": {"ingress": [{"from_port": {"constant_value": 1}, "security_groups": {"references": ["var.x", "each.key"]}}]}}],
            "outputs": {"o": {"expression": {"references": ["aws_security_group.g.id"]}}}}}}}}}
        """#

    /// A template with every function and section.
    private static let template = #"""
        {"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"P": {"Type": "CommaDelimitedList", "Default": "10.0.0.0/8,10.1.0.0/16", "AllowedValues": ["a"]}},
         "Mappings": {"M": {"a": {"b": 22}}}, "Conditions": {"C": {"Fn::And": [{"Fn::Not": [{"Fn::Equals": ["a", "b"]}]}, {"Fn::Or": [{"Condition": "D"}]}]}, "D": {"Fn::Equals": [1, 1]}},
         "Resources": {
          "V": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": {"Fn::Select": [0, {"Ref": "P"}]}}},
          "S": {"Type": "AWS::EC2::Subnet", "Condition": "C", "Properties": {"VpcId": {"Ref": "V"}, "CidrBlock": {"Fn::Select": [1, {"Fn::Cidr": [{"Fn::GetAtt": ["V", "CidrBlock"]}, 4, 8]}]}}},
          "G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": {"Fn::Join": ["-", [{"Fn::Sub": "${AWS::Region}${V.CidrBlock}"}, "b"]]},
           "SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": {"Fn::FindInMap": ["M", "a", "b"]}, "ToPort": 22, "CidrIp": {"Fn::If": ["C", "10.0.0.0/8", {"Ref": "AWS::NoValue"}]}},
            {"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1, "CidrIpv6": "::/0"}]}},
          "E": {"Type": "AWS::EC2::NetworkAclEntry", "Properties": {"NetworkAclId": "acl-1", "RuleNumber": 5, "Protocol": 6, "RuleAction": "deny", "Egress": true, "CidrBlock": "10.0.0.0/8", "PortRange": {"From": 1, "To": 2}}},
          "N": {"Type": "AWS::EC2::NetworkInterface", "Properties": {"SubnetId": {"Ref": "S"}, "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.4", "Primary": true}]}}}}
        """#

    private static func text(_ name: String) throws -> String {
        switch name {
        case "plan": plan
        case "template": template
        default: String(decoding: try Data(contentsOf: forms.appending(path: name)), as: UTF8.self)
        }
    }

    @Test(arguments: ["plan", "template", "terraform/terraform.tfstate", "config/snapshot.json"])
    func noValueTrapsTheLoader(name: String) throws {
        let folder = try RulesFolder()
        let original = try JSONParser.parse([UInt8](try Self.text(name).utf8))
        try folder.write(original.text, as: "rules.json")
        _ = try folder.load()
        var loads = 0
        for replacement in Self.replacements {
            for mutant in original.replacingEachValue(by: replacement) {
                loads += 1
                try folder.write(mutant.text, as: "rules.json")
                check(folder, mutant.text)
            }
        }
        #expect(loads > 1000)
    }

    /// Lines that are missing, and values that are something else, in YAML.
    @Test func noLineTrapsTheLoader() throws {
        let folder = try RulesFolder()
        let lines = try Self.text("cloudformation/network.yaml").split(separator: "\n").map(String.init)
        let values = [
            "", "[", "{", "\"", "!Ref X", "!Sub \"${\"", "!Select [99999999999999999999, []]", "&a [*a]",
            "!Cidr [::/0, 256, 128]",
            "!GetAtt .", "!If [a]", "- 1", "!Join", "|", "!Split ['', a]",
        ]
        for (index, line) in lines.enumerated() {
            var mutant = lines
            mutant.remove(at: index)
            try folder.write(mutant.joined(separator: "\n"), as: "rules.json")
            check(folder, mutant.joined(separator: "\n"))
            guard let colon = line.range(of: ": ") else { continue }
            for value in values {
                mutant = lines
                mutant[index] = line[..<colon.upperBound] + value
                try folder.write(mutant.joined(separator: "\n"), as: "rules.json")
                check(folder, mutant.joined(separator: "\n"))
            }
        }
    }

    private func check(_ folder: RulesFolder, _ text: String) {
        do {
            _ = try folder.load()
        } catch RuleSetLoadError.issues(let issues) {
            #expect(!issues.isEmpty)
            #expect(issues.allSatisfy { $0.file.hasPrefix(folder.path) }, "\(issues) of \(text)")
            #expect(issues.allSatisfy { !$0.message.contains("\n") }, "\(issues) of \(text)")
        } catch RuleSetLoadError.noRuleSet {
            return
        } catch {
            Issue.record("\(error) of \(text)")
        }
    }
}
