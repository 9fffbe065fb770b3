/// A set of moments (Unix seconds) as disjoint intervals, ascending, in bounded memory.
package struct TimeIntervals: Hashable, Sendable {
    package private(set) var intervals: [ClosedRange<UInt64>] = []

    /// Intervals that are told apart; beyond, the two that lie closest become one.
    private static let maximumCount = 4096

    package init() {}

    /// Adds an interval and joins it with those that it touches.
    ///
    /// - Complexity: O(n), n the number of intervals; O(log n) for one that lies behind all others.
    package mutating func insert(_ interval: ClosedRange<UInt64>) {
        var first = intervals.endIndex
        while first > 0,
            touches(intervals[first - 1], interval) || intervals[first - 1].lowerBound > interval.lowerBound
        {
            first -= 1
        }
        var last = first
        var joined = interval
        while last < intervals.endIndex, touches(intervals[last], joined) {
            joined =
                min(
                    joined.lowerBound, intervals[last].lowerBound)...max(
                    joined.upperBound, intervals[last].upperBound)
            last += 1
        }
        intervals.replaceSubrange(first..<last, with: [joined])
        if intervals.count > Self.maximumCount { joinClosest() }
    }

    package mutating func formUnion(_ other: TimeIntervals) {
        for interval in other.intervals { insert(interval) }
    }

    /// Seconds of the set within `span`.
    package func seconds(within span: TimeSpan) -> UInt64 {
        guard !span.isEmpty else { return 0 }
        return intervals.reduce(0) { sum, interval in
            let first = max(interval.lowerBound, span.first)
            let last = min(interval.upperBound, span.last)
            return first > last ? sum : sum.addingSaturating(last - first).addingSaturating(1)
        }
    }

    private func touches(_ left: ClosedRange<UInt64>, _ right: ClosedRange<UInt64>) -> Bool {
        left.upperBound.addingSaturating(1) >= right.lowerBound
            && right.upperBound.addingSaturating(1) >= left.lowerBound
    }

    private mutating func joinClosest() {
        let gaps = zip(intervals, intervals.dropFirst()).map { $1.lowerBound - $0.upperBound }
        guard let closest = gaps.indices.min(by: { gaps[$0] < gaps[$1] }) else { return }
        let joined = intervals[closest].lowerBound...intervals[closest + 1].upperBound
        intervals.replaceSubrange(closest...closest + 1, with: [joined])
    }
}
