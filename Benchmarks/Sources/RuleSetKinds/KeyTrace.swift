import NetworkPrimitives

/// Draws keys to look up.
package enum KeyTrace {
    /// How keys follow one another.
    package enum Locality: String, CaseIterable, Sendable {
        /// Every key is drawn anew.
        case none
        /// Each key comes as often in a row as a Pareto distribution says, as in ClassBench's traces.
        case pareto
    }

    /// One key of this many is drawn from all keys there are, whatever the rules.
    private static let uniformShare = 10
    private static let longestRun = 1000

    /// - Parameter rules: not empty.
    package static func keys(
        _ rules: [ClassifierRule], count: Int, seed: UInt64, locality: Locality
    ) -> [ClassifierKey] {
        var generator = SeededGenerator(seed: seed ^ 0x6b65_7973)
        var keys: [ClassifierKey] = []
        keys.reserveCapacity(count)
        while keys.count < count {
            let key =
                generator.below(uniformShare) == 0
                ? uniform(&generator) : within(generator.element(rules), &generator)
            let run = locality == .pareto ? generator.paretoCount(limit: longestRun) : 1
            keys.append(contentsOf: repeatElement(key, count: min(run, count - keys.count)))
        }
        return keys
    }

    private static func uniform(_ generator: inout SeededGenerator) -> ClassifierKey {
        ClassifierKey(
            address: UInt32(truncatingIfNeeded: generator.next()), port: UInt16(generator.below(1 << 16)),
            ipProtocol: generator.element([6, 6, 6, 6, 17, 17, 1, 47]))
    }

    /// A key that the rule matches, unless a rule before it does.
    private static func within(_ rule: ClassifierRule, _ generator: inout SeededGenerator) -> ClassifierKey {
        let host = UInt32(truncatingIfNeeded: generator.next()) & ~UInt32.networkMask(rule.prefixLength)
        return ClassifierKey(
            address: rule.address | host,
            port: UInt16(generator.within(Int(rule.ports.first)...Int(rule.ports.last))),
            ipProtocol: rule.ipProtocol ?? generator.element([6, 6, 17, 1]))
    }
}
