import NetworkPrimitives
import NetworkRules
import RuleAnalysis

extension SuggestionReport {
    package static let schemaVersion = "1.0"

    /// The suggestion as one JSON object, complete, in a fixed order. Documentation/suggest.md describes it.
    package var json: String {
        var writer = JSONWriter()
        writer.object { json in
            json.member("schema_version", Self.schemaVersion)
            json.member("partial", sources.isPartial)
            json.object("inputs") { json in
                json.member("rules", rulesPath)
                json.array("logs", of: sources.logs)
                json.member("max_rules", suggestion.limits.maximumRules)
                json.member("slack", suggestion.limits.slack)
            }
            json.object("proof") { json in
                json.member("flows", suggestion.flowCount)
                json.member("refused", suggestion.refused.count)
                json.member("complete", suggestion.isComplete)
            }
            json.array("groups") { json in for group in suggestion.groups { write(group, to: &json) } }
            json.array("left_as_they_are") { json in
                for number in suggestion.unseenGroups {
                    json.element(suggestion.ruleSet.securityGroups[number].id)
                }
            }
            json.array("left_out") { json in
                for (reason, sums) in suggestion.leftOut.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                    json.element { json in
                        json.member("class", "allowed-by-sg")
                        json.member("reason", reason.name)
                        json.member("records", sums.records)
                    }
                }
                for (verdict, sums) in anomalies {
                    json.element { json in
                        json.member("class", verdict.verdictClass.name)
                        json.member("reason", verdict.reason.name)
                        json.member("records", sums.records)
                    }
                }
            }
            json.member("stray_reply_records", suggestion.strayReplies.records)
            json.array("anomalous_flows", of: anomalousFlows)
            json.array("warnings", of: sources.warnings)
        }
        return writer.text
    }

    private func write(_ group: SuggestedRules.OfGroup, to json: inout JSONWriter) {
        json.element { json in
            json.member("group", self.group(group).id)
            json.member("name", self.group(group).name)
            for direction in TrafficDirection.allCases {
                json.object("\(direction)") { json in
                    json.member("rules_now", self.group(group).rules(direction).count)
                    json.member("permits_of_now", share(group, direction))
                    json.array("rules") { json in
                        for suggested in group.rules(direction) {
                            json.element { json in
                                json.member("protocol", suggested.rule.traffic.protocolText)
                                json.member("ports", suggested.rule.traffic.portsText)
                                json.member("peer", "\(suggested.rule.peer)")
                                json.member("records", suggested.records)
                                json.member("remotes", suggested.remotes)
                                json.member("kept", suggested.isKept)
                            }
                        }
                    }
                }
            }
            json.member("rules_beyond_limit", group.rulesBeyondLimit)
        }
    }

    /// Of the packets permitted now the share that would be, in full precision; null where none are permitted now.
    private func share(_ group: SuggestedRules.OfGroup, _ direction: TrafficDirection) -> String? {
        guard let before = group.permittedBefore[direction], before > 0 else { return nil }
        return "\((group.permittedAfter[direction] ?? 0) / before)"
    }
}
