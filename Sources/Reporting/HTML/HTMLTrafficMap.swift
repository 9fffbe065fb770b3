import FlowEvaluation
import RuleAnalysis

/// The chart of who talks to whom: on the left who opens connections, on the right to whom.
struct HTMLTrafficMap {
    /// Parts on a side; the rest is one more.
    private static let nodeCount = 12
    private static let others = "all others"
    private static let width = 960.0
    private static let nodeHeight = 26.0
    private static let gap = 10.0
    private static let nodeWidth = 10.0
    private static let sideWidth = 330.0

    private let id: String
    private let caption: String
    private let map: TrafficMap

    init(_ map: TrafficMap, id: String, caption: String) {
        self.map = map
        self.id = id
        self.caption = caption
    }

    /// One side of the chart: its parts, those with the most records first.
    private struct Side {
        let names: [String]
        let records: [String: UInt64]

        init(_ ends: [(name: String, records: UInt64)]) {
            var sums: [String: UInt64] = [:]
            for (name, records) in ends { sums[name, default: 0] &+= records }
            let ranked = sums.keys.sorted { left, right in
                let (one, two) = (sums[left, default: 0], sums[right, default: 0])
                return one != two ? one > two : left < right
            }
            let shown = Array(ranked.prefix(HTMLTrafficMap.nodeCount))
            names = ranked.count > shown.count ? shown + [HTMLTrafficMap.others] : shown
            var records = sums.filter { shown.contains($0.key) }
            for name in ranked.dropFirst(shown.count) {
                records[HTMLTrafficMap.others, default: 0] &+= sums[name, default: 0]
            }
            self.records = records
        }

        func place(of name: String) -> Int {
            names.firstIndex(of: name) ?? names.firstIndex(of: HTMLTrafficMap.others) ?? 0
        }
    }

    /// What `map.mustache` names; nil where no traffic was let through.
    var content: [String: Any]? {
        guard !map.edges.isEmpty else { return nil }
        let left = Side(map.edges.map { ($0.from, $0.sums.records) })
        let right = Side(map.edges.map { ($0.to, $0.sums.records) })
        let count = max(left.names.count, right.names.count)
        return [
            "caption": caption,
            "label":
                "\(caption): who opens connections on the left, to whom on the right; the table below says the same",
            "width": HTMLTimeline.number(Self.width),
            "height": HTMLTimeline.number(Double(count) * (Self.nodeHeight + Self.gap) + Self.gap),
            "ways": ways(left, right),
            "nodes": nodes(left, isLeft: true) + nodes(right, isLeft: false),
        ]
    }

    private func middle(_ place: Int) -> Double {
        Self.gap + Double(place) * (Self.nodeHeight + Self.gap) + Self.nodeHeight / 2
    }

    private func ways(_ left: Side, _ right: Side) -> [[String: Any]] {
        struct Way: Hashable {
            let from: Int
            let to: Int
        }
        var sums: [Way: FlowSums] = [:]
        for edge in map.edges {
            sums[Way(from: left.place(of: edge.from), to: right.place(of: edge.to)), default: FlowSums()] +=
                edge.sums
        }
        let most = Double(sums.values.map(\.records).max() ?? 1)
        return sums.sorted {
            ($0.value.records, $0.key.from, $0.key.to) < ($1.value.records, $1.key.from, $1.key.to)
        }
        .map { way, sums in
            let (x1, x2) = (Self.sideWidth + Self.nodeWidth, Self.width - Self.sideWidth - Self.nodeWidth)
            let (y1, y2) = (middle(way.from), middle(way.to))
            let bend = (x1 + x2) / 2
            let points = [x1, y1, bend, y1, bend, y2, x2, y2].map(HTMLTimeline.number)
            return [
                "path": "M\(points[0]) \(points[1])C\(points[2...].joined(separator: " "))",
                "weight": HTMLTimeline.number(
                    1 + (Self.nodeHeight - 1) * (Double(sums.records) / most).squareRoot()),
                "title": "\(left.names[way.from]) to \(right.names[way.to]): "
                    + "\(QuantityText.count(sums.records, "record")), \(QuantityText.size(sums.bytes))",
            ]
        }
    }

    private func nodes(_ side: Side, isLeft: Bool) -> [[String: Any]] {
        side.names.enumerated().map { place, name in
            let x = isLeft ? Self.sideWidth : Self.width - Self.sideWidth - Self.nodeWidth
            let records = side.records[name, default: 0]
            return [
                "title": "\(name): \(QuantityText.count(records, "record"))",
                "text": DisplayText.shortened(name, to: 40), "anchor": isLeft ? "end" : "start",
                "x": HTMLTimeline.number(x),
                "y": HTMLTimeline.number(middle(place) - Self.nodeHeight / 2),
                "width": HTMLTimeline.number(Self.nodeWidth), "height": HTMLTimeline.number(Self.nodeHeight),
                "textX": HTMLTimeline.number(isLeft ? x - 8 : x + Self.nodeWidth + 8),
                "textY": HTMLTimeline.number(middle(place) + 4.5),
            ]
        }
    }

    /// The same as a table.
    var table: HTMLTable {
        let shown = map.edges.prefix(HTMLReport.maximumRows)
        return HTMLTable(
            id: id, caption: caption,
            columns: [.text("from"), .text("to"), .number("records"), .number("packets"), .number("bytes")],
            rows: shown.map { edge in
                [
                    .text(edge.from), .text(edge.to), .count(edge.sums.records), .count(edge.sums.packets),
                    .size(edge.sums.bytes),
                ]
            }, missingCount: map.edges.count - shown.count)
    }
}
