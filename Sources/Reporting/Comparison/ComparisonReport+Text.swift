import FlowEvaluation
import RuleAnalysis

extension ComparisonReport {
    /// Changes of a kind that are listed.
    private static let maximumChanges = 50

    package func text(width: Int = ReportWidth.standard) -> String {
        var layout = TextLayout(width: width)
        layout.paragraph("FlowVerdict: what a change of rules does")
        layout.section("WHAT WAS COMPARED")
        layout.entry("old", oldPath)
        layout.entry("new", newPath)
        sources.appendLogs(
            to: &layout, otherwise: "give some to see which flows would change their verdict")
        if flows?.isComplete == false {
            layout.entry(
                "", "more flows would change than are told apart; those listed are not all (see --max-memory)"
            )
        }
        layout.section("SUMMARY")
        for sentence in summary { layout.paragraph(sentence, indent: 2, hanging: 2) }
        if let flows {
            append(flows, .breaks, "FLOWS THAT WERE ACCEPTED AND WOULD BE REFUSED", to: &layout)
            append(flows, .opens, "FLOWS THAT WERE REFUSED AND WOULD BE ACCEPTED", to: &layout)
            append(flows, .explains, "FLOWS THAT WOULD BE EXPLAINED OTHERWISE", to: &layout)
        }
        append(.allows, "PACKETS THAT THE CHANGE ALLOWS", to: &layout)
        append(.forbids, "PACKETS THAT THE CHANGE FORBIDS", to: &layout)
        appendNotCompared(to: &layout)
        sources.appendWarnings(to: &layout, about: "THE RULE SETS")
        return layout.text
    }

    private func append(
        _ flows: FlowChanges, _ effect: FlowChange.Effect, _ title: String, to layout: inout TextLayout
    ) {
        let entries = entries(flows, effect)
        guard !entries.isEmpty else { return }
        layout.section(title)
        for entry in entries.prefix(Self.maximumChanges) {
            let remotes = entry.remotes.prefix(Self.maximumRemotes).joined(separator: ", ")
            let more = entry.remotes.count - Self.maximumRemotes
            let rest = more > 0 ? " and \(QuantityText.count(more)) more" : ""
            layout.paragraph(
                "\(entry.key.subject) \(remotes)\(rest): \(QuantityText.count(entry.records, "record"))",
                indent: 2,
                hanging: 2)
            layout.paragraph("old: \(entry.key.old)", indent: 4, hanging: 5)
            layout.paragraph("new: \(entry.key.new)", indent: 4, hanging: 5)
        }
        appendRest(entries.count, to: &layout)
    }

    /// Far sides of an entry that are named.
    private static let maximumRemotes = 6

    /// Flows of one interface and service of which both sides say the same, whoever is at the far side.
    private struct Entry {
        struct Key: Hashable {
            let subject: String
            let old: String
            let new: String
        }
        let key: Key
        var remotes: [String] = []
        var records: UInt64 = 0
    }

    private func entries(_ flows: FlowChanges, _ effect: FlowChange.Effect) -> [Entry] {
        var entries: [Entry] = []
        var places: [Entry.Key: Int] = [:]
        for connection in flows.connections(effect) {
            guard let first = connection.first else { continue }
            let way = first.flow.key.openingDirection == .ingress ? "from" : "to"
            let isReply = first.flow.key.isReply ? "replies of " : ""
            let key = Entry.Key(
                subject: "\(flows.interfaceID(first)): \(isReply)\(service(first)) \(way)",
                old: words(first.flow.key.flow.verdict, rules(first.flow.old, flows.pair.old)),
                new: words(first.flow.key.newVerdict, rules(first.flow.new, flows.pair.new)))
            let place = places[key] ?? entries.count
            if place == entries.count {
                places[key] = place
                entries.append(Entry(key: key))
            }
            entries[place].remotes.append("\(first.flow.key.flow.remote)")
            entries[place].records = connection.reduce(entries[place].records) { $0 &+ $1.flow.sums.records }
        }
        return entries
    }

    private func append(_ effect: PacketChange.Effect, _ title: String, to layout: inout TextLayout) {
        let changes = packets.changes.filter { $0.effect == effect }
        guard !changes.isEmpty else { return }
        layout.section(title)
        for change in changes.prefix(Self.maximumChanges) {
            let way = change.direction == .ingress ? "from" : "to"
            layout.paragraph(
                "\(change.direction) \(change.box.services) \(way) \(change.box.addresses)", indent: 2,
                hanging: 2)
            layout.paragraph("at \(subject(change))", indent: 4, hanging: 3)
            if !change.rules.isEmpty {
                let by = effect == .allows ? "by" : "until now by"
                layout.paragraph("\(by) \(change.rules.joined(separator: ", "))", indent: 4, hanging: 3)
            }
            layout.paragraph("such as \(example(change))", indent: 4, hanging: 3)
        }
        appendRest(changes.count, to: &layout)
    }

    private func appendRest(_ count: Int, to layout: inout TextLayout) {
        guard count > Self.maximumChanges else { return }
        let rest = QuantityText.count(count - Self.maximumChanges)
        layout.paragraph("... and \(rest) more (the JSON report lists them)", indent: 2)
    }

    private func appendNotCompared(to layout: inout TextLayout) {
        let (added, removed) = (packets.addedInterfaces, packets.removedInterfaces)
        guard !added.isEmpty || !removed.isEmpty || !packets.undecided.isEmpty else { return }
        layout.section("NOT COMPARED PACKET BY PACKET")
        func list(_ ids: [String]) -> String {
            ids.count > 5 ? ids.prefix(5).joined(separator: ", ") + ", ..." : ids.joined(separator: ", ")
        }
        if !added.isEmpty {
            layout.paragraph(
                "\(QuantityText.count(added.count, "interface")) of the new rule set alone: \(list(added))",
                indent: 2, hanging: 2)
        }
        if !removed.isEmpty {
            layout.paragraph(
                "\(QuantityText.count(removed.count, "interface")) of the old rule set alone: \(list(removed))",
                indent: 2, hanging: 2)
        }
        if !packets.undecided.isEmpty {
            layout.paragraph(
                "\(QuantityText.count(packets.undecided.count, "rule")) of one side that name what is not captured, or are "
                    + "not known in full: \(list(packets.undecided))", indent: 2, hanging: 2)
        }
    }
}
