import NetworkPrimitives
import RuleAnalysis

extension EfficiencyReport {
    package static let schemaVersion = "1.0"

    /// The report as one JSON object, complete, in a fixed order. Documentation/benchmark.md describes it.
    package var json: String {
        var writer = JSONWriter()
        writer.object { json in
            json.member("schema_version", Self.schemaVersion)
            json.array("logs", of: logs)
            json.array("rule_sets") { json in
                for ruleSet in ruleSets { json.element { Self.write(ruleSet, to: &$0) } }
            }
        }
        return writer.text
    }

    private static func write(_ ruleSet: RuleSetEfficiency, to json: inout JSONWriter) {
        json.member("rules", ruleSet.name)
        json.object("size") { json in
            json.member("security_groups", ruleSet.size.groups)
            json.member("group_rules", ruleSet.size.groupRules)
            json.member("network_acls", ruleSet.size.networkACLs)
            json.member("acl_entries", ruleSet.size.aclEntries)
            json.member("interfaces", ruleSet.size.interfaces)
            json.member("group_profiles", ruleSet.size.groupProfiles)
            json.member("prefix_lists", ruleSet.size.prefixLists)
            json.member("prefix_list_entries", ruleSet.size.prefixListEntries)
        }
        json.object("compiled") { json in
            json.member("address_classes", ruleSet.size.addressClasses)
            json.member("service_classes", ruleSet.size.serviceClasses)
            json.member("bytes", ruleSet.size.compiledBytes)
            json.member("address_bytes", ruleSet.size.addressBytes)
            json.member("load_seconds", ruleSet.loadSeconds)
            json.member("compile_seconds", ruleSet.compileSeconds)
        }
        json.object("look_ups") { json in
            write("forward", ruleSet.times.forward, to: &json)
            write("return", ruleSet.times.returned, to: &json)
            write("network_acl", ruleSet.times.networkACL, to: &json)
            write("adversarial", ruleSet.times.adversarial, to: &json)
        }
        json.array("quotas") { json in
            for use in ruleSet.quotas {
                json.element { json in
                    json.member("quota", use.quota.rawValue)
                    json.member("limit", use.limit)
                    json.member("most", use.most)
                    json.member("owner", use.owner)
                    json.member("above", use.above)
                }
            }
        }
        json.array("acl_walks") { json in
            for walk in ruleSet.walks {
                json.element { json in
                    json.member("network_acl", walk.networkACL)
                    json.member("direction", "\(walk.direction)")
                    json.member("records", walk.hits)
                    json.member("entries_now", walk.now)
                    json.member("entries_best", walk.best)
                    json.array("order") { json in for number in walk.order { json.element("\(number)") } }
                }
            }
        }
        json.array("largest_tables") { json in
            for table in ruleSet.size.largestTables {
                json.element { json in
                    json.member("owner", table.owner)
                    json.member("direction", "\(table.direction)")
                    json.member("rules", table.rules)
                    json.member("bytes", table.bytes)
                }
            }
        }
        json.array("largest_peers") { json in
            for peer in ruleSet.size.largestPeers {
                json.element { json in
                    json.member("id", peer.id)
                    json.member("blocks", peer.blocks)
                }
            }
        }
        json.object("equivalent") { json in
            json.member("group_rules", ruleSet.smaller.groupRules)
            json.member("acl_entries", ruleSet.smaller.aclEntries)
        }
    }

    private static func write(_ kind: String, _ times: LookUpTimes.Times, to json: inout JSONWriter) {
        json.object(kind) { json in
            json.member("questions", times.questions)
            json.member("warm_nanoseconds", times.warm)
            json.member("cold_nanoseconds", times.cold)
        }
    }
}
