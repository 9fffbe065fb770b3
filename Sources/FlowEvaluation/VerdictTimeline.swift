import FlowLogs

/// How many records of each verdict class began when, in intervals of equal width that grows with the time covered.
///
/// What comes out depends on the records alone, not on their order or on who counted which.
package struct VerdictTimeline: Sendable {
    /// Records that began in an interval, by the raw value of their class.
    package typealias Counts = [UInt64]

    private static let classCount = VerdictClass.allCases.count
    /// Intervals that are kept at the most.
    private static let capacity = 8192
    private static let leastWidth: UInt64 = 60

    /// Seconds of each interval: `leastWidth` times a power of two.
    private var width = leastWidth
    /// By the interval's number from 1970 on.
    private var counts: [UInt64: Counts] = [:]
    /// The interval that records were counted in last, and what has not been added to `counts` of it.
    private var latest: UInt64 = 0
    private var latestCounts = Counts(repeating: 0, count: classCount)

    package init() {}

    /// Counts the records of a batch that say when they began.
    mutating func add(_ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch) {
        for index in 0..<batch.count where batch.present[index].contains(.start) {
            guard let verdictClass = verdicts.verdictClass(index) else { continue }
            let interval = batch.start[index] / width
            if interval != latest {
                settle()
                latest = batch.start[index] / width
            }
            latestCounts[Int(verdictClass.rawValue)] += 1
        }
        settle()
    }

    mutating func merge(_ other: VerdictTimeline) {
        var other = other
        while width < other.width { widen() }
        while other.width < width { other.widen() }
        for (interval, added) in other.counts { add(added, to: interval) }
    }

    /// The counts in at most `limit` intervals, ascending, with all that lie between the first and the last.
    ///
    /// - Returns: the seconds of each interval, and its first second with its counts.
    package func intervals(atMost limit: Int) -> (seconds: UInt64, counts: [(start: UInt64, counts: Counts)])
    {
        var copy = self
        while let first = copy.counts.keys.min(), let last = copy.counts.keys.max(),
            last - first >= UInt64(max(1, limit))
        {
            copy.widen()
        }
        guard let first = copy.counts.keys.min(), let last = copy.counts.keys.max() else {
            return (width, [])
        }
        let none = Counts(repeating: 0, count: Self.classCount)
        return (
            copy.width, (first...last).map { ($0 * copy.width, copy.counts[$0] ?? none) }
        )
    }

    private mutating func settle() {
        guard latestCounts.contains(where: { $0 > 0 }) else { return }
        add(latestCounts, to: latest)
        for place in latestCounts.indices { latestCounts[place] = 0 }
    }

    private mutating func add(_ added: Counts, to interval: UInt64) {
        counts[interval, default: Counts(repeating: 0, count: Self.classCount)].add(added)
        while counts.count > Self.capacity { widen() }
    }

    /// Makes one interval of two.
    private mutating func widen() {
        width = width.multipliedReportingOverflow(by: 2).partialValue
        let finer = counts
        counts = [:]
        for (interval, added) in finer {
            counts[interval / 2, default: Counts(repeating: 0, count: Self.classCount)].add(added)
        }
        latest /= 2
    }
}

extension [UInt64] {
    fileprivate mutating func add(_ other: Self) {
        for place in indices { self[place] = self[place].addingSaturating(other[place]) }
    }
}

extension VerdictTimeline: StateValue {
    /// Between batches everything is in `counts`.
    package func write(to state: inout StateWriter) {
        state.write(width)
        state.write(counts)
    }

    package init(from state: inout StateReader) throws(StateError) {
        width = try UInt64(from: &state)
        counts = try [UInt64: Counts](from: &state)
        guard width >= Self.leastWidth, width % Self.leastWidth == 0,
            (width / Self.leastWidth).nonzeroBitCount == 1, counts.count <= Self.capacity,
            counts.values.allSatisfy({ $0.count == Self.classCount })
        else { throw state.invalid() }
    }
}
