import FlowEvaluation
import NetworkPrimitives
import RuleAnalysis
import RuleMatching

extension ComparisonReport {
    package static let schemaVersion = "1.0"

    /// The comparison as one JSON object, complete, in a fixed order. Documentation/compare.md describes it.
    package var json: String {
        var writer = JSONWriter()
        writer.object { json in
            json.member("schema_version", Self.schemaVersion)
            json.member("partial", !failures.isEmpty)
            json.object("inputs") { json in
                json.member("old", oldPath)
                json.member("new", newPath)
                json.array("logs") { json in for log in logs { json.element(log) } }
            }
            json.member("breaks", breaks)
            json.member("opens", opens)
            json.array("summary") { json in for sentence in summary { json.element(sentence) } }
            if let flows {
                json.member("flows_complete", flows.isComplete)
                json.array("flows") { json in
                    for change in flows.changes { json.element { write(change, flows, to: &$0) } }
                }
            }
            json.array("packets") { json in
                for change in packets.changes { json.element { write(change, to: &$0) } }
            }
            json.array("added_interfaces") { json in for id in packets.addedInterfaces { json.element(id) } }
            json.array("removed_interfaces") { json in
                for id in packets.removedInterfaces { json.element(id) }
            }
            json.array("undecided_rules") { json in for rule in packets.undecided { json.element(rule) } }
            json.array("warnings") { json in for warning in warnings { json.element(warning) } }
        }
        return writer.text
    }

    private func write(_ change: FlowChange, _ flows: FlowChanges, to json: inout JSONWriter) {
        let key = change.flow.key
        json.member("effect", change.effect.rawValue)
        json.member("interface", flows.interfaceID(change))
        json.member("direction", "\(key.flow.direction)")
        json.member("remote", "\(key.flow.remote)")
        json.member("protocol", Int(key.flow.ipProtocol.number))
        json.member("port", key.flow.ipProtocol.hasPorts ? Int(key.flow.port) : nil)
        json.member("replies", key.isReply)
        json.member("action", key.isAccepted ? "ACCEPT" : "REJECT")
        json.object("old") { write(key.flow.verdict, rules(change.flow.old, flows.pair.old), to: &$0) }
        json.object("new") { write(key.newVerdict, rules(change.flow.new, flows.pair.new), to: &$0) }
        json.member("records", change.flow.sums.records)
        json.member("packets", change.flow.sums.packets)
        json.member("bytes", change.flow.sums.bytes)
        json.member("first", change.flow.seen.isEmpty ? nil : UTCTime.text(change.flow.seen.first))
        json.member("last", change.flow.seen.isEmpty ? nil : UTCTime.text(change.flow.seen.last))
    }

    private func write(_ verdict: Verdict?, _ rules: [String], to json: inout JSONWriter) {
        json.member("class", verdict?.verdictClass.name)
        json.member("reason", verdict?.reason.name)
        json.member("certainty", verdict?.certainty?.name)
        json.array("rules") { json in for rule in rules { json.element(rule) } }
    }

    private func write(_ change: PacketChange, to json: inout JSONWriter) {
        json.member("effect", change.effect.rawValue)
        json.member("direction", "\(change.direction)")
        json.member("owner", change.owner)
        json.array("interfaces") { json in for id in change.interfaces { json.element(id) } }
        json.array("services") { json in for part in change.box.services.parts { json.element("\(part)") } }
        json.array("blocks") { json in for block in change.box.addresses.blocks { json.element("\(block)") } }
        json.array("rules") { json in for rule in change.rules { json.element(rule) } }
        json.member("example", example(change))
    }
}
