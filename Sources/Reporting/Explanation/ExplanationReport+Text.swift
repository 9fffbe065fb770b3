import FlowEvaluation
import NetworkPrimitives
import RuleAnalysis
import RuleMatching

extension ExplanationReport {
    /// The explanation for a terminal, in the order in which the packet meets the layers.
    package var text: String {
        var lines = [flowLine, ""]
        if let evaluated = explanation.evaluated {
            let acl = aclLines(evaluated)
            let groups = groupLines(evaluated)
            let isInbound = evaluated.answers.direction == .ingress
            lines += (isInbound ? acl + [""] + groups : groups + [""] + acl) + [""]
        }
        lines += verdictLines
        return lines.joined(separator: "\n") + "\n"
    }

    private var flowLine: String {
        let ipProtocol = explanation.ipProtocol.map { IPProtocol($0).description } ?? "protocol -"
        let action = explanation.action.map { $0 == .accept ? "ACCEPT" : "REJECT" } ?? "-"
        return "\(explanation.direction?.description ?? "unknown direction") at "
            + "\(DisplayText.escaped(explanation.interfaceName ?? "-")): \(ipProtocol) "
            + "\(endpoint(explanation.source, explanation.sourcePort)) -> "
            + "\(endpoint(explanation.destination, explanation.destinationPort)), "
            + (isActionAssumed ? "as the rules would have it: \(action)" : "logged as \(action)")
            + (explanation.tcpFlags.map { ", tcp-flags \($0)" } ?? "")
    }

    private func endpoint(_ address: IPAddress?, _ port: UInt16?) -> String {
        guard let address else { return "-" }
        guard let ipProtocol = explanation.ipProtocol, IPProtocol(ipProtocol).hasPorts, let port else {
            return address.description
        }
        return address.family == .ipv6 ? "[\(address)]:\(port)" : "\(address):\(port)"
    }

    private func aclLines(_ evaluated: FlowExplanation.Evaluated) -> [String] {
        let direction = evaluated.answers.direction
        let interface = compiled.ruleSet.interfaces[evaluated.interface]
        let subnet = DisplayText.escaped(interface.subnetID ?? "-")
        guard let number = compiled.networkACL(ofInterface: evaluated.interface) else {
            return ["NETWORK ACL  not applied: the rule set holds no ACL of subnet \(subnet)"]
        }
        let acl = DisplayText.escaped(compiled.ruleSet.networkACLs[number].id)
        guard evaluated.answers.networkACL != .notApplied else {
            return ["NETWORK ACL  not applied: \(evaluated.remote) lies in the interface's own subnet \(subnet)"]
        }
        return [
            "NETWORK ACL  \(acl) of subnet \(subnet), \(direction) entries in number order: "
                + evaluated.answers.networkACL.text
        ] + table(evaluated.networkACL)
    }

    private func groupLines(_ evaluated: FlowExplanation.Evaluated) -> [String] {
        let answers = evaluated.answers
        let groups = compiled.ruleSet.interfaces[evaluated.interface].groupIDs
        guard !groups.isEmpty else { return ["SECURITY GROUPS  not applied: the interface carries none"] }
        let known = Set(compiled.ruleSet.securityGroups.map(\.id))
        let missing = groups.filter { !known.contains($0) }.map(DisplayText.escaped)
        var lines = ["SECURITY GROUPS  \(groups.map(DisplayText.escaped).joined(separator: ", "))"]
        if !missing.isEmpty {
            lines.append(
                "  not in the rule set: \(missing.joined(separator: ", ")); what they permit is not known")
        }
        let ports = answers.ipProtocol.hasPorts
        lines.append(
            "  Forward reading: \(answers.direction) rules"
                + (ports ? ", destination port \(answers.destinationPort)" : "") + ": "
                + answers.forward.text)
        lines += table(evaluated.forward)
        lines.append(
            "  Return reading: \(answers.direction.opposite) rules"
                + (ports ? ", source port \(answers.sourcePort)" : "") + ": " + answers.returnLookup.text)
        lines += table(evaluated.returned)
        lines.append("  Who opened the connection: \(answers.evidence.text).")
        return lines
    }

    private func table(_ rules: [ExplainedRule]) -> [String] {
        guard !rules.isEmpty else { return ["    (no rules)"] }
        let rows = rules.map { rule -> [String] in
            let description = RuleDescription(rule.rule, compiled)
            return [
                holder(description), description.action == .allow ? "allow" : "deny", description.typeName,
                "\(description.protocolText) \(description.portsText)",
                DisplayText.escaped(description.peerText), rule.matchText,
            ]
        }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return zip(rules, rows).map { rule, row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return "    " + cells.joined(separator: "  ") + (rule.match == .yes ? "" : ": \(rule.causeText)")
        }
    }

    /// A group by its id, an ACL entry by its number.
    private func holder(_ description: RuleDescription) -> String {
        if case .securityGroup = description.rule { return DisplayText.escaped(description.ownerID) }
        return description.name
    }

    private var verdictLines: [String] {
        let verdict = explanation.verdict
        let words = [verdict.verdictClass.name, DisplayText.escaped(reasonName)]
        var lines = [
            "VERDICT  " + (words + (verdict.certainty.map { [$0.name] } ?? [])).joined(separator: "/"),
            "  \(reasonText)",
        ]
        if let evaluated = explanation.evaluated {
            if let rule = evaluated.groupDecision.rule {
                let reading = evaluated.answers.creditsReturn ? "return" : "forward"
                lines.append(
                    "  group rule (\(reading) reading): \(DisplayText.escaped(compiled.ruleName(rule)))")
            }
            if let rule = evaluated.aclDecision.rule,
                let acl = compiled.networkACL(ofInterface: evaluated.interface)
            {
                lines.append(
                    "  ACL rule: \(compiled.ruleName(rule)) of "
                        + DisplayText.escaped(compiled.ruleSet.networkACLs[acl].id))
            }
        }
        return lines
    }
}
