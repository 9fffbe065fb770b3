import FlowLogs
import NetworkPrimitives
import RuleMatching

/// All that a verdict depends on before exceptions, in 16 bits: records have few of these between them.
///
///     15 ... 10  9             8             7          6        5 ... 0
///    +----------+-------------+-------------+----------+--------+-----------------------------+
///    | shape    | format has  | states      | outbound | action | outcomes, once answers come |
///    +----------+-------------+-------------+----------+--------+-----------------------------+
///                 reject-reason
struct VerdictSituation: Hashable, Sendable {
    private var bits: UInt16

    static let count = 1 << 16

    /// That of a record whose verdict is found without the layers.
    static let notJudged = VerdictSituation(bits: UInt16(ConnectionShape.none.bits) << 10)

    private init(bits: UInt16) { self.bits = bits }

    /// That of a record but for its shape.
    @inline(__always)
    init(
        action: FlowAction, outbound: UInt8, statesRejectReason: Bool, formatHasRejectReason: Bool
    ) {
        // Sums of what is 0 or 1: all that a record may be either way is asked without a branch.
        let isReject: UInt16 = if case .reject = action { 1 } else { 0 }
        let states: UInt16 = statesRejectReason ? 1 : 0
        let has: UInt16 = formatHasRejectReason ? 1 : 0
        bits = isReject &<< 6 | UInt16(outbound) &<< 7 | states &<< 8 | has &<< 9
    }

    /// Adds a shape to a situation that has none.
    @inline(__always)
    mutating func add(_ shape: ConnectionShape) { bits |= UInt16(shape.bits) &<< 10 }

    var shape: ConnectionShape { ConnectionShape(bits: UInt8(bits >> 10)) }

    /// Adds the outcomes of the layers.
    @inline(__always)
    mutating func add(forward: LayerAnswer, returned: LayerAnswer, acl: LayerAnswer) {
        bits |= forward.outcomeBits | returned.outcomeBits &<< 2 | acl.outcomeBits &<< 4
    }

    /// The number of the situation.
    var index: Int { Int(bits) }
}

/// Remembers the verdict of each situation; `LayerAnswers` gives it when the situation first occurs.
struct VerdictMemo: Sendable {
    ///     15            14             13          12 ... 0
    ///    +-------------+--------------+-----------+--------------+
    ///    | may be      | credits      | is        | Verdict.code |
    ///    | excused     | return       | anomalous |              |
    ///    +-------------+--------------+-----------+--------------+
    struct Entry: Equatable {
        let bits: UInt16

        /// What is remembered of a situation that has not occurred.
        static let unknown = Entry(bits: .max)
        /// That of records whose verdict is found elsewhere.
        static let notJudged = Entry(bits: 0)

        init(_ answers: LayerAnswers) {
            let verdict = answers.verdict
            let isAnomalous = verdict.verdictClass == .anomalous
            bits =
                UInt16(truncatingIfNeeded: verdict.code) | (isAnomalous ? 1 << 13 : 0)
                | (answers.creditsReturn ? 1 << 14 : 0)
                | (isAnomalous && answers.action == .accept ? 1 << 15 : 0)
        }

        init(bits: UInt16) { self.bits = bits }

        /// `Verdict.code`.
        var code: UInt16 { bits & 0x1FFF }
        var creditsReturn: Bool { bits & 1 << 14 != 0 }
        /// Whether the record was accepted against the rules, which may have been no matter of theirs.
        var mayBeExcused: Bool { bits & 1 << 15 != 0 }
        /// Whether the situation is unknown or the record anomalous.
        var needsLook: Bool { bits & 1 << 13 != 0 }
    }

    /// By the `index` of a situation.
    private(set) var entries = {
        var entries = [Entry](repeating: .unknown, count: VerdictSituation.count)
        entries[VerdictSituation.notJudged.index] = .notJudged
        return entries
    }()

    mutating func remember(_ entry: Entry, ofSituation index: Int) { entries[index] = entry }
}
