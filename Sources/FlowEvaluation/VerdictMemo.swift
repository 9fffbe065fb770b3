import FlowLogs
import NetworkPrimitives
import RuleMatching

/// All that a verdict depends on before exceptions, in 16 bits: records have few of these between them.
struct VerdictSituation {
    let index: Int

    static let count = 1 << (10 + ConnectionShape.bitCount)

    @inline(__always)
    init(
        action: FlowAction, direction: RecordDirection, shape: ConnectionShape, forward: LayerOutcome,
        returnLookup: LayerOutcome, networkACL: LayerOutcome, statesRejectReason: Bool,
        formatHasRejectReason: Bool
    ) {
        let layers =
            Int(forward.rawValue) | Int(returnLookup.rawValue) &<< 2 | Int(networkACL.rawValue) &<< 4
        let flags =
            Int(action.rawValue) | Int(direction.rawValue) &<< 1 | (statesRejectReason ? 4 : 0)
            | (formatHasRejectReason ? 8 : 0)
        index = layers | flags &<< 6 | Int(shape.bits) &<< 10
    }
}

/// Remembers the verdict of each situation; `LayerAnswers` gives it when the situation first occurs.
struct VerdictMemo: Sendable {
    struct Entry {
        private let bits: UInt16

        /// What is remembered of a situation that has not occurred.
        static let unknown = Entry(bits: .max)

        init(_ answers: LayerAnswers) {
            let verdict = answers.verdict
            let mayBeExcused = verdict.verdictClass == .anomalous && answers.action == .accept
            bits =
                UInt16(truncatingIfNeeded: verdict.code) | (answers.creditsReturn ? 1 << 14 : 0)
                | (mayBeExcused ? 1 << 15 : 0)
        }

        private init(bits: UInt16) { self.bits = bits }

        /// `Verdict.code`.
        var code: UInt16 { bits & 0x3FFF }
        var creditsReturn: Bool { bits & 1 << 14 != 0 }
        /// Whether the situation is unknown, or the record was accepted against the rules, which may have been no
        /// matter of theirs.
        var needsLook: Bool { bits & 1 << 15 != 0 }
    }

    private(set) var entries = [Entry](repeating: .unknown, count: VerdictSituation.count)

    mutating func remember(_ entry: Entry, of situation: VerdictSituation) {
        entries[situation.index] = entry
    }
}
