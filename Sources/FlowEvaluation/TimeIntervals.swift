/// A set of moments (Unix seconds) as disjoint intervals, ascending, in bounded memory.
package struct TimeIntervals: Hashable, Sendable {
    package private(set) var intervals: [ClosedRange<UInt64>] = []

    /// Intervals that are told apart; beyond, those that lie closest become one.
    static let maximumCount = 8192

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

    /// Closes the smallest gaps, the earlier of equals first, until half of `maximumCount` are left:
    /// so many at once that inserting stays cheap on average.
    private mutating func joinClosest() {
        let gaps = zip(intervals, intervals.dropFirst()).map { $1.lowerBound - $0.upperBound }
        let closed = Set(
            gaps.indices.sorted { (gaps[$0], $0) < (gaps[$1], $1) }
                .prefix(intervals.count - Self.maximumCount / 2))
        var joined: [ClosedRange<UInt64>] = []
        for (index, interval) in intervals.enumerated() {
            if let last = joined.last, closed.contains(index - 1) {
                joined[joined.count - 1] = last.lowerBound...interval.upperBound
            } else {
                joined.append(interval)
            }
        }
        intervals = joined
    }
}

extension TimeIntervals: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(intervals.count)
        for interval in intervals {
            state.write(interval.lowerBound)
            state.write(interval.upperBound)
        }
    }

    package init(from state: inout StateReader) throws(StateError) {
        for _ in 0..<(try state.count()) {
            let lower = try UInt64(from: &state)
            let upper = try UInt64(from: &state)
            guard lower <= upper, intervals.last.map({ $0.upperBound < lower }) ?? true,
                intervals.count < Self.maximumCount
            else { throw state.invalid() }
            intervals.append(lower...upper)
        }
    }
}
