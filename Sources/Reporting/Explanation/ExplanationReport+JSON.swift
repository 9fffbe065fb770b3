import FlowEvaluation
import NetworkPrimitives
import RuleAnalysis
import RuleMatching

extension ExplanationReport {
    /// The explanation as one JSON object.
    package var json: String {
        var writer = JSONWriter()
        writer.object { json in
            json.member("schema_version", JSONReport.schemaVersion)
            writeRecord(&json)
            writeVerdict(&json)
            if let evaluated = explanation.evaluated { writeGroups(evaluated, &json) }
            if let layer = explanation.networkACL { write(layer, &json) }
        }
        return writer.text
    }

    private func writeRecord(_ json: inout JSONWriter) {
        json.object("record") { json in
            json.member("interface", explanation.interfaceName)
            json.member("direction", explanation.direction?.description)
            json.member("source", explanation.source?.description)
            json.member("source_port", explanation.sourcePort.map { Int($0) })
            json.member("destination", explanation.destination?.description)
            json.member("destination_port", explanation.destinationPort.map { Int($0) })
            json.member("protocol", explanation.ipProtocol.map { Int($0) })
            json.member("tcp_flags", explanation.tcpFlags.map { Int($0) })
            json.member("action", explanation.action.map { $0 == .accept ? "ACCEPT" : "REJECT" })
            json.member("action_assumed", isActionAssumed)
        }
    }

    private func writeVerdict(_ json: inout JSONWriter) {
        json.member("class", explanation.verdict.verdictClass.name)
        json.member("reason", reasonName)
        json.member("certainty", explanation.verdict.certainty?.name)
        json.member("meaning", reasonText)
        if let snapshot = explanation.snapshot {
            json.member("snapshot", snapshotName(snapshot))
            json.array("changes") { json in
                for effect in explanation.changeEffects {
                    json.element { json in
                        json.member("kind", effect.kind.name)
                        json.member("snapshot", snapshotName(effect.snapshot))
                    }
                }
            }
        }
        let rule = explanation.evaluated?.groupDecision.rule.map { RuleDescription($0, compiled) }
        json.member("security_group", rule?.ownerID)
        json.member("security_group_rule", rule?.name)
        let layer = explanation.networkACL.flatMap { $0.decision.outcome == .notApplied ? nil : $0 }
        let acl = layer?.networkACL
        json.member("network_acl", acl.map { compiled.ruleSet.networkACLs[$0].id })
        let entry = layer?.decision.rule.map { compiled.ruleName($0) }
        json.member("network_acl_rule", entry.flatMap { Int($0) })
    }

    private func writeGroups(_ evaluated: FlowExplanation.Evaluated, _ json: inout JSONWriter) {
        let answers = evaluated.answers
        json.object("security_groups") { json in
            json.array("groups") { json in
                for group in compiled.ruleSet.interfaces[evaluated.interface].groupIDs { json.element(group) }
            }
            json.member(
                "credited_reading",
                evaluated.groupDecision.rule.map { _ in
                    answers.creditsReturn ? "return" : "forward"
                })
            json.member("evidence", answers.evidence.text)
            writeReading("forward", answers.forward, answers.forward, evaluated.forward, &json)
            writeReading("return", answers.returnLookup, answers.returned, evaluated.returned, &json)
        }
    }

    private func writeReading(
        _ key: String, _ rules: LayerOutcome, _ outcome: LayerOutcome, _ looked: [ExplainedRule],
        _ json: inout JSONWriter
    ) {
        json.object(key) { json in
            json.member("rules_say", rules.text)
            json.member("counts_as", outcome.text)
            writeRules(looked, &json)
        }
    }

    private func write(_ layer: FlowExplanation.NetworkACLLayer, _ json: inout JSONWriter) {
        json.object("network_acl_layer") { json in
            json.member("outcome", layer.decision.outcome.text)
            json.member("is_own_subnet", layer.isInOwnSubnet)
            writeRules(layer.rules, &json)
        }
    }

    private func writeRules(_ rules: [ExplainedRule], _ json: inout JSONWriter) {
        json.array("rules") { json in
            for explained in rules {
                let rule = RuleDescription(explained.rule, compiled)
                json.element { json in
                    json.member("owner", rule.ownerID)
                    json.member("rule", rule.name)
                    json.member("action", rule.action == .allow ? "allow" : "deny")
                    json.member("type", rule.typeName)
                    json.member("protocol", rule.protocolText)
                    json.member("ports", rule.portsText)
                    json.member("peer", rule.peerText)
                    json.member("match", explained.matchText)
                    json.member("why", explained.causeText)
                }
            }
        }
    }
}
