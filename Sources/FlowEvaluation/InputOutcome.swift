import FlowLogs
import GzipInput

/// Why an input could not be read to its end.
public enum InputFailure: Hashable, Sendable {
    /// The archive breaks off, or cannot be opened.
    case fault(InputFault)
    /// Text that is no flow log, told by its first line; nothing of it was read.
    case refusedText(TextRefusal)
    /// A gzip archive of something else than text, told by its first bytes; nothing of it was read.
    case refusedContent(ContentKind)

    /// Whether nothing of the input was taken.
    public var isRefusal: Bool {
        switch self {
        case .refusedText, .refusedContent: true
        case .fault(let fault): if case .refused = fault.cause { true } else { false }
        }
    }

    /// What is wrong and what to do; reads on from the input's name and a colon.
    public var message: String {
        switch self {
        case .fault(let fault): fault.message
        case .refusedText(let refusal): refusal.message
        case .refusedContent(let kind): "what the archive holds is \(kind.name); \(kind.adviceText)"
        }
    }

    /// Recognises, by the first block of text of an input, what cannot be read as lines of columns.
    init?(firstBlock block: borrowing LineBlock) {
        let text = block.bytes.span.extracting(0..<block.count)
        if let refusal = TextRefusal(firstLine: text) {
            self = .refusedText(refusal)
            return
        }
        let kind = ContentKind.detect(text)
        guard kind != .plainText, kind != .empty else { return nil }
        self = .refusedContent(kind)
    }
}

/// What one input came to.
struct InputOutcome: Sendable {
    var lines = LineCounts()
    var malformed: [MalformedLineKind: MalformedLines] = [:]
    var formats: [RecordFormat] = []
    var compressedBytes: UInt64 = 0
    var decompressedBytes: UInt64 = 0
    var failure: InputFailure?
    /// The hash of the stored bytes, where all of them were read.
    var content: UInt128?
    /// Whether the evaluation was to end before the input did.
    var isCutShort = false
    /// Records that are not of the time asked for.
    var leftOut: UInt64 = 0
    var anomalousFlows = AnomalousFlows()
    /// Intervals of which SKIPDATA lines say that records were lost.
    var skipped = TimeIntervals()
    /// Seconds of all SKIPDATA lines together, each of one interface.
    var skippedInterfaceSeconds: UInt64 = 0

    /// What waiting for its turn costs, in about bytes.
    var weight: Int {
        256 + 128 * (anomalousFlows.groupCount + malformed.count) + 16 * skipped.intervals.count
    }

    mutating func addSkipped(_ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch) {
        for index in verdicts.refused {
            guard case .skipData = batch.logStatus[index],
                batch.present[index].isSuperset(of: [.start, .end]),
                batch.start[index] <= batch.end[index]
            else { continue }
            skipped.insert(batch.start[index]...batch.end[index])
            skippedInterfaceSeconds = skippedInterfaceSeconds.addingSaturating(
                (batch.end[index] - batch.start[index]).addingSaturating(1))
        }
    }
}
