import FlowLogs
import RuleMatching

/// Which snapshots judged how many records, and what changes from one to the next did to anomalies.
package struct SnapshotTallies: Sendable {
    /// What is counted of one snapshot.
    package struct Counts: Hashable, Sendable {
        /// Records that were judged by it.
        package fileprivate(set) var judged = FlowSums()
        /// Anomalous records that are not so by the rules before it.
        package fileprivate(set) var appeared = FlowSums()
        /// Anomalous records from before it that would no longer be so.
        package fileprivate(set) var vanished = FlowSums()
        /// Records that the rules before it let in, and that outlived these.
        package fileprivate(set) var outlived = FlowSums()

        package init() {}

        fileprivate static func += (left: inout Self, right: Self) {
            left.judged += right.judged
            left.appeared += right.appeared
            left.vanished += right.vanished
            left.outlived += right.outlived
        }
    }

    /// By number of the snapshot; empty where there are no several.
    package private(set) var counts: [Counts]
    /// Records that ended before the earliest snapshot, which served all the same.
    package private(set) var beforeFirst = FlowSums()
    private let timeline: RuleTimeline

    init(_ timeline: RuleTimeline) {
        self.timeline = timeline
        counts = timeline.isHistory ? timeline.snapshots.map { _ in Counts() } : []
    }

    mutating func add(_ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch) {
        guard !counts.isEmpty else { return }
        for index in 0..<batch.count where verdicts.verdictClass(index) != .notEvaluated {
            let sums = RecordTraffic(index, batch).sums
            counts[Int(verdicts.snapshot[index])].judged += sums
            if batch.present[index].contains(.end), timeline.isBeforeFirst(batch.end[index]) {
                beforeFirst += sums
            }
        }
        for effect in verdicts.changeEffects {
            let sums = RecordTraffic(effect.record, batch).sums
            switch effect.kind {
            case .appeared: counts[effect.snapshot].appeared += sums
            case .vanishes: counts[effect.snapshot].vanished += sums
            case .outlived: counts[effect.snapshot].outlived += sums
            }
        }
    }

    mutating func merge(_ other: SnapshotTallies) {
        for index in counts.indices { counts[index] += other.counts[index] }
        beforeFirst += other.beforeFirst
    }
}

extension SnapshotTallies {
    func write(to state: inout StateWriter) {
        state.write(counts)
        state.write(beforeFirst)
    }

    /// Takes up what was written, in place of what is counted.
    mutating func read(from state: inout StateReader) throws(StateError) {
        let read = try [Counts](from: &state)
        guard read.count == counts.count else { throw state.invalid() }
        counts = read
        beforeFirst = try FlowSums(from: &state)
    }
}

extension SnapshotTallies.Counts: StateValue {
    package func write(to state: inout StateWriter) {
        for sums in [judged, appeared, vanished, outlived] { state.write(sums) }
    }

    package init(from state: inout StateReader) throws(StateError) {
        judged = try FlowSums(from: &state)
        appeared = try FlowSums(from: &state)
        vanished = try FlowSums(from: &state)
        outlived = try FlowSums(from: &state)
    }
}
