import FlowLogs
import GzipInput
import RuleMatching

/// Reads inputs one after another and evaluates them; owns every buffer that it needs.
final class EvaluationWorker {
    private let plan: EvaluationPipeline.Plan
    private let collector: OrderedCollector
    /// Number of the input behind the last one that is read.
    private let end: Int
    private let progress: EvaluationProgress
    private var evaluator: HistoryEvaluator
    private let encoder: (any VerdictRecordEncoder)?

    private var tally: EvaluationTally
    private var aggregates: FlowAggregates
    private var timeline = VerdictTimeline()
    private var comparison: VerdictComparison?
    private var parser: FlowRecordParser
    private var batch = FlowRecordBatch()
    private var verdicts = VerdictBatch()
    private var block = LineBlock()
    private var encoded: [UInt8] = []
    /// Of the block that is being judged.
    private var anomalousRecords: UInt64 = 0

    /// Bytes of encoded records that are handed over at once.
    private static let deliverySize = 1 << 18
    /// Compressed bytes from which reading ahead pays for its queue.
    private static let prefetchSize: UInt64 = 1 << 20

    init(
        _ compiled: CompiledRuleSet, _ interfaces: NameTable, _ plan: EvaluationPipeline.Plan,
        _ pair: RuleSetPair?, encoder: (any VerdictRecordEncoder)?, _ collector: OrderedCollector,
        _ progress: EvaluationProgress, end: Int
    ) {
        self.end = end
        parser = FlowRecordParser(interfaces: interfaces)
        self.plan = plan
        self.collector = collector
        self.progress = progress
        self.encoder = encoder
        evaluator = HistoryEvaluator(compiled)
        tally = EvaluationTally(compiled)
        aggregates = FlowAggregates(capacity: plan.flowCapacity)
        comparison = pair.map { VerdictComparison($0, flowCapacity: plan.flowCapacity) }
    }

    /// What a worker counts over all of its inputs.
    struct Sums: Sendable {
        let tally: EvaluationTally
        let aggregates: FlowAggregates
        let timeline: VerdictTimeline
        let changed: ChangedFlows
    }

    /// The worker's sums, when it has read its last input.
    func finished() -> Sums {
        tally.spread(evaluator.evaluator.matcher.decisions)
        return Sums(
            tally: tally, aggregates: aggregates, timeline: timeline,
            changed: comparison?.changed ?? ChangedFlows())
    }

    /// Reads and evaluates an input, and hands its outcome over.
    func evaluate(input: Int) {
        var outcome = InputOutcome()
        parser.restart(format: plan.format)
        do throws(InputFault) {
            let reader = LineBlockReader(try ByteInput(plan.inputs[input]))
            if shouldReadAhead(input, fileSize: reader.fileSize) {
                try evaluateAhead(reader, input, &outcome)
            } else {
                try evaluateInPlace(reader, input, &outcome)
            }
        } catch {
            outcome.failure = .fault(error)
        }
        deliverEncoded(input)
        if outcome.failure?.isRefusal == true {
            // How far a refused input was read before that was clear depends on who read it.
            outcome.compressedBytes = 0
            outcome.decompressedBytes = 0
        }
        outcome.lines = parser.counts
        outcome.malformed = parser.malformed
        outcome.formats = parser.formats
        outcome.isCutShort = outcome.isCutShort && outcome.failure == nil
        if outcome.isCutShort || outcome.failure != nil { outcome.content = nil }
        progress.finish(plan.inputs[input], outcome)
        collector.finish(outcome, input: input)
    }

    /// The last inputs leave workers without one of their own: those can decompress ahead.
    private func shouldReadAhead(_ input: Int, fileSize: UInt64?) -> Bool {
        end - input < plan.threads && fileSize ?? .max >= Self.prefetchSize
    }

    private func evaluateInPlace(
        _ reader: consuming LineBlockReader, _ input: Int, _ outcome: inout InputOutcome
    ) throws(InputFault) {
        defer {
            outcome.compressedBytes = reader.compressedBytesRead
            outcome.decompressedBytes = reader.decompressedBytes
            outcome.content = reader.contentHash
        }
        var told: UInt64 = 0
        while try reader.next(into: &block) {
            progress.add(compressedBytes: reader.compressedBytesRead - told)
            told = reader.compressedBytesRead
            guard evaluate(block, input, &outcome) else { return }
        }
    }

    private func evaluateAhead(
        _ reader: consuming LineBlockReader, _ input: Int, _ outcome: inout InputOutcome
    ) throws(InputFault) {
        let prefetcher = BlockPrefetcher(reader, progress)
        var isWorthwhile = true
        defer {
            let counts = prefetcher.byteCounts
            outcome.compressedBytes = counts.compressed
            outcome.decompressedBytes = counts.decompressed
            outcome.content = prefetcher.contentHash
        }
        var done: LineBlock?
        while let block = try prefetcher.next(returning: done.take()) {
            if isWorthwhile {
                isWorthwhile = evaluate(block, input, &outcome)
                if !isWorthwhile { prefetcher.stop() }
            }
            done = block
        }
    }

    /// Evaluates a block; false where the rest of the input is not worth reading.
    private func evaluate(
        _ block: LineBlock, _ input: Int, _ outcome: inout InputOutcome
    ) -> Bool {
        let text = block.bytes.span
        if parser.counts.lines == 0, let failure = InputFailure(firstBlock: block) {
            outcome.failure = failure
            return false
        }
        let recordsBefore = parser.counts.records
        anomalousRecords = 0
        parser.begin(block)
        while parser.parse(block, into: &batch) { judge(&batch, &verdicts, text, input, &outcome) }
        progress.add(records: parser.counts.records - recordsBefore, anomalous: anomalousRecords)
        if progress.isInterrupted { outcome.isCutShort = true }
        return !collector.isCancelled && !outcome.isCutShort
    }

    /// Judges the records of a batch, and counts and encodes them.
    ///
    /// The batches are handed over for writing, though only verdicts are written: handed over for reading, each
    /// use of them would be a copy of all their columns' references.
    private func judge(
        _ batch: inout FlowRecordBatch, _ verdicts: inout VerdictBatch, _ text: Span<UInt8>, _ input: Int,
        _ outcome: inout InputOutcome
    ) {
        if plan.selection.hasTime { outcome.leftOut += UInt64(batch.keepOnly(plan.selection)) }
        comparison?.evaluate(&batch, text: text)
        evaluator.evaluate(&batch, text: text, into: &verdicts)
        comparison?.add(batch, verdicts, evaluator.evaluator.matcher)
        outcome.anomalousFlows.add(batch, verdicts, input: input)
        outcome.addSkipped(batch, verdicts)
        anomalousRecords &+= UInt64(verdicts.anomalous.count)
        if plan.sumsAllowedFlows { aggregates.add(batch, verdicts) }
        if plan.countsOverTime { timeline.add(batch, verdicts) }
        if let encoder {
            encoder.encode(
                batch, verdicts, text: text, input: plan.inputs[input], matcher: evaluator.evaluator.matcher,
                into: &encoded)
            if encoded.count >= Self.deliverySize { deliverEncoded(input) }
        }
        if tally.add(batch, verdicts, matcher: &evaluator.evaluator.matcher, text: text) {
            encoder?.forgetDecisions()
        }
    }

    private func deliverEncoded(_ input: Int) {
        guard !encoded.isEmpty else { return }
        collector.deliver(encoded, input: input)
        encoded.removeAll(keepingCapacity: true)
    }
}
