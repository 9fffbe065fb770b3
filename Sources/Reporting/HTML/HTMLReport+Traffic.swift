import FlowEvaluation
import NetworkPrimitives
import RuleAnalysis

extension HTMLReport {
    /// All records by verdict, and over time.
    var verdicts: HTMLSection {
        let tally = input.result.tally
        let total = input.result.lines.records - min(input.result.leftOut, input.result.lines.records)
        let rows = VerdictClass.allCases.flatMap { verdictClass in
            ReasonRow.rows(of: verdictClass, tally).map { row -> [HTMLTable.Cell] in
                [
                    .text(verdictClass.name, mark: verdictClass.name),
                    .text([row.reason, row.certainty?.name].compactMap(\.self).joined(separator: ", ")),
                    .count(row.sums.records),
                    HTMLTable.Cell(
                        text: QuantityText.share(row.sums.records, of: total), sort: row.sums.records),
                    .count(row.sums.packets), .size(row.sums.bytes),
                ]
            }
        }
        return HTMLSection(
            id: "verdicts", title: "Verdicts", timeline: HTMLTimeline(input.result.timeline),
            tables: [
                HTMLTable(
                    id: "verdict-table", caption: "Records by verdict",
                    columns: [
                        .text("class"), .text("reason"), .number("records"), .number("share"),
                        .number("packets"), .number("bytes"),
                    ], rows: rows)
            ])
    }

    /// What was refused, by who refused it.
    var blocked: HTMLSection? {
        let tally = input.result.tally
        let layers: [VerdictClass] = [.sgBlocked, .naclBlocked, .vpcBlocked]
        var rows: [(id: String, records: [UInt64])] = []
        for (number, id) in input.compiled.interfaceIDs.enumerated() {
            guard let sums = tally.interfaces.sums(ofInterface: number) else { continue }
            let records = layers.map { sums[sums.startIndex + Int($0.rawValue)].records }
            if records.contains(where: { $0 > 0 }) { rows.append((id, records)) }
        }
        guard !rows.isEmpty else { return nil }
        rows.sort { left, right in
            let (one, two) = (left.records.reduce(0, &+), right.records.reduce(0, &+))
            return one != two ? one > two : left.id < right.id
        }
        let shown = rows.prefix(Self.maximumRows)
        let counts = layers.map { QuantityText.count(tally.sums($0).records) }
        return HTMLSection(
            id: "blocked", title: "Blocked traffic",
            paragraphs: [
                "Refused by security groups: \(counts[0]) records; by network ACLs: \(counts[1]); by the VPC's own controls: \(counts[2])."
            ],
            tables: [
                HTMLTable(
                    id: "blocked-table", caption: "Refused records by interface and layer",
                    columns: [
                        .text("interface"), .number("by groups"), .number("by ACLs"), .number("by the VPC"),
                    ],
                    rows: shown.map { row in [.text(row.id)] + row.records.map { .count($0) } },
                    missingCount: rows.count - shown.count)
            ])
    }

    /// Who talks to whom.
    var traffic: HTMLSection? {
        guard let logs else { return nil }
        let maps = [
            HTMLTrafficMap(
                TrafficMap(logs, by: .securityGroups), id: "groups-table",
                caption: "Traffic between security groups"),
            HTMLTrafficMap(
                TrafficMap(logs, by: .subnets), id: "subnets-table", caption: "Traffic between subnets"),
        ]
        guard maps[0].content != nil else { return nil }
        var paragraphs = [
            "Traffic that was let through, with the replies, from whoever opened the connections to whom they were opened."
        ]
        let others = logs.result.aggregates.others.records
        if others > 0 {
            paragraphs.append(
                "There were more flows than are told apart: \(QuantityText.count(others)) records are not part of these "
                    + "sums. More memory (--max-memory) tells more flows apart, up to two million.")
        }
        return HTMLSection(
            id: "traffic", title: "Who talks to whom", paragraphs: paragraphs, maps: maps,
            tables: maps.map(\.table))
    }
}
