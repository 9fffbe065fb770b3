/// A set of numbers as disjoint, non-touching, ascending intervals.
///
/// Serves for addresses, ports and everything else that rules name by ranges: its operations are exact, and their
/// cost depends on the number of intervals, never on how many numbers they hold.
package struct IntervalSet<Bound: FixedWidthInteger & UnsignedInteger & Sendable>: Hashable, Sendable {
    package private(set) var intervals: [ClosedRange<Bound>]

    package init() { intervals = [] }

    package init(_ interval: ClosedRange<Bound>) { intervals = [interval] }

    /// - Complexity: O(n log n), n the intervals, which may overlap and stand in any order.
    package init(_ intervals: [ClosedRange<Bound>]) {
        self.intervals = []
        for interval in intervals.sorted(by: { $0.lowerBound < $1.lowerBound }) { append(interval) }
    }

    /// All numbers of the type.
    package static var everything: Self { Self(Bound.min...Bound.max) }

    package var isEmpty: Bool { intervals.isEmpty }

    /// - Complexity: O(log n), n the intervals.
    package func contains(_ value: Bound) -> Bool {
        let place = firstInterval(endingAtOrAfter: value)
        return place < intervals.count && intervals[place].lowerBound <= value
    }

    /// Whether all numbers of an interval are in the set.
    ///
    /// - Complexity: O(log n), n the intervals.
    package func contains(_ interval: ClosedRange<Bound>) -> Bool {
        let place = firstInterval(endingAtOrAfter: interval.upperBound)
        return place < intervals.count && intervals[place].lowerBound <= interval.lowerBound
    }

    /// Whether no number of an interval is in the set.
    ///
    /// - Complexity: O(log n), n the intervals.
    package func isDisjoint(with interval: ClosedRange<Bound>) -> Bool {
        let place = firstInterval(endingAtOrAfter: interval.lowerBound)
        return place == intervals.count || intervals[place].lowerBound > interval.upperBound
    }

    /// - Complexity: O(n + m), n and m the intervals of both.
    package func union(_ other: Self) -> Self {
        if other.isEmpty { return self }
        if isEmpty { return other }
        var union = Self()
        union.intervals.reserveCapacity(intervals.count + other.intervals.count)
        var (left, right) = (0, 0)
        while left < intervals.count || right < other.intervals.count {
            let takesLeft =
                right == other.intervals.count
                || (left < intervals.count
                    && intervals[left].lowerBound <= other.intervals[right].lowerBound)
            if takesLeft {
                union.append(intervals[left])
                left += 1
            } else {
                union.append(other.intervals[right])
                right += 1
            }
        }
        return union
    }

    /// - Complexity: O(n + m), n and m the intervals of both.
    package func intersection(_ other: Self) -> Self {
        var common = Self()
        var (left, right) = (0, 0)
        while left < intervals.count, right < other.intervals.count {
            let (one, two) = (intervals[left], other.intervals[right])
            let first = max(one.lowerBound, two.lowerBound)
            let last = min(one.upperBound, two.upperBound)
            if first <= last { common.intervals.append(first...last) }
            if one.upperBound <= two.upperBound { left += 1 } else { right += 1 }
        }
        return common
    }

    /// - Complexity: O(n + m), n and m the intervals of both.
    package func subtracting(_ other: Self) -> Self {
        guard !isEmpty, !other.isEmpty else { return self }
        var rest = Self()
        var place = 0
        for interval in intervals {
            var first = interval.lowerBound
            var isLeft = true
            while place < other.intervals.count, other.intervals[place].upperBound < first { place += 1 }
            var taken = place
            while taken < other.intervals.count, other.intervals[taken].lowerBound <= interval.upperBound {
                let cut = other.intervals[taken]
                if cut.lowerBound > first { rest.intervals.append(first...(cut.lowerBound - 1)) }
                guard cut.upperBound < interval.upperBound else {
                    isLeft = false
                    break
                }
                first = cut.upperBound + 1
                taken += 1
            }
            if isLeft { rest.intervals.append(first...interval.upperBound) }
        }
        return rest
    }

    /// - Complexity: O(n + m), n and m the intervals of both.
    package func isSubset(of other: Self) -> Bool {
        var place = 0
        for interval in intervals {
            while place < other.intervals.count, other.intervals[place].upperBound < interval.lowerBound {
                place += 1
            }
            guard place < other.intervals.count, other.intervals[place].lowerBound <= interval.lowerBound,
                interval.upperBound <= other.intervals[place].upperBound
            else { return false }
        }
        return true
    }

    package func isDisjoint(with other: Self) -> Bool {
        var (left, right) = (0, 0)
        while left < intervals.count, right < other.intervals.count {
            if intervals[left].upperBound < other.intervals[right].lowerBound {
                left += 1
            } else if other.intervals[right].upperBound < intervals[left].lowerBound {
                right += 1
            } else {
                return false
            }
        }
        return true
    }

    /// How many numbers the set holds, as near as a `Double` comes.
    package var size: Double {
        intervals.reduce(0) { $0 + Double($1.upperBound - $1.lowerBound) + 1 }
    }

    /// Adds an interval that begins no earlier than all that are there.
    private mutating func append(_ interval: ClosedRange<Bound>) {
        guard let last = intervals.last else { return intervals.append(interval) }
        let touches = last.upperBound == .max || interval.lowerBound <= last.upperBound + 1
        guard touches else { return intervals.append(interval) }
        if interval.upperBound > last.upperBound {
            intervals[intervals.count - 1] = last.lowerBound...interval.upperBound
        }
    }

    private func firstInterval(endingAtOrAfter value: Bound) -> Int {
        var low = 0
        var high = intervals.count
        while low < high {
            let middle = (low + high) / 2
            if intervals[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
