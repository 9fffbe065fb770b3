import FlowLogs
import GzipInput
import Synchronization

/// How far an evaluation has come, told by its workers block by block; and the wish that it end early.
public final class EvaluationProgress: Sendable {
    /// What has been done at one moment.
    public struct Counts: Hashable, Sendable {
        /// Inputs that were read to their end, or as far as they went.
        public var inputs = 0
        /// Bytes of the inputs' files, as they are stored.
        public var compressedBytes: UInt64 = 0
        /// Records that were judged.
        public var records: UInt64 = 0
        /// Of these, the anomalous ones.
        public var anomalousRecords: UInt64 = 0

        public init(
            inputs: Int = 0, compressedBytes: UInt64 = 0, records: UInt64 = 0, anomalousRecords: UInt64 = 0
        ) {
            self.inputs = inputs
            self.compressedBytes = compressedBytes
            self.records = records
            self.anomalousRecords = anomalousRecords
        }
    }

    /// An input that was read to its end, or as far as it went.
    public struct FinishedInput: Sendable {
        /// Where it was read from.
        public let input: InputSource
        /// What its lines were.
        public let lines: LineCounts
        /// As it is stored.
        public let compressedBytes: UInt64
        /// The formats of its records, in order of appearance.
        public let formats: [RecordFormat]
        /// Why it was not read to its end; nil where it was.
        public let failure: InputFailure?
    }

    private let onInput: (@Sendable (FinishedInput) -> Void)?
    private let inputs = Atomic(0)
    private let compressedBytes = Atomic<UInt64>(0)
    private let records = Atomic<UInt64>(0)
    private let anomalousRecords = Atomic<UInt64>(0)
    private let isInterruptedFlag = Atomic(false)

    /// - Parameter onInput: is told of each input, in the order in which they end, from any thread.
    public init(onInput: (@Sendable (FinishedInput) -> Void)? = nil) { self.onInput = onInput }

    /// The counts, each as it is at some moment of the call.
    public var counts: Counts {
        Counts(
            inputs: inputs.load(ordering: .relaxed),
            compressedBytes: compressedBytes.load(ordering: .relaxed),
            records: records.load(ordering: .relaxed),
            anomalousRecords: anomalousRecords.load(ordering: .relaxed))
    }

    /// Lets the evaluation end with the blocks that are being judged.
    public func interrupt() { isInterruptedFlag.store(true, ordering: .relaxed) }

    /// Whether the evaluation is to end early.
    public var isInterrupted: Bool { isInterruptedFlag.load(ordering: .relaxed) }

    /// Counts inputs that an earlier run has read.
    package func skip(inputs: Int, compressedBytes: UInt64) {
        self.inputs.add(inputs, ordering: .relaxed)
        self.compressedBytes.add(compressedBytes, ordering: .relaxed)
    }

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
