import FlowEvaluation
import NetworkPrimitives
import RuleAnalysis
import RuleMatching

extension ExplanationReport {
    /// The explanation for a terminal, in the order in which the packet meets the layers.
    package func text(width: Int = ReportWidth.standard) -> String {
        var layout = TextLayout(width: width)
        layout.paragraph(flowText, hanging: 2)
        appendPath(to: &layout)
        if let evaluated = explanation.evaluated {
            if evaluated.answers.direction == .ingress {
                append(evaluated.networkACL, to: &layout)
                appendGroups(evaluated, to: &layout)
            } else {
                appendGroups(evaluated, to: &layout)
                append(evaluated.networkACL, to: &layout)
            }
        } else if let layer = explanation.networkACLOfUnknown {
            append(layer, to: &layout)
        }
        appendVerdict(to: &layout)
        return layout.text
    }

    private var flowText: String {
        let ipProtocol = explanation.ipProtocol.map { IPProtocol($0).description } ?? "protocol -"
        let action = explanation.action.map { $0 == .accept ? "ACCEPT" : "REJECT" } ?? "-"
        return "\(explanation.direction?.description ?? "unknown direction") at "
            + "\(explanation.interfaceName ?? "-"): \(ipProtocol) "
            + "\(endpoint(explanation.source, explanation.sourcePort)) -> "
            + "\(endpoint(explanation.destination, explanation.destinationPort)), "
            + (isActionAssumed ? "as the rules would have it: \(action)" : "logged as \(action)")
            + (explanation.tcpFlags.map { ", tcp-flags \($0)" } ?? "")
    }

    func endpoint(_ address: IPAddress?, _ port: UInt16?) -> String {
        guard let address else { return "-" }
        guard let ipProtocol = explanation.ipProtocol, IPProtocol(ipProtocol).hasPorts, let port else {
            return address.description
        }
        return address.family == .ipv6 ? "[\(address)]:\(port)" : "\(address):\(port)"
    }

    private func append(_ layer: FlowExplanation.NetworkACLLayer, to layout: inout TextLayout) {
        let subnet = layer.subnetID ?? "-"
        let outcome = layer.decision.outcome
        layout.section("NETWORK ACL: \(outcome.text)")
        guard let number = layer.networkACL else {
            return layout.paragraph("The rule set holds no ACL of subnet \(subnet).", indent: 2)
        }
        guard outcome != .notApplied else {
            return layout.paragraph(
                "\(layer.remote) lies in the interface's own subnet \(subnet).", indent: 2)
        }
        let direction = explanation.direction?.description ?? "-"
        layout.paragraph(
            "\(compiled.ruleSet.networkACLs[number].id) of subnet \(subnet), \(direction) "
                + "entries in number order up to the one that decides:", indent: 2)
        layout.rows(
            layer.rules.map { explained in
                let entry = RuleDescription(explained.rule, compiled)
                return [explained.matchText, entry.name, entry.action == .allow ? "allow" : "deny"]
                    + Self.cells(entry, explained)
            }, indent: 4)
    }

    private func appendGroups(_ evaluated: FlowExplanation.Evaluated, to layout: inout TextLayout) {
        let answers = evaluated.answers
        let groups = compiled.ruleSet.interfaces[evaluated.interface].groupIDs
        guard !groups.isEmpty else {
            layout.section("SECURITY GROUPS: not applied")
            return layout.paragraph("The interface carries none.", indent: 2)
        }
        layout.section("SECURITY GROUPS: \(groups.joined(separator: ", "))")
        let known = Set(compiled.ruleSet.securityGroups.map(\.id))
        let missing = groups.filter { !known.contains($0) }
        if !missing.isEmpty {
            layout.paragraph(
                "Not in the rule set, so that what they permit is not known: "
                    + missing.joined(separator: ", ") + ".", indent: 2)
        }
        let ports = answers.ipProtocol.hasPorts
        layout.paragraph(
            "Forward reading, \(answers.direction) rules"
                + (ports ? " against the destination port \(answers.destinationPort)" : "")
                + ": \(answers.forward.text)", indent: 2)
        appendGroupRules(evaluated.forward, to: &layout)
        layout.paragraph(
            "Return reading, \(answers.direction.opposite) rules"
                + (ports ? " against the source port \(answers.sourcePort)" : "")
                + ": \(answers.returnLookup.text)", indent: 2)
        appendGroupRules(evaluated.returned, to: &layout)
        layout.paragraph("Who opened the connection: \(answers.evidence.text).", indent: 2, hanging: 2)
    }

    private func appendGroupRules(_ rules: [ExplainedRule], to layout: inout TextLayout) {
        guard !rules.isEmpty else { return layout.paragraph("(no rules)", indent: 4) }
        layout.rows(
            rules.map { explained in
                let rule = RuleDescription(explained.rule, compiled)
                return [explained.matchText, rule.ownerID] + Self.cells(rule, explained)
            }, indent: 4)
    }

    private static func cells(_ rule: RuleDescription, _ explained: ExplainedRule) -> [String] {
        let services = rule.protocolText == "-1" ? "" : "\(rule.protocolText) \(rule.portsText)"
        return [rule.typeName, services, rule.peerText, explained.match == .yes ? "" : explained.causeText]
    }

    private func appendSnapshots(to layout: inout TextLayout) {
        guard let snapshot = explanation.snapshot else { return }
        layout.paragraph("Judged by the rules from \(snapshotName(snapshot)) on.", indent: 2)
        for effect in explanation.changeEffects {
            let name = snapshotName(effect.snapshot)
            let text =
                switch effect.kind {
                case .appeared: "It would not be anomalous by the rules before \(name)."
                case .vanishes: "It would not be anomalous by the rules from \(name) on."
                case .outlived: "The rules before \(name) permitted it."
                }
            layout.paragraph(text, indent: 2)
        }
    }

    func snapshotName(_ snapshot: Int) -> String {
        let snapshot = compiled.history.snapshots[snapshot]
        return snapshot.time.map { UTCTime.text($0) } ?? snapshot.name
    }

    private func appendVerdict(to layout: inout TextLayout) {
        let verdict = explanation.verdict
        let words = [verdict.verdictClass.name, reasonName] + (verdict.certainty.map { [$0.name] } ?? [])
        layout.section("VERDICT: \(words.joined(separator: "/"))")
        layout.paragraph(reasonText, indent: 2)
        appendSnapshots(to: &layout)
        if let evaluated = explanation.evaluated, let rule = evaluated.groupDecision.rule {
            let reading = evaluated.answers.creditsReturn ? "return" : "forward"
            layout.paragraph("Group rule (\(reading) reading): \(compiled.ruleName(rule))", indent: 2)
        }
        if let layer = explanation.networkACL, let rule = layer.decision.rule, let acl = layer.networkACL {
            layout.paragraph(
                "ACL rule: \(compiled.ruleName(rule)) of \(compiled.ruleSet.networkACLs[acl].id)", indent: 2)
        }
    }
}
