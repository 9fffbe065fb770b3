import FlowLogs
import NetworkPrimitives
import RuleMatching

/// What one snapshot says of a record.
struct ReviewedVerdict {
    var verdict: Verdict
    var direction: RecordDirection
    var groupDecision: UInt32
    var aclDecision: UInt32

    init(_ index: Int, _ verdicts: borrowing VerdictBatch) {
        verdict = Verdict(code: Int(verdicts.code[index])) ?? Verdict(.notEvaluated, .unknownInterface)
        direction = verdicts.direction[index]
        groupDecision = verdicts.groupDecision[index]
        aclDecision = verdicts.aclDecision[index]
    }

    var isEvaluated: Bool { verdict.verdictClass != .notEvaluated }
    var isAnomalous: Bool { verdict.verdictClass == .anomalous }

    /// Whether rules let the record pass for certain.
    var permits: Bool {
        guard verdict.verdictClass == .allowedBySG else { return false }
        switch verdict.reason {
        case .rule, .returnTraffic, .presumedReturn, .noSecurityGroup: return true
        default: return false
        }
    }
}

/// A record that several snapshots are asked about, and what they have said so far.
struct ReviewedRecord {
    /// Number of the record in its batch.
    let index: Int
    /// Number of its interface.
    let interface: Int
    /// The snapshot by which the record is judged, as far as is known.
    private(set) var snapshot: Int
    /// The snapshot that is being asked.
    var asked: Int?

    /// Snapshots still to be asked: others that were in force, earlier ones from the latest back, later ones.
    var nextInWindow: ArraySlice<Int> = []
    var nextBefore: ArraySlice<Int> = []
    var nextAfter: ArraySlice<Int> = []

    private let window: ClosedRange<Int>
    private var inForce: ReviewedVerdict
    /// What an earlier snapshot says that let the connection in.
    private var earlier: ReviewedVerdict?
    private var earlierSnapshot = 0
    /// The first snapshot by whose rules the record is anomalous, or no longer.
    private var appearedAt: Int?
    private var vanishesAt: Int?
    private let mayHaveOutlivedRules: Bool

    init(
        _ index: Int, _ interface: Int, _ window: ClosedRange<Int>, _ batch: borrowing FlowRecordBatch,
        _ verdicts: borrowing VerdictBatch, _ timeline: RuleTimeline
    ) {
        self.index = index
        self.interface = interface
        self.window = window
        snapshot = window.upperBound
        inForce = ReviewedVerdict(index, verdicts)
        let opens =
            batch.ipProtocol[index] == IPProtocol.tcp.number && batch.present[index].contains(.tcpFlags)
            && batch.tcpFlags[index] & ConnectionEvidence.synAck == ConnectionEvidence.syn
        mayHaveOutlivedRules = batch.action[index] == .accept && !opens
        let changes = timeline.changes(ofInterface: interface)
        nextInWindow =
            changes.reversed().filter { window.lowerBound < $0 && $0 <= window.upperBound }.map { $0 - 1 }[
                ...]
    }

    var isAnomalous: Bool { inForce.isAnomalous }

    mutating func beginLookingBack(_ timeline: RuleTimeline) {
        let changes = timeline.changes(ofInterface: interface)
        nextBefore = changes.reversed().filter { 0 < $0 && $0 <= window.lowerBound }.map { $0 - 1 }[...]
    }

    mutating func beginLookingAhead(_ timeline: RuleTimeline) {
        nextAfter = timeline.changes(ofInterface: interface).filter { $0 > window.upperBound }[...]
    }

    /// Takes what the snapshot that was asked says.
    mutating func take(_ answer: ReviewedVerdict) {
        guard let asked else { return }
        self.asked = nil
        guard answer.isEvaluated else { return }
        if window.contains(asked) {
            takeInForce(answer, asked)
        } else if asked < window.lowerBound {
            takeEarlier(answer, asked)
        } else if !answer.isAnomalous {
            vanishesAt = asked
            nextAfter = []
        }
    }

    /// It is anomalous only if it is so under every snapshot in force.
    private mutating func takeInForce(_ answer: ReviewedVerdict, _ asked: Int) {
        if !inForce.isEvaluated || !answer.isAnomalous {
            inForce = answer
            snapshot = asked
        }
        if !answer.isAnomalous { nextInWindow = [] }
    }

    private mutating func takeEarlier(_ answer: ReviewedVerdict, _ asked: Int) {
        guard !answer.isAnomalous else { return }
        // Asked was the last snapshot of its sort.
        if appearedAt == nil { appearedAt = asked + 1 }
        if mayHaveOutlivedRules, answer.permits { (earlier, earlierSnapshot) = (answer, asked) }
        if !mayHaveOutlivedRules || earlier != nil { nextBefore = [] }
    }

    /// The snapshot whose rules the verdict names.
    var ruleSnapshot: Int { inForce.isAnomalous && earlier != nil ? earlierSnapshot : snapshot }

    /// The record's verdict, when all snapshots have been asked.
    var settled: ReviewedVerdict {
        guard inForce.isAnomalous, var permitted = earlier else { return inForce }
        permitted.verdict = Verdict(.allowedBySG, .earlierRule)
        return permitted
    }

    /// What changes of the rules have to do with the record.
    var changeEffects: [ChangeEffect] {
        guard inForce.isAnomalous else { return [] }
        if earlier != nil {
            return appearedAt.map { [ChangeEffect(kind: .outlived, record: index, snapshot: $0)] } ?? []
        }
        let appeared = appearedAt.map { ChangeEffect(kind: .appeared, record: index, snapshot: $0) }
        let vanishes = vanishesAt.map { ChangeEffect(kind: .vanishes, record: index, snapshot: $0) }
        return [appeared, vanishes].compactMap(\.self)
    }
}
