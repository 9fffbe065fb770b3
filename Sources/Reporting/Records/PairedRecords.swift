import FlowEvaluation
import FlowLogs
import GzipInput
import RuleMatching
import Synchronization

/// Encodes verdict records for two outputs in one pass; `PairedRecordOutput` takes them apart again.
package final class PairedRecordEncoder: VerdictRecordEncoder {
    private let first: any VerdictRecordEncoder
    private let second: any VerdictRecordEncoder

    package init(_ first: any VerdictRecordEncoder, _ second: any VerdictRecordEncoder) {
        self.first = first
        self.second = second
    }

    package func encode(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch, text: Span<UInt8>,
        input: InputSource, matcher: RuleMatcher, into output: inout [UInt8]
    ) {
        let start = output.count
        output.append(contentsOf: repeatElement(0, count: PairedFrame.headerBytes))
        first.encode(batch, verdicts, text: text, input: input, matcher: matcher, into: &output)
        let end = output.count
        second.encode(batch, verdicts, text: text, input: input, matcher: matcher, into: &output)
        PairedFrame.setLengths(
            first: end - start - PairedFrame.headerBytes, second: output.count - end, in: &output, at: start)
    }

    package func forgetDecisions() {
        first.forgetDecisions()
        second.forgetDecisions()
    }
}

/// Gives each of two outputs what `PairedRecordEncoder` encoded for it.
package final class PairedRecordOutput: VerdictRecordOutput {
    package enum Part: Sendable {
        case first
        case second
    }

    private let first: any VerdictRecordOutput
    private let second: any VerdictRecordOutput
    private let failed = Mutex<Part?>(nil)

    package init(_ first: any VerdictRecordOutput, _ second: any VerdictRecordOutput) {
        self.first = first
        self.second = second
    }

    /// Which of the two could not be written.
    package var failedPart: Part? { failed.withLock { $0 } }

    package func write(_ bytes: [UInt8]) throws(OutputFailure) {
        var (ofFirst, ofSecond) = ([UInt8](), [UInt8]())
        var rest = bytes[...]
        while let (first, second) = PairedFrame.next(&rest) {
            ofFirst += first
            ofSecond += second
        }
        try write(ofFirst, to: first, as: .first)
        try write(ofSecond, to: second, as: .second)
    }

    private func write(
        _ bytes: [UInt8], to output: any VerdictRecordOutput, as part: Part
    ) throws(OutputFailure) {
        guard !bytes.isEmpty else { return }
        do {
            try output.write(bytes)
        } catch {
            failed.withLock { $0 = part }
            throw error
        }
    }
}

/// What both sides agree on: two lengths, little-endian, then as many bytes for each output.
private enum PairedFrame {
    static let headerBytes = 16

    static func setLengths(first: Int, second: Int, in bytes: inout [UInt8], at start: Int) {
        for (place, length) in [(start, first), (start + 8, second)] {
            for byte in 0..<8 { bytes[place + byte] = UInt8(truncatingIfNeeded: length >> (8 * byte)) }
        }
    }

    /// Takes the next frame off the beginning; nil where there is none.
    static func next(_ rest: inout ArraySlice<UInt8>) -> (
        first: ArraySlice<UInt8>, second: ArraySlice<UInt8>
    )? {
        guard rest.count >= headerBytes else { return nil }
        let first = length(rest.prefix(8))
        let second = length(rest.dropFirst(8).prefix(8))
        rest = rest.dropFirst(headerBytes)
        defer { rest = rest.dropFirst(first + second) }
        return (rest.prefix(first), rest.dropFirst(first).prefix(second))
    }

    private static func length(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
