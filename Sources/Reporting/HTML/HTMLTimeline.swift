import FlowEvaluation

/// The chart of verdicts over time: a bar for each interval, of a part for each class.
struct HTMLTimeline {
    private static let width = 960.0
    private static let height = 260.0
    private static let left = 70.0
    private static let bottom = 28.0
    private static let top = 12.0
    private static let intervalCount = 120

    private let seconds: UInt64
    private let intervals: [(start: UInt64, counts: VerdictTimeline.Counts)]
    /// The height of the chart, in records.
    private let most: UInt64

    /// Nil where no record says when it began.
    init?(_ timeline: VerdictTimeline) {
        (seconds, intervals) = timeline.intervals(atMost: Self.intervalCount)
        let sums = intervals.map { $0.counts.reduce(0, &+) }
        guard let most = sums.max(), most > 0 else { return nil }
        self.most = most
    }

    /// What `timeline.mustache` names.
    var content: [String: Any] {
        let classes = VerdictClass.allCases.filter { verdictClass in
            intervals.contains { $0.counts[Int(verdictClass.rawValue)] > 0 }
        }
        return [
            "caption": "Records by the time at which they begin, \(QuantityText.duration(seconds)) a bar",
            "label": "Bar chart of the records of each verdict class over time, "
                + "from \(UTCTime.text(intervals[0].start)); the table of verdicts has the sums",
            "width": Self.number(Self.width), "height": Self.number(Self.height),
            "legend": classes.map { ["name": $0.name, "mark": $0.name] },
            "lines": [0.0, 0.5, 1].map(line),
            "bars": intervals.indices.map { bar($0, classes) },
            "ticks": ticks,
        ]
    }

    private var barWidth: Double { (Self.width - Self.left) / Double(intervals.count) }
    private var plotHeight: Double { Self.height - Self.bottom - Self.top }

    private func y(_ records: Double) -> Double { Self.top + plotHeight * (1 - records / Double(most)) }

    private func line(_ share: Double) -> [String: Any] {
        let y = y(share * Double(most))
        return [
            "left": Self.number(Self.left), "right": Self.number(Self.width), "y": Self.number(y),
            "textX": Self.number(Self.left - 8), "textY": Self.number(y + 4),
            "text": QuantityText.count(UInt64(share * Double(most)), within: 7),
        ]
    }

    private func bar(_ place: Int, _ classes: [VerdictClass]) -> [String: Any] {
        let (start, counts) = intervals[place]
        var below: UInt64 = 0
        var parts: [[String: Any]] = []
        var words: [String] = []
        // What matters most stands lowest, where bars can be compared.
        for verdictClass in classes.sorted(by: { Self.rank($0) < Self.rank($1) }) {
            let count = counts[Int(verdictClass.rawValue)]
            guard count > 0 else { continue }
            words.append("\(QuantityText.count(count)) \(verdictClass.name)")
            let (bottom, top) = (y(Double(below)), y(Double(below &+ count)))
            parts.append([
                "mark": verdictClass.name,
                "x": Self.number(Self.left + Double(place) * barWidth), "y": Self.number(top),
                "width": Self.number(max(0.5, barWidth - (barWidth > 3 ? 1 : 0))),
                "height": Self.number(bottom - top),
            ])
            below &+= count
        }
        let title = words.isEmpty ? "no record" : words.joined(separator: ", ")
        return ["title": "\(UTCTime.text(start)): \(title)", "parts": parts]
    }

    private static func rank(_ verdictClass: VerdictClass) -> Int {
        switch verdictClass {
        case .anomalous: 0
        case .naclBlocked: 1
        case .sgBlocked: 2
        case .vpcBlocked: 3
        case .allowedBySG: 4
        case .notEvaluated: 5
        }
    }

    /// The times at both ends of the chart.
    private var ticks: [[String: Any]] {
        let y = Self.number(Self.height - 8)
        let last = intervals[intervals.count - 1].start
        var ticks: [[String: Any]] = [
            [
                "x": Self.number(Self.left), "y": y, "anchor": "start",
                "text": UTCTime.text(intervals[0].start),
            ]
        ]
        if intervals.count > 1 {
            let end = last > UInt64.max - seconds ? last : last + seconds
            ticks.append([
                "x": Self.number(Self.width - 4), "y": y, "anchor": "end", "text": UTCTime.text(end),
            ])
        }
        return ticks
    }

    /// With as many decimals as can be seen.
    static func number(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
