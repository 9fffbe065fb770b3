import FlowLogs
import GzipInput

/// Why an input could not be read to its end.
package enum InputFailure: Hashable, Sendable {
    case fault(InputFault)
    /// Text that is no flow log, told by its first line; nothing of it was read.
    case refusedText(TextRefusal)

    package var message: String {
        switch self {
        case .fault(let fault): fault.message
        case .refusedText(let refusal): refusal.message
        }
    }
}

/// What one input came to.
struct InputOutcome: Sendable {
    var lines = FlowRecordParser.LineCounts()
    var malformed: [MalformedLineKind: MalformedLines] = [:]
    var formats: [RecordFormat] = []
    var compressedBytes: UInt64 = 0
    var decompressedBytes: UInt64 = 0
    var failure: InputFailure?
    var anomalousFlows = AnomalousFlows()
    /// Intervals of which SKIPDATA lines say that records were lost.
    var skipped = TimeIntervals()

    /// What waiting for its turn costs, in about bytes.
    var weight: Int { 256 + 128 * (anomalousFlows.groupCount + malformed.count) + 16 * skipped.intervals.count }

    mutating func addSkipped(_ batch: borrowing FlowRecordBatch) {
        for index in 0..<batch.count where batch.logStatus[index] == .skipData {
            guard batch.present[index].isSuperset(of: [.start, .end]),
                batch.start[index] <= batch.end[index]
            else { continue }
            skipped.insert(batch.start[index]...batch.end[index])
        }
    }
}
