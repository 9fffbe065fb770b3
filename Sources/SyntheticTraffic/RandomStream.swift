/// Pseudo-random numbers that depend on the seed alone: SplitMix64.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014). Only
/// integer arithmetic is used anywhere in this module, so that every machine draws the same.
struct RandomStream {
    private var state: UInt64

    /// - Parameter purpose: streams of one seed and different purposes are independent.
    init(seed: UInt64, purpose: UInt64) {
        state = Self.mix(seed ^ Self.mix(purpose &+ 0x9E37_79B9_7F4A_7C15))
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

    /// A bijection of 64-bit numbers that spreads neighbours far apart.
    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// A number below `bound`, which is above zero. The bias is below `bound` / 2^64.
    mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// True once in `count` draws on average.
    mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

    /// A number below `bound` of which each doubling of the value is equally likely: the k-th
    /// comes up about 1/k as often as the first, as in Zipf's law.
    mutating func skewedBelow(_ bound: Int) -> Int {
        let doublings = Int.bitWidth - bound.leadingZeroBitCount
        while true {
            let first = 1 << below(doublings)
            let value = first + below(first) - 1
            if value < bound { return value }
        }
    }

    /// An element, each equally likely; the collection is not empty.
    mutating func element<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    /// An element, the first ones far likelier than the last; the collection is not empty.
    mutating func skewedElement<Element>(_ elements: [Element]) -> Element {
        elements[skewedBelow(elements.count)]
    }
}
