import FlowEvaluation
import RuleAnalysis

/// The sums of an evaluation in Prometheus' text format, for the textfile collector of its node exporter.
///
/// All are gauges: they are of one run, and the next run's replace them.
///
/// *Source: Prometheus documentation, "Exposition formats" and "Metric and label naming".*
package struct PrometheusMetrics {
    private let input: ReportInput

    package init(_ input: ReportInput) { self.input = input }

    package var text: String {
        var text = MetricText()
        appendVerdicts(to: &text)
        appendReading(to: &text)
        appendRules(to: &text)
        return text.text
    }

    private func appendVerdicts(to text: inout MetricText) {
        let tally = input.result.tally
        let rows = VerdictClass.allCases.flatMap { verdictClass in
            ReasonRow.rows(of: verdictClass, tally).map { row in
                (
                    labels: [
                        ("class", verdictClass.name), ("reason", row.reason),
                        ("certainty", row.certainty?.name ?? ""),
                    ], sums: row.sums
                )
            }
        }
        text.begin("records", "Flow records by verdict.")
        for row in rows { text.add(row.labels, row.sums.records) }
        text.begin("packets", "Packets of flow records by verdict.")
        for row in rows { text.add(row.labels, row.sums.packets) }
        text.begin("bytes", "Bytes of flow records by verdict.")
        for row in rows { text.add(row.labels, row.sums.bytes) }
    }

    private func appendReading(to text: inout MetricText) {
        let result = input.result
        let lines = [
            ("header", result.lines.headers), ("record", result.lines.records),
            ("malformed", result.lines.malformed), ("blank", result.lines.blank),
        ]
        text.begin("lines", "Lines by kind.")
        for (kind, count) in lines { text.add([("kind", kind)], count) }
        text.begin("left_out_records", "Records outside of the time asked for, which were not judged.")
        text.add([], result.leftOut)
        text.begin("inputs", "Files and streams that were to be read.")
        text.add([], UInt64(result.inputs.count))
        text.begin("unread_inputs", "Inputs that were not read to their end.")
        text.add([], UInt64(result.failures.count + result.inputsCutShort))
        text.begin("repeated_inputs", "Inputs with the very bytes of others, whose records count twice.")
        text.add([], UInt64(result.repeated.count))
        text.begin("partial", "1 where something of the input is missing from these numbers, else 0.")
        text.add([], result.isPartial ? 1 : 0)
        let span = result.tally.span
        if !span.isEmpty {
            text.begin("first_record_timestamp_seconds", "Unix time at which the earliest record begins.")
            text.add([], span.first)
            text.begin("last_record_timestamp_seconds", "Unix time at which the latest record ends.")
            text.add([], span.last)
        }
        text.begin("skipped_seconds", "Seconds of which some record was lost by the cloud (SKIPDATA).")
        text.add([], result.skipped.seconds(within: span))
        text.begin("unknown_interfaces", "Interfaces in the logs that the rule set lacks.")
        text.add([], UInt64(result.tally.unknownInterfaces.traffic.count))
    }

    private func appendRules(to text: inout MetricText) {
        let states = RuleStates(input.compiled, input.result.tally)
        text.begin("rules", "Rules by what records and rules say of them.")
        let layers: [(String, RuleUsageSummary.Layer)] = [
            ("security-group", .securityGroups), ("network-acl", .networkACLs),
        ]
        for (name, layer) in layers {
            let counts = states.counts(layer)
            for state in RuleState.allCases {
                text.add([("layer", name), ("state", state.rawValue)], UInt64(counts[state, default: 0]))
            }
        }
    }
}

/// Metrics, one behind the other.
private struct MetricText {
    private(set) var text = ""
    private var name = ""

    /// Begins the samples of another metric.
    mutating func begin(_ name: String, _ help: String) {
        self.name = "flowverdict_\(name)"
        text += "# HELP \(self.name) \(help)\n# TYPE \(self.name) gauge\n"
    }

    mutating func add(_ labels: [(name: String, value: String)], _ value: UInt64) {
        let pairs = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        text += "\(name)\(pairs.isEmpty ? "" : "{\(pairs)}") \(value)\n"
    }

    /// Label values escape backslashes, quotation marks and line ends; the latter are escaped as invisible already.
    private static func escaped(_ value: String) -> String {
        var escaped = ""
        for scalar in DisplayText.escaped(value).unicodeScalars {
            if scalar == "\\" || scalar == "\"" { escaped += "\\" }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }
}
