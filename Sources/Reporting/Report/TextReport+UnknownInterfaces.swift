import FlowEvaluation

extension TextReport {
    /// Which interfaces the rule set lacks, the ones with most traffic first, and what would have caught them.
    func appendUnknownInterfaces(to layout: inout TextLayout) {
        let unknown = result.tally.unknownInterfaces
        let traffic = unknown.traffic
        guard !traffic.isEmpty else { return }
        layout.section("INTERFACES THAT THE RULE SET LACKS")
        let rows = traffic.sorted { left, right in
            let (one, other) = (left.value.sums, right.value.sums)
            return one.records != other.records ? one.records > other.records : left.key < right.key
        }
        layout.table(
            [
                .text("interface", 26), .number("records", 12), .number("bytes", 9), .text("first seen", 12),
                .text("last seen", 12),
            ],
            rows.prefix(Self.maximumGroups).map { name, traffic in
                [
                    name, QuantityText.count(traffic.sums.records, within: 12),
                    QuantityText.size(traffic.sums.bytes),
                    traffic.seen.isEmpty ? "-" : UTCTime.shortText(traffic.seen.first),
                    traffic.seen.isEmpty ? "-" : UTCTime.shortText(traffic.seen.last),
                ]
            })
        appendRest(rows.count, shown: Self.maximumGroups, of: " interfaces", to: &layout)
        if unknown.others.sums.records > 0 {
            let records = QuantityText.count(unknown.others.sums.records, "record")
            layout.paragraph(
                "\(records) more of interfaces beyond the first \(UnknownInterfaces.capacity).", indent: 2)
        }
        appendACLAnswers(traffic.values + [unknown.others], to: &layout)
        layout.paragraph(
            "While they live: aws ec2 describe-network-interfaces --network-interface-ids "
                + rows.prefix(3).map(\.key).joined(separator: " ") + (rows.count > 3 ? " ..." : ""), indent: 2
        )
        layout.paragraph(
            "Those that come and go are caught by captures in short intervals: Samples/capture-rules.sh "
                + "rules/$(date -u +%FT%TZ), and --rules rules.", indent: 2)
    }

    /// What the ACLs say of the records whose subnet could be told.
    private func appendACLAnswers(_ all: [UnknownInterfaces.Traffic], to layout: inout TextLayout) {
        let permitted = all.reduce(0) { $0 + $1.permitted }
        let denied = all.reduce(0) { $0 + $1.denied }
        guard permitted + denied > 0 else { return }
        let against = all.reduce(0) { $0 + $1.acceptedAgainstACL }
        layout.paragraph(
            "Of \(QuantityText.count(permitted + denied, "record")) the subnet is known: its network ACL permits "
                + "\(QuantityText.count(permitted)) and denies \(QuantityText.count(denied)), "
                + "\(QuantityText.count(against)) of which were accepted nevertheless.", indent: 2)
    }
}
