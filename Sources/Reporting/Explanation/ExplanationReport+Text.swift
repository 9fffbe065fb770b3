import FlowEvaluation
import NetworkPrimitives
import NetworkRules
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
            let text = ExplainedRuleText(rule.rule, compiled)
            let isACL = text.action != nil
            return [
                DisplayText.escaped(isACL ? text.name : text.owner), text.action ?? "allow", text.type,
                text.services, DisplayText.escaped(text.peer), rule.matchText,
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

    private var verdictLines: [String] {
        var lines = ["VERDICT  \(verdictText)", "  \(reasonText)"]
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

    /// What the verdict means, in one sentence.
    private var reasonText: String {
        switch explanation.verdict.reason {
        case .rule:
            explanation.verdict.verdictClass == .naclBlocked
                ? "The network ACL denies it." : "A group's rule of this direction permits it."
        case .returnTraffic: "It answers a connection that a rule of the opposite direction permits."
        case .presumedReturn:
            "Only as a reply do the rules permit it, and the ports alone say that it is one; "
                + "tcp-flags in the log's format would tell."
        case .undetermined: "A rule that a flow log cannot decide would change the answer."
        case .exempt: "No rule permits it, but such traffic is never filtered."
        case .managedInterface:
            "No rule permits it, but groups do not filter this managed service's own traffic."
        case .noSecurityGroup: "The interface carries no group, so that only the ACL could stop it."
        case .noRule: "No group's rule permits it."
        case .untrackedReturn:
            "It would be permitted as a reply, but no live connection was there to reply to."
        case .closedConnection:
            "Every layer permits it; without a SYN in its flags it came after its connection was closed."
        case .statedReason: "The record itself says what refused it."
        case .acceptedAgainstBoth: "It was accepted although the ACL and the groups deny it."
        case .acceptedAgainstNACL: "It was accepted although the ACL denies it."
        case .acceptedWithoutSGRule: "It was accepted although no group's rule permits it, in no reading."
        case .rejectedDespiteRules: "It was rejected although every layer permits it."
        case .noData: "The interval had no traffic."
        case .skippedData: "Records of the interval were lost."
        case .missingField: missingFieldText
        case .unknownInterface:
            "The rule set does not hold the interface; add it with describe-network-interfaces."
        case .unknownDirection:
            "Neither end alone is one of the interface's addresses; flow-direction in the log's format "
                + "would tell."
        }
    }

    private var missingFieldText: String {
        let missing = explanation.missingFields.map(\.rawValue)
        return missing.isEmpty
            ? "A field that the verdict needs is \"-\" in this record."
            : "The format lacks what the verdict needs: \(missing.joined(separator: ", "))."
    }
}
