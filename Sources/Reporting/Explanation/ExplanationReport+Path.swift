import FlowEvaluation
import NetworkPrimitives
import RuleMatching

extension ExplanationReport {
    /// The way of the packet: whom it comes from, the layers in the order in which it meets them, whom it is for.
    func appendPath(to layout: inout TextLayout) {
        guard let evaluated = explanation.evaluated else { return }
        let isInbound = evaluated.answers.direction == .ingress
        let interface = " at \(explanation.interfaceName ?? "-")"
        let source = endpoint(explanation.source, explanation.sourcePort)
        let destination = endpoint(explanation.destination, explanation.destinationPort)
        let layers = [aclStation(evaluated.networkACL), groupStation(evaluated)]
        layout.section("PATH")
        layout.paragraph(isInbound ? source : source + interface, indent: 2)
        var passage = Passage.open
        for station in isInbound ? layers : layers.reversed() {
            layout.paragraph(passage.mark, indent: 4)
            layout.paragraph(station.text, indent: 2, hanging: 2)
            passage = passage.behind(station.outcome)
        }
        layout.paragraph(passage.mark, indent: 4)
        layout.paragraph(isInbound ? destination + interface : destination, indent: 2)
    }

    /// How far the packet may come by the rules.
    private enum Passage {
        case open
        /// Rules do not tell.
        case doubtful
        /// The layer before stops it.
        case stopped
        /// A layer further before does.
        case unreached

        var mark: String {
            switch self {
            case .open: "|"
            case .doubtful: "?"
            case .stopped: "x"
            case .unreached: ":"
            }
        }

        func behind(_ outcome: LayerOutcome) -> Passage {
            switch (self, outcome) {
            case (.stopped, _), (.unreached, _): .unreached
            case (_, .deny): .stopped
            case (.doubtful, _), (_, .undetermined): .doubtful
            case (.open, .permit), (.open, .notApplied): .open
            }
        }
    }

    private func aclStation(
        _ layer: FlowExplanation.NetworkACLLayer
    ) -> (text: String, outcome: LayerOutcome) {
        let outcome = layer.decision.outcome
        guard let number = layer.networkACL else {
            return ("network ACL: not in the rule set", .undetermined)
        }
        let id = compiled.ruleSet.networkACLs[number].id
        guard outcome != .notApplied else {
            return ("network ACL \(id): not asked within a subnet", outcome)
        }
        let entry = layer.decision.rule.map { " (\(compiled.ruleName($0)))" } ?? ""
        return ("network ACL \(id): \(outcome.text)\(entry)", outcome)
    }

    private func groupStation(
        _ evaluated: FlowExplanation.Evaluated
    ) -> (text: String, outcome: LayerOutcome) {
        let groups = compiled.ruleSet.interfaces[evaluated.interface].groupIDs
        guard !groups.isEmpty else { return ("security groups: the interface carries none", .notApplied) }
        let names = "security \(groups.count == 1 ? "group" : "groups") \(groups.joined(separator: ", "))"
        let answers = evaluated.answers
        let rule = evaluated.groupDecision.rule.map { " (\(compiled.ruleName($0)))" } ?? ""
        if answers.creditsReturn {
            return ("\(names): permits it as a reply\(rule)", .permit)
        }
        return ("\(names): \(answers.forward.text)\(answers.forward == .permit ? rule : "")", answers.forward)
    }
}
