import FlowEvaluation

extension TextReport {
    /// Every class with records, its reasons below it.
    func appendVerdicts(to layout: inout TextLayout) {
        layout.section("VERDICTS")
        let records = result.judgedRecords
        guard records > 0 else {
            return layout.paragraph("No records were read.", indent: 2)
        }
        var rows: [[String]] = []
        for verdictClass in VerdictClass.allCases {
            let sums = result.tally.sums(verdictClass)
            guard sums.records > 0 else { continue }
            rows.append(row(verdictClass.name, sums, of: records))
            let reasons = ReasonRow.rows(of: verdictClass, result.tally)
            rows += reasons.prefix(Self.maximumNotes).map { reason in
                let certainty = reason.certainty.map { " \($0.name)" } ?? ""
                return row("  \(reason.reason)\(certainty)", reason.sums, of: records)
            }
            if reasons.count > Self.maximumNotes {
                let rest = QuantityText.count(reasons.count - Self.maximumNotes)
                rows.append(["  ... and \(rest) more reasons", "", "", "", ""])
            }
        }
        layout.table(
            [
                .text("", 34), .number("records", 12), .number("share", 7), .number("packets", 12),
                .number("bytes", 9),
            ], rows)
    }

    private func row(_ name: String, _ sums: FlowSums, of records: UInt64) -> [String] {
        [
            name, QuantityText.count(sums.records, within: 12), QuantityText.share(sums.records, of: records),
            QuantityText.count(sums.packets, within: 12), QuantityText.size(sums.bytes),
        ]
    }

    /// How much was refused, by what, and at which interfaces the most.
    func appendBlocked(to layout: inout TextLayout) {
        let classes: [VerdictClass] = [.sgBlocked, .naclBlocked, .vpcBlocked]
        let sums = classes.map { result.tally.sums($0) }
        let total = Self.records(sums)
        guard total > 0 else { return }
        layout.section("BLOCKED")
        layout.paragraph(
            "\(QuantityText.count(total, "record")) refused (\(QuantityText.share(total, of: result.judgedRecords)) "
                + "of all): \(QuantityText.count(sums[0].records)) by security groups, \(QuantityText.count(sums[1].records)) by "
                + "network ACLs, \(QuantityText.count(sums[2].records)) by the VPC's own controls.",
            indent: 2)
        let refused = interfacesByRefusals(classes)
        guard !refused.isEmpty else { return }
        layout.blank()
        layout.table(
            [
                .text("interface", 36), .number("by groups", 13), .number("by ACLs", 13),
                .number("by VPC", 13),
            ],
            refused.prefix(Self.maximumGroups).map { interface, sums in
                [interface] + sums.map { QuantityText.count($0.records, within: 13) }
            })
        appendRest(refused.count, shown: Self.maximumGroups, of: " interfaces", to: &layout)
    }

    private func interfacesByRefusals(_ classes: [VerdictClass]) -> [(interface: String, sums: [FlowSums])] {
        input.compiled.interfaceIDs.enumerated().compactMap { number, id in
            guard let all = result.tally.interfaces.sums(ofInterface: number) else { return nil }
            let sums = classes.map { all[all.startIndex + Int($0.rawValue)] }
            return Self.records(sums) > 0 ? (id, sums) : nil
        }.sorted { left, right in
            let leftTotal = Self.records(left.sums)
            let rightTotal = Self.records(right.sums)
            return leftTotal != rightTotal ? leftTotal > rightTotal : left.interface < right.interface
        }
    }

    private static func records(_ sums: [FlowSums]) -> UInt64 {
        sums.reduce(into: FlowSums()) { $0 += $1 }.records
    }
}
