import FlowEvaluation
import FlowLogs
import NetworkPrimitives
import RuleAnalysis
import RuleMatching

/// The report of an evaluation as one JSON object, complete, with raw numbers and in a fixed order.
/// Documentation/formats.md describes it.
///
/// Only the object `run` depends on the machine and the number of workers.
package struct JSONReport {
    package static let schemaVersion = "1.4"

    /// Groups of anomalous records that are listed for each verdict.
    static let maximumGroups = 1000

    let input: ReportInput

    package init(_ input: ReportInput) { self.input = input }

    package var text: String {
        var writer = JSONWriter()
        writer.object { json in
            json.member("schema_version", Self.schemaVersion)
            json.object("run", writeRun)
            json.member("partial", input.result.isPartial)
            json.object("inputs", writeInputs)
            json.object("lines", writeLines)
            json.array("formats", writeFormats)
            json.object("span", writeSpan)
            json.array("classes", writeClasses)
            if input.compiled.history.isHistory { json.object("snapshots", writeSnapshots) }
            json.array("anomalies", writeAnomalies)
            json.object("rules", writeRules)
            json.array("interfaces", writeInterfaces)
            json.array("unknown_interfaces", writeUnknownInterfaces)
            json.array("malformed", writeMalformed)
            json.array("warnings", writeWarnings)
        }
        return writer.text
    }

    private func writeRun(_ json: inout JSONWriter) {
        json.member("elapsed_seconds", input.elapsedSeconds)
        json.member("threads", input.threads)
        json.member("records_per_second", input.recordsPerSecond)
        json.member("bytes_per_second", input.bytesPerSecond)
    }

    private func writeInputs(_ json: inout JSONWriter) {
        json.member("rules", input.rulesPath)
        json.array("logs", of: input.logs)
        json.member("count", input.result.inputs.count)
        json.member("compressed_bytes", input.result.compressedBytes)
        json.member("decompressed_bytes", input.result.decompressedBytes)
        json.array("failures") { json in
            for (number, failure) in input.result.failures {
                json.element { json in
                    json.member("file", input.inputName(number))
                    json.member("message", failure.message)
                }
            }
        }
        let repeated = input.result.repeated
        json.object("repeated") { json in
            json.member("count", repeated.count)
            json.member("records", repeated.records)
            json.array("files") { json in
                for one in repeated.repeats {
                    json.element { json in
                        json.member("file", input.inputName(one.input))
                        json.member("same_as", input.inputName(one.first))
                    }
                }
            }
        }
        json.member("cut_short", input.result.inputsCutShort)
        json.member("output_failure", input.result.outputFailure?.systemText)
    }

    private func writeLines(_ json: inout JSONWriter) {
        let lines = input.result.lines
        json.member("total", lines.lines)
        json.member("headers", lines.headers)
        json.member("records", lines.records)
        json.member("malformed", lines.malformed)
        json.member("blank", lines.blank)
        json.member("left_out", input.result.leftOut)
        json.member("reversed_times", input.result.tally.recordsOfReversedTime)
    }

    private func writeFormats(_ json: inout JSONWriter) {
        for format in input.result.formats {
            json.element { json in
                json.array("fields", of: format.names)
                json.member("default", format == .version2)
                json.array("missing") { json in
                    for field in format.missingForEvaluation { json.element(field.rawValue) }
                }
            }
        }
    }

    private func writeSpan(_ json: inout JSONWriter) {
        let span = input.result.tally.span
        json.member("first", span.isEmpty ? nil : span.first)
        json.member("last", span.isEmpty ? nil : span.last)
        json.member("seconds", input.spanSeconds)
        json.member("skipped_seconds", input.result.skipped.seconds(within: span))
        json.member("skipped_interface_seconds", input.result.skippedInterfaceSeconds)
        json.member("interface_seconds", input.interfaceSeconds)
        json.member("unreadable_seconds", input.result.unreadable.seconds(within: span))
        json.member("unreadable_without_time", input.unreadableWithoutTime)
    }

    /// Which snapshots judged how many records, and what each change did to anomalies.
    private func writeSnapshots(_ json: inout JSONWriter) {
        let tallies = input.result.tally.snapshots
        json.array("list") { json in
            for (snapshot, counts) in zip(input.compiled.history.snapshots, tallies.counts) {
                json.element { json in
                    json.member("name", snapshot.name)
                    json.member("time", snapshot.time)
                    json.object("judged") { $0.members(counts.judged) }
                    json.object("appeared") { $0.members(counts.appeared) }
                    json.object("vanished") { $0.members(counts.vanished) }
                    json.object("outlived") { $0.members(counts.outlived) }
                }
            }
        }
        json.object("before_first") { $0.members(tallies.beforeFirst) }
    }

    /// Every class, also without records, and the reasons of those with some.
    private func writeClasses(_ json: inout JSONWriter) {
        for verdictClass in VerdictClass.allCases {
            json.element { json in
                json.member("class", verdictClass.name)
                json.members(input.result.tally.sums(verdictClass))
                json.array("reasons") { json in
                    for row in ReasonRow.rows(of: verdictClass, input.result.tally) {
                        json.element { json in
                            json.member("reason", row.reason)
                            json.member("certainty", row.certainty?.name)
                            json.members(row.sums)
                        }
                    }
                }
            }
        }
    }

    private func writeAnomalies(_ json: inout JSONWriter) {
        let flows = input.result.anomalousFlows
        for (verdict, sums) in input.result.tally.verdicts where verdict.verdictClass == .anomalous {
            json.element { json in
                json.member("reason", verdict.reason.name)
                json.member("certainty", verdict.certainty?.name)
                json.members(sums)
                json.member("groups_kept", flows.count(verdict))
                json.member("approximate", flows.isApproximate(verdict))
                json.array("groups") { json in
                    for entry in flows.heaviest(verdict, Self.maximumGroups) {
                        json.element { json in write(entry, &json) }
                    }
                }
            }
        }
    }

    private func write(_ entry: AnomalousFlows.Entry, _ json: inout JSONWriter) {
        let (key, flow) = entry
        json.member("interface", input.interfaceID(key.interface))
        json.member("direction", key.direction.description)
        json.member("source", key.source?.description)
        json.member("source_port", key.sourcePort.map { UInt64($0) })
        json.member("destination", key.destination?.description)
        json.member("destination_port", key.destinationPort.map { UInt64($0) })
        json.member("protocol", UInt64(key.ipProtocol))
        json.members(flow.sums)
        write(flow.seen, &json)
        json.member("first_file", input.inputName(flow.firstInput))
        json.member("first_line", flow.firstLine)
    }

    private func writeRules(_ json: inout JSONWriter) {
        let states = RuleStates(input.compiled, input.result.tally)
        json.array("security_groups") { json in writeRules(.securityGroups, states, &json) }
        json.array("network_acls") { json in writeRules(.networkACLs, states, &json) }
    }

    /// All rules in the order of the rule set.
    private func writeRules(
        _ layer: RuleUsageSummary.Layer, _ states: RuleStates, _ json: inout JSONWriter
    ) {
        let compiled = input.compiled
        let isGroup = layer == .securityGroups
        for index in isGroup ? compiled.securityGroupRules : compiled.networkACLRules {
            let rule = RuleDescription(index, compiled)
            let usage = input.result.tally.usage(of: index)
            json.element { json in
                json.member(isGroup ? "security_group" : "network_acl", rule.ownerID)
                if isGroup {
                    json.member("rule", rule.name)
                } else {
                    json.member("rule", Int(rule.name))
                }
                json.member("direction", rule.direction.description)
                json.member("action", rule.action == .allow ? "allow" : "deny")
                json.member("type", rule.typeName)
                json.member("protocol", rule.protocolText)
                json.member("ports", rule.portsText)
                json.member("peer", rule.peerText)
                json.member("state", states[index]?.rawValue)
                json.members(usage.hits)
                json.member("accepted_records", usage.acceptedRecords)
                json.member("sole_records", usage.soleHits.records)
                write(usage.seen, &json)
            }
        }
    }

    /// The interfaces with records, by their records of each class.
    private func writeInterfaces(_ json: inout JSONWriter) {
        for (number, id) in input.compiled.interfaceIDs.enumerated() {
            guard let sums = input.result.tally.interfaces.sums(ofInterface: number) else { continue }
            json.element { json in
                json.member("interface", id)
                json.member(
                    "network_acl",
                    input.compiled.networkACL(ofInterface: number).map {
                        input.compiled.ruleSet.networkACLs[$0].id
                    })
                json.array("classes") { json in
                    for (verdictClass, sums) in zip(VerdictClass.allCases, sums) where sums.records > 0 {
                        json.element { json in
                            json.member("class", verdictClass.name)
                            json.members(sums)
                        }
                    }
                }
            }
        }
    }

    /// The interfaces that the rule set lacks, by name.
    private func writeUnknownInterfaces(_ json: inout JSONWriter) {
        for (name, traffic) in input.result.tally.unknownInterfaces.traffic.sorted(by: { $0.key < $1.key }) {
            json.element { json in
                json.member("interface", name)
                json.member("subnet", traffic.subnet.map { input.compiled.subnets.ids[$0] })
                json.members(traffic.sums)
                write(traffic.seen, &json)
                json.member("nacl_permitted", traffic.permitted)
                json.member("nacl_denied", traffic.denied)
                json.member("accepted_against_nacl", traffic.acceptedAgainstACL)
            }
        }
    }

    private func writeMalformed(_ json: inout JSONWriter) {
        for (kind, number, lines) in input.malformed {
            json.element { json in
                json.member("cause", kind.cause.name)
                json.member("field", kind.field?.rawValue)
                json.member("lines", lines.count)
                json.member("first_file", input.inputName(number))
                json.member("first_line", lines.firstLine)
                json.member("found", lines.found)
                json.member("expected", lines.expected)
            }
        }
    }

    private func writeWarnings(_ json: inout JSONWriter) {
        for warning in input.ruleSetWarnings { json.element(warning) }
    }

    private func write(_ seen: TimeSpan, _ json: inout JSONWriter) {
        json.member("first_seen", seen.isEmpty ? nil : seen.first)
        json.member("last_seen", seen.isEmpty ? nil : seen.last)
    }
}

extension MalformedLineKind.Cause {
    /// The word that stands for the cause in JSON.
    fileprivate var name: String {
        switch self {
        case .wrongColumnCount: "wrong-column-count"
        case .invalidNumber: "invalid-number"
        case .numberOutOfRange: "number-out-of-range"
        case .invalidAddress: "invalid-address"
        case .invalidValue: "invalid-value"
        case .lineTooLong: "line-too-long"
        case .cutOff: "cut-off"
        }
    }
}
