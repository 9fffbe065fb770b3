import FlowEvaluation
import RuleMatching

extension TextReport {
    /// Which snapshots judged how many records, and what each change of the rules did to anomalies.
    func appendSnapshots(to layout: inout TextLayout) {
        let tallies = result.tally.snapshots
        guard !tallies.counts.isEmpty else { return }
        layout.section("SNAPSHOTS")
        let shown = shownSnapshots(tallies)
        layout.table(
            [
                .text("rules from", 28), .number("judged", 12), .number("appear", 11), .number("vanish", 11),
                .number("outlived", 11),
            ],
            shown.map { number in
                let counts = tallies.counts[number]
                return [input.snapshotName(number)]
                    + [
                        (counts.judged, 12), (counts.appeared, 11), (counts.vanished, 11),
                        (counts.outlived, 11),
                    ]
                    .map { QuantityText.count($0.0.records, within: $0.1) }
            })
        appendRest(tallies.counts.count, shown: shown.count, of: " snapshots", to: &layout)
        layout.blank()
        layout.paragraph(
            "appear: records that are anomalous since the change, and would not be by the rules before it; "
                + "vanish: anomalous ones from before it that would no longer be; outlived: accepted ones whose "
                + "connection the rules before it let in.", indent: 2)
        if tallies.beforeFirst.records > 0 {
            layout.paragraph(
                "\(QuantityText.count(tallies.beforeFirst.records, "record")) ended before the earliest snapshot, "
                    + "which served for want of an earlier one: capture rules before the logs begin.",
                indent: 2)
        }
    }

    /// Those that say something first, in the order of time: a history may be long.
    private func shownSnapshots(_ tallies: SnapshotTallies) -> [Int] {
        let telling = tallies.counts.indices.filter { tallies.counts[$0] != SnapshotTallies.Counts() }
        let others = tallies.counts.indices.filter { tallies.counts[$0] == SnapshotTallies.Counts() }
        return (telling + others).prefix(Self.maximumNotes).sorted()
    }
}
