import FlowLogs
import NetworkPrimitives
import RuleMatching

/// Asks other snapshots about records that the one in force finds anomalous, or whose interface it does not know.
///
/// Each record has its own list of snapshots to ask, one for each time at which something of its interface was
/// otherwise; every round asks the next one of each list, all in one batch.
struct SnapshotReview {
    private let timeline: RuleTimeline
    private var batch = FlowRecordBatch()
    private var verdicts = VerdictBatch()
    private var versions = [UInt32](repeating: 0, count: FlowRecordBatch.capacity)
    private var snapshots = [UInt32](repeating: 0, count: FlowRecordBatch.capacity)
    private var records: [ReviewedRecord] = []

    init(_ timeline: RuleTimeline) { self.timeline = timeline }

    /// Looks again at records of a batch that has been judged by the last snapshot of each record's time.
    mutating func reconsider(
        _ judged: borrowing FlowRecordBatch, _ windows: [ClosedRange<Int>], _ verdicts: inout VerdictBatch,
        with evaluator: inout FlowEvaluator
    ) {
        verdicts.changeEffects.removeAll(keepingCapacity: true)
        collect(judged, windows, verdicts)
        guard !records.isEmpty else { return }
        ask(&evaluator, \.nextInWindow)
        for index in records.indices where records[index].isAnomalous {
            records[index].beginLookingBack(timeline)
        }
        ask(&evaluator, \.nextBefore)
        for index in records.indices where records[index].isAnomalous {
            records[index].beginLookingAhead(timeline)
        }
        ask(&evaluator, \.nextAfter)
        settle(&verdicts)
    }

    private mutating func collect(
        _ judged: borrowing FlowRecordBatch, _ windows: [ClosedRange<Int>], _ verdicts: borrowing VerdictBatch
    ) {
        records.removeAll(keepingCapacity: true)
        batch.removeAll()
        func add(_ index: Int) {
            let interface = Int(judged.interface[index])
            records.append(ReviewedRecord(index, interface, windows[index], judged, verdicts, timeline))
            batch.append(index, of: judged)
        }
        for index in verdicts.anomalous { add(index) }
        for index in verdicts.refused
        where judged.interface[index] != NameTable.unknown
            && Self.mayDependOnSnapshot(Verdict(code: Int(verdicts.code[index]))?.reason)
        {
            add(index)
        }
    }

    /// Whether another snapshot may evaluate a record that was not evaluated for a reason.
    private static func mayDependOnSnapshot(_ reason: VerdictReason?) -> Bool {
        reason == .unknownInterface || reason == .unknownDirection
    }

    /// Asks snapshots about each record until its list is at an end.
    private mutating func ask(
        _ evaluator: inout FlowEvaluator, _ list: WritableKeyPath<ReviewedRecord, ArraySlice<Int>>
    ) {
        while true {
            var isAsking = false
            for place in records.indices {
                guard let snapshot = records[place][keyPath: list].popFirst() else {
                    versions[place] = NameTable.unknown
                    snapshots[place] = 0
                    continue
                }
                isAsking = true
                records[place].asked = snapshot
                snapshots[place] = UInt32(truncatingIfNeeded: snapshot)
                versions[place] = timeline.version(ofInterface: records[place].interface, at: snapshot)
            }
            guard isAsking else { return }
            batch.exchangeInterfaces(with: &versions)
            evaluator.evaluate(batch, at: snapshots, into: &verdicts)
            batch.exchangeInterfaces(with: &versions)
            for place in records.indices {
                guard records[place].asked != nil else { continue }
                records[place].take(ReviewedVerdict(place, verdicts))
            }
        }
    }
}

extension SnapshotReview {
    /// Writes down what has been found.
    private func settle(_ verdicts: inout VerdictBatch) {
        var anomalous = Set(verdicts.anomalous)
        var refused = Set(verdicts.refused)
        for record in records {
            let index = record.index
            let found = record.settled
            verdicts.code[index] = UInt16(truncatingIfNeeded: found.verdict.code)
            verdicts.direction[index] = found.direction
            verdicts.groupDecision[index] = found.groupDecision
            verdicts.aclDecision[index] = found.aclDecision
            verdicts.snapshot[index] = UInt32(truncatingIfNeeded: record.snapshot)
            verdicts.ruleSnapshot[index] = UInt32(truncatingIfNeeded: record.ruleSnapshot)
            if found.verdict.verdictClass != .notEvaluated { refused.remove(index) }
            if found.verdict.verdictClass == .anomalous {
                anomalous.insert(index)
            } else {
                anomalous.remove(index)
            }
            verdicts.changeEffects += record.changeEffects
        }
        verdicts.anomalous = anomalous.sorted()
        verdicts.refused = refused.sorted()
    }
}
