import FlowEvaluation
import FlowLogs

extension HTMLReport {
    /// How far the data can be trusted: what was skipped, malformed, unknown or not read.
    var quality: HTMLSection {
        let result = input.result
        let skipped = result.skipped.seconds(within: result.tally.span)
        var paragraphs = [
            "\(QuantityText.count(result.lines.lines, "line")): \(QuantityText.count(result.lines.records, "record")), "
                + "\(QuantityText.count(result.lines.headers, "header")), "
                + "\(QuantityText.count(result.lines.malformed)) malformed, \(QuantityText.count(result.lines.blank)) blank."
        ]
        if skipped > 0 {
            paragraphs.append(
                "Records lost by the cloud (SKIPDATA) may hide traffic in \(QuantityText.duration(skipped)) of the time covered."
            )
        }
        if result.leftOut > 0 {
            paragraphs.append(
                "\(QuantityText.count(result.leftOut, "record")) outside the time asked for were left out.")
        }
        return HTMLSection(
            id: "quality", title: "Data quality", paragraphs: paragraphs,
            list: Advice(input).sentences + input.ruleSetWarnings.prefix(Self.maximumRows),
            tables: [malformed, unknownInterfaces].compactMap(\.self))
    }

    private var malformed: HTMLTable? {
        let kinds = input.malformed
        guard !kinds.isEmpty else { return nil }
        return HTMLTable(
            id: "malformed-table", caption: "Malformed lines",
            columns: [
                .text("kind"), .number("lines"), .wide("first at"), .text("found"), .text("expected"),
            ],
            rows: kinds.map { kind, number, lines in
                [
                    .text(kind.text), .count(lines.count),
                    .text("\(input.inputName(number)):\(lines.firstLine)"), .text(lines.found),
                    .text(lines.expected),
                ]
            })
    }

    private var unknownInterfaces: HTMLTable? {
        let traffic = input.result.tally.unknownInterfaces.traffic.sorted { $0.key < $1.key }
        guard !traffic.isEmpty else { return nil }
        return HTMLTable(
            id: "unknown-table", caption: "Interfaces that the rule set lacks",
            columns: [
                .text("interface"), .number("records"), .number("bytes"), .text("first seen"),
                .text("last seen"),
            ],
            rows: traffic.map { name, traffic in
                let seen = traffic.seen
                return [
                    .text(name), .count(traffic.sums.records), .size(traffic.sums.bytes),
                    .time(seen.isEmpty ? nil : seen.first), .time(seen.isEmpty ? nil : seen.last),
                ]
            })
    }
}
