import TestSupport
import Testing

@testable import FlowEvaluation

/// Sets of moments against plain sets of seconds.
struct TimeIntervalsTests {
    private static let maximumCount = TimeIntervals.maximumCount

    /// The runs of neighbouring numbers, ascending.
    private static func runs(_ seconds: Set<UInt64>) -> [ClosedRange<UInt64>] {
        seconds.sorted().reduce(into: []) { runs, second in
            if let last = runs.last, last.upperBound + 1 == second {
                runs[runs.count - 1] = last.lowerBound...second
            } else {
                runs.append(second...second)
            }
        }
    }

    private static let intervalsOfSmallUniverse: [ClosedRange<UInt64>] = (0...6).flatMap { first in
        (first...6).map { UInt64(first)...UInt64($0) }
    }

    @Test func threeIntervalsInAnyOrderAreTheirSeconds() {
        let all = Self.intervalsOfSmallUniverse
        for first in all {
            for second in all {
                for third in all {
                    var set = TimeIntervals()
                    set.insert(first)
                    set.insert(second)
                    set.insert(third)
                    let seconds = Set(first).union(second).union(third)
                    guard set.intervals != Self.runs(seconds) else { continue }
                    Issue.record("\(first), \(second), \(third): \(set.intervals)")
                    return
                }
            }
        }
    }

    @Test(arguments: 1...20)
    func randomIntervalsAreTheirSeconds(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var (set, other) = (TimeIntervals(), TimeIntervals())
        var (seconds, otherSeconds) = (Set<UInt64>(), Set<UInt64>())
        for _ in 0..<generator.number(1...60) {
            let first = UInt64(generator.number(0...400))
            let interval = first...first + UInt64(generator.pick([0, 0, 1, 3, 30]))
            if generator.chance(50) {
                set.insert(interval)
                seconds.formUnion(interval)
            } else {
                other.insert(interval)
                otherSeconds.formUnion(interval)
            }
            #expect(set.intervals == Self.runs(seconds))
        }
        set.formUnion(other)
        seconds.formUnion(otherSeconds)
        #expect(set.intervals == Self.runs(seconds))
        for _ in 0..<50 {
            let span = TimeSpan(
                first: UInt64(generator.number(0...440)), last: UInt64(generator.number(0...440)))
            let expected = span.isEmpty ? 0 : seconds.count { (span.first...span.last).contains($0) }
            #expect(set.seconds(within: span) == UInt64(expected))
        }
    }

    @Test func endOfTimeIsAMomentLikeOthers() {
        var set = TimeIntervals()
        set.insert(.max...(.max))
        #expect(set.intervals == [.max...(.max)])
        set.insert((.max - 2)...(.max - 1))
        #expect(set.intervals == [(.max - 2)...(.max)])
        set.insert(0...0)
        #expect(set.intervals == [0...0, (.max - 2)...(.max)])
        #expect(set.seconds(within: TimeSpan(first: 0, last: .max)) == 4)
        #expect(set.seconds(within: TimeSpan(first: .max, last: .max)) == 1)
        #expect(set.seconds(within: TimeSpan()) == 0)
        set.insert(0...(.max))
        #expect(set.intervals == [0...(.max)])
        #expect(set.seconds(within: TimeSpan(first: 0, last: .max)) == .max)
    }

    @Test func oneIntervalTooManyClosesTheSmallestGaps() {
        // Gaps grow, so that the smallest ones are those at the front.
        var set = TimeIntervals()
        var starts: [UInt64] = []
        var start: UInt64 = 0
        for number in 0...UInt64(Self.maximumCount) {
            #expect(set.intervals.count == starts.count)
            starts.append(start)
            set.insert(start...start)
            start += 10 + number
        }
        let kept = Self.maximumCount / 2
        #expect(set.intervals.count == kept)
        #expect(set.intervals.first == starts[0]...starts[starts.count - kept])
        #expect(set.intervals.dropFirst().map(\.lowerBound) == Array(starts.suffix(kept - 1)))
        #expect(set.intervals.dropFirst().allSatisfy { $0.lowerBound == $0.upperBound })
    }

    @Test func boundedSetStillHoldsEverySecondGiven() {
        var generator = SeededGenerator(seed: 3)
        var set = TimeIntervals()
        let moments = (0..<Self.maximumCount + 200).map { UInt64($0 * 7 + generator.number(0...3)) }
        for moment in moments.shuffled(using: &generator) { set.insert(moment...moment) }
        #expect(set.intervals.count <= Self.maximumCount)
        #expect(set.intervals.count >= Self.maximumCount / 2)
        let isAscending = zip(set.intervals, set.intervals.dropFirst()).allSatisfy {
            $0.upperBound + 1 < $1.lowerBound
        }
        #expect(isAscending)
        var covered: Set<UInt64> = []
        for interval in set.intervals { covered.formUnion(interval) }
        #expect(covered.isSuperset(of: moments))
    }
}
