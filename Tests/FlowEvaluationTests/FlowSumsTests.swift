import Testing

@testable import FlowEvaluation

struct FlowSumsTests {
    private static let edges: [UInt64] = [0, 1, 2, 1 << 63, .max - 1, .max]

    @Test func sumsStayAtTheirLimit() {
        for left in Self.edges {
            for right in Self.edges {
                let exact = UInt128(left) + UInt128(right)
                let expected = UInt64(min(exact, UInt128(UInt64.max)))
                var sums = FlowSums(records: left, packets: left, bytes: left)
                sums += FlowSums(records: right, packets: right, bytes: right)
                #expect(sums == FlowSums(records: expected, packets: expected, bytes: expected))
                #expect(sums.isSaturated == (expected == .max))

                var added = FlowSums(records: 7, packets: left, bytes: right)
                added.add(packets: right, bytes: left)
                #expect(added == FlowSums(records: 8, packets: expected, bytes: expected))
            }
        }
    }

    @Test func eachSumSaturatesByItself() {
        var sums = FlowSums(records: .max, packets: 5, bytes: .max)
        sums.add(packets: 1, bytes: 1)
        #expect(sums == FlowSums(records: .max, packets: 6, bytes: .max))
        #expect(FlowSums(records: 1, packets: .max, bytes: 1).isSaturated)
        #expect(!FlowSums(records: .max - 1, packets: .max - 1, bytes: .max - 1).isSaturated)
    }

    /// Saturating sums do not depend on the order in which they are added.
    @Test func additionIsAssociativeAndCommutative() {
        let all = Self.edges.map { FlowSums(records: $0, packets: .max - $0, bytes: $0 / 2) }
        for first in all {
            for second in all {
                for third in all {
                    var left = first
                    left += second
                    left += third
                    var tail = third
                    tail += second
                    var right = tail
                    right += first
                    #expect(left == right)
                }
            }
        }
    }
}

struct TimeSpanTests {
    @Test func spanOfNothingIsEmptyAndChangesNothing() {
        let empty = TimeSpan()
        #expect(empty.isEmpty)
        var span = TimeSpan(first: 5, last: 9)
        span += empty
        #expect(span == TimeSpan(first: 5, last: 9))
        var other = empty
        other += span
        #expect(other == span)
        #expect(!TimeSpan(first: 0, last: 0).isEmpty)
    }

    @Test func spanReachesFromTheFirstToTheLastMoment() {
        for moments: [UInt64] in [[5], [9, 3, 7], [0, .max], [.max], [0]] {
            var span = TimeSpan()
            for moment in moments { span.include(moment) }
            #expect(span.first == moments.min())
            #expect(span.last == moments.max())
            #expect(!span.isEmpty)
        }
    }

    @Test func mergedSpansAreTheSpanOfAllMoments() {
        let moments: [UInt64] = [0, 3, 8, .max]
        for split in 0...moments.count {
            var (left, right, whole) = (TimeSpan(), TimeSpan(), TimeSpan())
            for moment in moments[..<split] { left.include(moment) }
            for moment in moments[split...] { right.include(moment) }
            for moment in moments { whole.include(moment) }
            var merged = right
            merged += left
            left += right
            #expect(left == whole)
            #expect(merged == whole)
        }
    }
}
