import NetworkPrimitives
import NetworkRules
import RuleAnalysis

// The suggested rules as a CloudFormation template: one resource a rule.
//
// *Source: CloudFormation guide, "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress".*

extension SuggestionReport {
    package var cloudFormation: String {
        var writer = JSONWriter()
        writer.object { json in
            json.member("AWSTemplateFormatVersion", "2010-09-09")
            json.member(
                "Description", "Rules that permit the flows seen \(coverage.text), suggested by flowverdict")
            json.object("Resources") { json in
                for group in suggestion.groups {
                    for direction in TrafficDirection.allCases {
                        for (number, suggested) in group.rules(direction).enumerated() {
                            write(suggested, self.group(group), direction, number + 1, to: &json)
                        }
                    }
                }
            }
        }
        return writer.text
    }

    private func write(
        _ suggested: SuggestedRule, _ group: SecurityGroup, _ direction: TrafficDirection, _ number: Int,
        to json: inout JSONWriter
    ) {
        let kind = direction == .ingress ? "Ingress" : "Egress"
        json.object("\(Self.logicalID(group.id))\(kind)\(number)") { json in
            json.member("Type", "AWS::EC2::SecurityGroup\(kind)")
            json.object("Properties") { json in
                json.member("GroupId", group.id)
                json.member("IpProtocol", suggested.rule.traffic.protocolText)
                if let (from, to) = suggested.rule.traffic.ends {
                    json.member("FromPort", from)
                    json.member("ToPort", to)
                }
                let end = direction == .ingress ? "Source" : "Destination"
                switch suggested.rule.peer {
                case .cidr(let block): json.member(block.family == .ipv4 ? "CidrIp" : "CidrIpv6", "\(block)")
                case .securityGroup(let id): json.member("\(end)SecurityGroupId", id)
                case .prefixList(let id): json.member("\(end)PrefixListId", id)
                }
            }
        }
    }

    /// Logical ids hold letters and digits alone.
    private static func logicalID(_ id: String) -> String {
        id.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map {
            $0.prefix(1).uppercased() + $0.dropFirst()
        }
        .joined()
    }
}
