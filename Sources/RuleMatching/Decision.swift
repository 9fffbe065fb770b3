import NetworkPrimitives

/// What one layer (an interface's groups, or a network ACL) says of a packet.
@usableFromInline
package enum LayerOutcome: UInt8, Hashable, Sendable {
    /// The layer is not asked: an interface without groups, a remote in the own subnet, no known ACL.
    case notApplied
    case permit
    case deny
    /// Rules that a flow log cannot decide would change the answer.
    case undetermined
}

/// A rule's number in the compiled rule set; `CompiledRuleSet.rule(_:)` tells which one it is.
package struct RuleIndex: Hashable, Comparable, Sendable {
    package let value: UInt32

    package init(value: UInt32) { self.value = value }

    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// The answer of one layer and the rules behind it.
package struct Decision: Hashable, Sendable {
    package var outcome: LayerOutcome
    /// For groups the permitting rule that verdicts name; for an ACL the entry that decides. Nil
    /// where no rule does.
    package var rule: RuleIndex?
    /// Every group rule that permits, ascending; for an ACL the deciding entry alone.
    package var rules: [RuleIndex]
    /// Whether the layer's answer would be another without the one rule in `rules`.
    package var isSole: Bool

    package static let notApplied = Decision(outcome: .notApplied, rule: nil, rules: [], isSole: false)
}

/// The answer to a question: the number of its decision, and beside it the outcome, which every record asks
/// for.
///
///     31                 2 1       0
///    +--------------------+---------+
///    | number             | outcome |
///    +--------------------+---------+
@usableFromInline
package struct LayerAnswer: Hashable, Sendable {
    @usableFromInline package let word: UInt32

    @inlinable
    package init(word: UInt32) { self.word = word }

    init(number: Int, _ outcome: LayerOutcome) {
        word = UInt32(truncatingIfNeeded: number) << 2 | UInt32(outcome.rawValue)
    }

    @inlinable package static var notApplied: LayerAnswer { LayerAnswer(word: 0) }

    /// Index in `RuleMatcher.decisions`.
    @inlinable package var number: UInt32 { word >> 2 }
    /// Raw value of the outcome.
    @inlinable package var outcomeBits: UInt16 { UInt16(truncatingIfNeeded: word & 3) }
    package var outcome: LayerOutcome { LayerOutcome(rawValue: UInt8(word & 3)) ?? .notApplied }
}

/// One question to one layer: which table (an interface profile's groups or an ACL, in a
/// direction), which class of remote addresses, which class of services.
///
///     63        42 41          18 17        0
///    +------------+--------------+-----------+
///    | table      | addressClass | service   |
///    +------------+--------------+-----------+
@usableFromInline
package struct DecisionKey: Hashable, Sendable {
    @usableFromInline package let word: UInt64

    static let maximumTable: UInt32 = 1 << 22 - 2
    static let maximumAddressClass: UInt32 = 1 << 24 - 1
    static let maximumServiceClass: UInt32 = 1 << 18 - 1

    /// No question: the answer is `notApplied`. All bits are set, so that it stays what it is whatever is added.
    @inlinable package static var notApplied: DecisionKey { DecisionKey(word: .max) }

    @inlinable
    package init(table: UInt32, addressClass: UInt32, serviceClass: UInt32) {
        word = UInt64(table) << 42 | UInt64(addressClass) << 18 | UInt64(serviceClass)
    }

    @inlinable
    init(word: UInt64) { self.word = word }

    /// A question to an inbound table that has no classes yet, asked about addresses: of that table where
    /// `outbound` is 0, of the outbound one where it is 1.
    @inlinable @inline(__always)
    package func about(addressClass: UInt32, outbound: UInt64) -> DecisionKey {
        DecisionKey(word: word | UInt64(addressClass) &<< 18 | outbound &<< 42)
    }

    /// A question that has no service class yet, asked about one.
    @inlinable @inline(__always)
    package func about(serviceClass: UInt32) -> DecisionKey { DecisionKey(word: word | UInt64(serviceClass)) }

    /// No question where `isLeftOut`; asks no question to find out.
    @inlinable @inline(__always)
    package func leftOut(_ isLeftOut: Bool) -> DecisionKey {
        DecisionKey(word: word | (0 &- (isLeftOut ? 1 : 0)))
    }

    package var table: UInt32 { UInt32(truncatingIfNeeded: word >> 42) }
    var addressClass: UInt32 { UInt32(truncatingIfNeeded: word >> 18) & Self.maximumAddressClass }
    var serviceClass: UInt32 { UInt32(truncatingIfNeeded: word) & Self.maximumServiceClass }
}
