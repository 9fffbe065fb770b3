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
            json.member("partial", sources.isPartial)
            json.object("inputs") { json in
                json.member("old", oldPath)
                json.member("new", newPath)
                json.array("logs", of: sources.logs)
            }
            json.member("breaks", breaks)
            json.member("opens", opens)
            json.array("summary", of: summary)
            if let flows {
                json.member("flows_complete", flows.isComplete)
                json.array("flows") { json in
                    for change in flows.changes { json.element { write(change, flows, to: &$0) } }
                }
            }
            json.array("packets") { json in
                for change in packets.changes { json.element { write(change, to: &$0) } }
            }
            json.array("added_interfaces", of: packets.addedInterfaces)
            json.array("removed_interfaces", of: packets.removedInterfaces)
            json.array("undecided_rules", of: packets.undecided)
            json.array("warnings", of: sources.warnings)
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
        json.members(change.flow.sums)
        json.members(change.flow.seen)
    }

    private func write(_ verdict: Verdict?, _ rules: [String], to json: inout JSONWriter) {
        json.member("class", verdict?.verdictClass.name)
        json.member("reason", verdict?.reason.name)
        json.member("certainty", verdict?.certainty?.name)
        json.array("rules", of: rules)
    }

    private func write(_ change: PacketChange, to json: inout JSONWriter) {
        json.member("effect", change.effect.rawValue)
        json.member("direction", "\(change.direction)")
        json.member("owner", change.owner)
        json.array("interfaces", of: change.interfaces)
        json.array("services") { json in for part in change.box.services.parts { json.element("\(part)") } }
        json.array("blocks") { json in for block in change.box.addresses.blocks { json.element("\(block)") } }
        json.array("rules", of: change.rules)
        json.member("example", example(change))
    }
}
