import NetworkRules

/// Snapshots, each with the moment from which on it was in force, and the verdicts that they give together: the contract's
/// rule history, word by word.
package struct ReferenceHistory: Sendable {
    private let times: [UInt64]
    private let evaluators: [ReferenceEvaluator]

    /// - Parameter snapshots: by ascending time.
    package init(_ snapshots: [(time: UInt64, ruleSet: RuleSet)]) {
        times = snapshots.map(\.time)
        let ruleSets = snapshots.map(\.ruleSet)
        evaluators = ruleSets.map { ReferenceEvaluator($0, ofHistory: ruleSets) }
    }

    /// What the history says of a record.
    package struct Judgement: Hashable, Sendable {
        package var verdict: ReferenceVerdict
        /// The snapshot whose verdict it is, or by which it would be anomalous.
        package var snapshot: Int
        /// The first snapshot by whose rules, and by those of all after it up to the record's, it is anomalous.
        package var appearedAt: Int?
        /// The first snapshot after the record's by whose rules it is not.
        package var vanishesAt: Int?
    }

    package func judge(_ record: ReferenceRecord) -> Judgement {
        let inForce = snapshotsInForce(record)
        let verdicts = evaluators.map { $0.verdict(record) }
        func isEvaluated(_ snapshot: Int) -> Bool { verdicts[snapshot].classification != "not-evaluated" }
        func isAnomalous(_ snapshot: Int) -> Bool { verdicts[snapshot].classification == "anomalous" }
        func isHarmless(_ snapshot: Int) -> Bool { isEvaluated(snapshot) && !isAnomalous(snapshot) }

        if let harmless = inForce.last(where: isHarmless) {
            return Judgement(verdict: verdicts[harmless], snapshot: harmless)
        }
        guard let anomalous = inForce.last(where: isEvaluated) else {
            return Judgement(verdict: verdicts[inForce.upperBound], snapshot: inForce.upperBound)
        }
        let before = 0..<inForce.lowerBound
        let after = inForce.upperBound + 1..<evaluators.count
        var judgement = Judgement(verdict: verdicts[anomalous], snapshot: anomalous)
        judgement.appearedAt = before.last(where: isHarmless).map { $0 + 1 }
        let isOpening = record.ipProtocol == 6 && record.tcpFlags.map { $0 & 18 == 2 } ?? false
        if record.action == .accept, !isOpening, let earlier = before.last(where: { permits(verdicts[$0]) }) {
            judgement.verdict = verdicts[earlier]
            judgement.verdict.reason = "earlier-rule"
        } else {
            judgement.vanishesAt = after.first(where: isHarmless)
        }
        return judgement
    }

    /// What of a history the judgement of a record depended on.
    package func peculiarities(of record: ReferenceRecord, _ judgement: Judgement) -> [String] {
        let inForce = snapshotsInForce(record)
        var met: [String] = []
        if judgement.verdict.reason == "earlier-rule" { met.append("earlier-rule") }
        if judgement.appearedAt != nil { met.append("appeared") }
        if judgement.vanishesAt != nil { met.append("vanishes") }
        if judgement.verdict.reason == "unknown-interface" { met.append("unknown at the time") }
        if judgement.verdict.reason == "unknown-interface", judgement.verdict.networkACL != nil {
            met.append("ACL of an unknown interface")
        }
        if judgement.snapshot < inForce.upperBound {
            met.append("judged by one before the last in force")
            if evaluators[inForce.upperBound].verdict(record).classification == "anomalous" {
                met.append("excused by another in force")
            }
        }
        return met
    }

    private func permits(_ verdict: ReferenceVerdict) -> Bool {
        verdict.classification == "allowed-by-sg"
            && ["rule", "return-traffic", "presumed-return", "no-security-group"].contains(verdict.reason)
    }

    /// Those in force at any time from 60 s before the record's start to its end; the earliest serves what came before
    /// it, and a moment that is not known may be any.
    private func snapshotsInForce(_ record: ReferenceRecord) -> ClosedRange<Int> {
        let end = record.end ?? .max
        let start = record.start ?? 0
        let (first, last) = (min(start, end), max(start, end))
        let moments = (first > 60 ? first - 60 : 0, last)
        func snapshot(at moment: UInt64) -> Int { times.lastIndex { $0 <= moment } ?? 0 }
        return snapshot(at: moments.0)...snapshot(at: moments.1)
    }
}
