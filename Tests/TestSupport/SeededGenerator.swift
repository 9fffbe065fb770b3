/// A random generator that yields the same numbers for the same seed, on every platform.
///
/// SplitMix64: one addition and a mix a number. *Source: Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", OOPSLA 2014.*
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64
    /// What the first numbers are made of, two bytes each.
    private var bytes: ArraySlice<UInt8> = []

    package init(seed: UInt64) { state = seed }

    /// Numbers that bytes decide as long as there are some, so that a change of few changes few numbers.
    package init(bytes: [UInt8]) {
        state = 0
        self.bytes = bytes[...]
    }

    package mutating func next() -> UInt64 {
        if let high = bytes.popFirst() {
            return (UInt64(high) << 8 | UInt64(bytes.popFirst() ?? 0)) &* 0x0001_0001_0001_0001
        }
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

extension SeededGenerator {
    /// True in `percent` of a hundred cases.
    package mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }

    /// - Precondition: `choices` is not empty.
    package mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: choices.indices, using: &self)]
    }

    package mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &self)
    }

    /// Up to `count` different elements of `choices`, in random order.
    package mutating func pickSome<Element>(_ count: Int, of choices: [Element]) -> [Element] {
        Array(choices.shuffled(using: &self).prefix(count))
    }
}
