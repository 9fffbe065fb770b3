import RuleAnalysis
import TestSupport
import Testing

/// Every operation against sets of all the numbers there are.
@Suite struct IntervalSetTests {
    private static func random(_ generator: inout SeededGenerator) -> (IntervalSet<UInt8>, Set<UInt8>) {
        let intervals = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
            let first = UInt8.random(in: 0...255, using: &generator)
            return
                first...(Bool.random(using: &generator)
                ? first : UInt8.random(in: first...255, using: &generator))
        }
        return (IntervalSet(intervals), Set(intervals.joined()))
    }

    private static func content(_ set: IntervalSet<UInt8>) -> Set<UInt8> { Set(set.intervals.joined()) }

    @Test(arguments: 0..<200)
    func operationsAreThoseOfSetsOfNumbers(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let (left, leftNumbers) = Self.random(&generator)
        let (right, rightNumbers) = Self.random(&generator)
        #expect(Self.content(left) == leftNumbers)
        #expect(Self.content(left.union(right)) == leftNumbers.union(rightNumbers))
        #expect(Self.content(left.intersection(right)) == leftNumbers.intersection(rightNumbers))
        #expect(Self.content(left.subtracting(right)) == leftNumbers.subtracting(rightNumbers))
        #expect(left.isSubset(of: right) == leftNumbers.isSubset(of: rightNumbers))
        #expect(left.isDisjoint(with: right) == leftNumbers.isDisjoint(with: rightNumbers))
        #expect(left.size == Double(leftNumbers.count))
        for number in UInt8.min...UInt8.max { #expect(left.contains(number) == leftNumbers.contains(number)) }
    }

    @Test(arguments: 0..<200)
    func equalSetsAreEqualHoweverTheyCameAbout(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let (left, leftNumbers) = Self.random(&generator)
        let (right, rightNumbers) = Self.random(&generator)
        let union = leftNumbers.union(rightNumbers)
        #expect(left.union(right) == IntervalSet(union.map { $0...$0 }))
        #expect(left.union(right) == right.union(left))
        // No two intervals touch.
        for (one, two) in zip(left.union(right).intervals, left.union(right).intervals.dropFirst()) {
            #expect(Int(one.upperBound) + 1 < Int(two.lowerBound))
        }
    }

    @Test func theEndsOfTheLineAreNumbersAsAllOthers() {
        let all = IntervalSet<UInt8>.everything
        let ends = IntervalSet<UInt8>([0...0, 255...255])
        #expect(all.subtracting(ends).intervals == [1...254])
        #expect(ends.union(IntervalSet(1...254)) == all)
        #expect(all.subtracting(all).isEmpty)
        #expect(IntervalSet<UInt8>([255...255, 0...255]) == all)
    }
}
