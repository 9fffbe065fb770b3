import FlowLogs
import GzipInput
import Synchronization

/// How far an evaluation has come, told by its workers block by block; and the wish that it end early.
package final class EvaluationProgress: Sendable {
    /// What has been done at one moment.
    package struct Counts: Hashable, Sendable {
        /// Inputs that were read to their end, or as far as they went.
        package var inputs = 0
        /// Bytes of the inputs' files, as they are stored.
        package var compressedBytes: UInt64 = 0
        package var records: UInt64 = 0
        package var anomalousRecords: UInt64 = 0

        package init(
            inputs: Int = 0, compressedBytes: UInt64 = 0, records: UInt64 = 0, anomalousRecords: UInt64 = 0
        ) {
            self.inputs = inputs
            self.compressedBytes = compressedBytes
            self.records = records
            self.anomalousRecords = anomalousRecords
        }
    }

    /// An input that was read to its end, or as far as it went.
    package struct FinishedInput: Sendable {
        package let input: InputSource
        package let lines: FlowRecordParser.LineCounts
        /// As it is stored.
        package let compressedBytes: UInt64
        /// The formats of its records, in order of appearance.
        package let formats: [RecordFormat]
        package let failure: InputFailure?
    }

    private let onInput: (@Sendable (FinishedInput) -> Void)?
    private let inputs = Atomic(0)
    private let compressedBytes = Atomic<UInt64>(0)
    private let records = Atomic<UInt64>(0)
    private let anomalousRecords = Atomic<UInt64>(0)
    private let isInterruptedFlag = Atomic(false)

    /// - Parameter onInput: is told of each input, in the order in which they end, from any thread.
    package init(onInput: (@Sendable (FinishedInput) -> Void)? = nil) { self.onInput = onInput }

    /// The counts, each as it is at some moment of the call.
    package var counts: Counts {
        Counts(
            inputs: inputs.load(ordering: .relaxed),
            compressedBytes: compressedBytes.load(ordering: .relaxed),
            records: records.load(ordering: .relaxed),
            anomalousRecords: anomalousRecords.load(ordering: .relaxed))
    }

    /// Lets the evaluation end with the blocks that are being judged.
    package func interrupt() { isInterruptedFlag.store(true, ordering: .relaxed) }

    package var isInterrupted: Bool { isInterruptedFlag.load(ordering: .relaxed) }

    func add(records: UInt64, anomalous: UInt64) {
        self.records.add(records, ordering: .relaxed)
        if anomalous > 0 { anomalousRecords.add(anomalous, ordering: .relaxed) }
    }

    func add(compressedBytes: UInt64) { self.compressedBytes.add(compressedBytes, ordering: .relaxed) }

    func finish(_ input: InputSource, _ outcome: InputOutcome) {
        inputs.add(1, ordering: .relaxed)
        onInput?(
            FinishedInput(
                input: input, lines: outcome.lines, compressedBytes: outcome.compressedBytes,
                formats: outcome.formats, failure: outcome.failure))
    }
}
