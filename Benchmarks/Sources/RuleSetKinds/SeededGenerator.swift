/// Pseudo-random numbers that depend on the seed alone: SplitMix64.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014). Only
/// integer arithmetic is used, so that every machine draws the same rules and keys.
package struct SeededGenerator: Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }

    /// A number below `bound`, which is above zero.
    package mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    package mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    /// True in `percent` of a hundred draws.
    package mutating func chance(percent: Int) -> Bool { below(100) < percent }

    /// An element, each equally likely; the array is not empty.
    package mutating func element<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    /// How often something is repeated, by a Pareto distribution of shape and scale 1: at least n
    /// times in one of n draws. Cut off at `limit`, because the distribution has no mean.
    package mutating func paretoCount(limit: Int) -> Int {
        let resolution = 1 << 20
        return min(resolution / (below(resolution) + 1), limit)
    }
}

/// Values with weights, drawn by them.
package struct WeightedChoice<Value: Sendable>: Sendable {
    private let values: [Value]
    private let cumulated: [Int]

    /// - Parameter entries: at least one; weights are positive.
    package init(_ entries: [(value: Value, weight: Int)]) {
        values = entries.map(\.value)
        var sum = 0
        cumulated = entries.map { entry in
            sum += entry.weight
            return sum
        }
    }

    package func draw(_ generator: inout SeededGenerator) -> Value {
        let drawn = generator.below(cumulated.last ?? 1)
        return values[cumulated.firstIndex { drawn < $0 } ?? 0]
    }
}
