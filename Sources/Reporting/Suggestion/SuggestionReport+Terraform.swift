import NetworkPrimitives
import NetworkRules
import RuleAnalysis

// The suggested rules as Terraform's configuration language: one resource a rule.
//
// *Source: Terraform AWS provider, "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule".*

extension SuggestionReport {
    package var terraform: String {
        var text = """
            # Rules that permit the flows seen \(coverage.text), suggested by flowverdict.
            # Take each group's other rules away when these are in place.

            """
        for group in suggestion.groups {
            let content = self.group(group)
            for direction in TrafficDirection.allCases {
                for (number, suggested) in group.rules(direction).enumerated() {
                    text += Self.resource(suggested, content, direction, number + 1)
                }
            }
        }
        return text
    }

    private static func resource(
        _ suggested: SuggestedRule, _ group: SecurityGroup, _ direction: TrafficDirection, _ number: Int
    ) -> String {
        var attributes: [(name: String, value: String)] = [
            ("security_group_id", quoted(group.id)),
            ("ip_protocol", quoted(suggested.rule.traffic.protocolText)),
        ]
        if let (from, to) = suggested.rule.traffic.ends {
            attributes += [("from_port", "\(from)"), ("to_port", "\(to)")]
        }
        switch suggested.rule.peer {
        case .cidr(let block):
            attributes.append((block.family == .ipv4 ? "cidr_ipv4" : "cidr_ipv6", quoted("\(block)")))
        case .securityGroup(let id): attributes.append(("referenced_security_group_id", quoted(id)))
        case .prefixList(let id): attributes.append(("prefix_list_id", quoted(id)))
        }
        let width = attributes.map(\.name.count).max() ?? 0
        let lines = attributes.map { name, value in
            "  \(name)\(String(repeating: " ", count: width - name.count)) = \(value)"
        }
        let name = "\(identifier(group.id))_\(direction)_\(number)"
        return "\nresource \"aws_vpc_security_group_\(direction)_rule\" \"\(name)\" {\n"
            + lines.joined(separator: "\n") + "\n}\n"
    }

    /// A string of the language: interpolation is as little wanted as quotes.
    private static func quoted(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("${", with: "$${").replacing("%{", with: "%%{")
        return "\"\(escaped)\""
    }

    /// A name of the language: letters, digits and underscores.
    private static func identifier(_ id: String) -> String {
        String(id.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}
