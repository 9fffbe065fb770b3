import FlowLogs
import RuleMatching

/// Gives every record of a batch its verdict by the snapshots that were in force at its time; one worker's own.
///
/// A record is judged by the last snapshot of its time. Only where that finds it anomalous, or does not know the
/// interface, are other snapshots asked: those of its time, which may excuse it, and earlier ones, which may have let
/// in a connection that outlived them. Few records are asked about twice, so that a history costs little more than one
/// rule set.
///
/// *Source: EC2 guide, "Security group connection tracking".*
package struct HistoryEvaluator {
    package internal(set) var evaluator: FlowEvaluator
    private let timeline: RuleTimeline
    private var subnetEvaluator: SubnetEvaluator

    /// The snapshots in force at each record's time.
    private var windows = [ClosedRange<Int>](repeating: 0...0, count: FlowRecordBatch.capacity)
    /// Number of the snapshot by which each record is judged, and of the interface's version under it.
    private var snapshots = [UInt32](repeating: 0, count: FlowRecordBatch.capacity)
    private var versions = [UInt32](repeating: 0, count: FlowRecordBatch.capacity)
    private var review: SnapshotReview

    /// A record's start may lag its first packet by that much. *Source: VPC guide, "Flow log records", `start`.*
    package static let startLag: UInt64 = 60

    package init(_ compiled: CompiledRuleSet) { self.init(FlowEvaluator(compiled)) }

    package init(_ evaluator: FlowEvaluator) {
        self.evaluator = evaluator
        timeline = evaluator.matcher.compiled.history
        subnetEvaluator = SubnetEvaluator(evaluator.matcher.compiled)
        review = SnapshotReview(timeline)
    }

    /// Fills `verdicts` with the verdict of every record of `batch`, and what can be found of those whose interface the
    /// rule set lacks.
    ///
    /// - Parameter text: the block that the batch was parsed from.
    /// - Complexity: O(n log s) on average, n records and s snapshots, and O(n v) more for n anomalous records and v
    ///   versions of their interfaces.
    package mutating func evaluate(
        _ batch: inout FlowRecordBatch, text: Span<UInt8>, into verdicts: inout VerdictBatch
    ) {
        judge(&batch, into: &verdicts)
        subnetEvaluator.evaluate(batch, text, &evaluator.matcher, into: &verdicts)
    }

    private mutating func judge(_ batch: inout FlowRecordBatch, into verdicts: inout VerdictBatch) {
        guard timeline.isHistory else {
            evaluator.evaluate(batch, into: &verdicts)
            return
        }
        findSnapshots(batch)
        batch.exchangeInterfaces(with: &versions)
        evaluator.evaluate(batch, at: snapshots, into: &verdicts)
        batch.exchangeInterfaces(with: &versions)
        verdicts.snapshot = snapshots
        verdicts.ruleSnapshot = snapshots
        review.reconsider(batch, windows, &verdicts, with: &evaluator)
    }

    /// Finds the snapshots of each record, and its interface's version under the last of them.
    private mutating func findSnapshots(_ batch: borrowing FlowRecordBatch) {
        for index in 0..<batch.count {
            let window = timeline.window(of: index, batch)
            windows[index] = window
            snapshots[index] = UInt32(truncatingIfNeeded: window.upperBound)
            let interface = batch.interface[index]
            versions[index] =
                interface == NameTable.unknown
                ? NameTable.unknown
                : timeline.version(ofInterface: Int(interface), at: window.upperBound)
        }
    }
}

extension RuleTimeline {
    /// The snapshots in force at any time of a record; where it does not say when it began or ended, any snapshot
    /// before or behind the other moment may have been.
    func window(of index: Int, _ batch: borrowing FlowRecordBatch) -> ClosedRange<Int> {
        let present = batch.present[index]
        let last = present.contains(.end) ? batch.end[index] : .max
        guard present.contains(.start) else { return snapshots(from: 0, to: last) }
        let start = min(batch.start[index], last)
        let lag = HistoryEvaluator.startLag
        return snapshots(from: start < lag ? 0 : start - lag, to: max(batch.start[index], last))
    }
}
