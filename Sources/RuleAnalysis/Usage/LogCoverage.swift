import FlowEvaluation
import NetworkPrimitives

/// What logs cover, and what may be missing from them: by it an absence of flows is worth much or little.
package struct LogCoverage: Hashable, Sendable {
    package let span: TimeSpan
    /// Seconds of the span of which some record is known to be lost.
    package let skippedSeconds: UInt64
    /// Inputs that could not be read to their end.
    package let unreadInputs: Int
    package let malformedLines: UInt64
    /// Records of flows beyond those that are told apart.
    package let recordsOfOtherFlows: UInt64

    package init(_ result: EvaluationResult) {
        span = result.tally.span
        skippedSeconds = result.skipped.seconds(within: result.tally.span)
        unreadInputs = result.failures.count
        malformedLines = result.lines.malformed
        recordsOfOtherFlows = result.aggregates.others.records
    }

    package var seconds: UInt64 { span.seconds }

    /// `31 days`, `5 hours`, `12 minutes`, rounded to what is nearest.
    package var duration: String { Self.duration(seconds) }

    static func duration(_ seconds: UInt64) -> String {
        func count(_ unit: UInt64, _ noun: String) -> String {
            let number = max(1, (seconds + unit / 2) / unit)
            return "\(number) \(noun)\(number == 1 ? "" : "s")"
        }
        return switch seconds {
        case ..<120: count(1, "second")
        case ..<7200: count(60, "minute")
        case ..<172_800: count(3600, "hour")
        default: count(86400, "day")
        }
    }

    /// `in 31 days (2026-01-01T00:00:00Z to 2026-01-31T23:59:59Z)`.
    package var text: String {
        span.isEmpty
            ? "in no time at all"
            : "in \(duration) (\(RFC3339Time.text(span.first)) to \(RFC3339Time.text(span.last)))"
    }

    /// What may hide traffic, as the rest of a sentence; nil where nothing is known to.
    package var doubts: String? {
        var doubts: [String] = []
        if skippedSeconds > 0 {
            doubts.append("records of \(Self.duration(skippedSeconds)) were skipped (SKIPDATA)")
        }
        if unreadInputs > 0 {
            doubts.append("\(WordList.count(unreadInputs, "input")) could not be read to the end")
        }
        if malformedLines > 0 {
            doubts.append("\(malformedLines) line\(malformedLines == 1 ? " was" : "s were") malformed")
        }
        if recordsOfOtherFlows > 0 {
            doubts.append(
                "\(recordsOfOtherFlows) records are of more flows than are told apart (see --max-memory)")
        }
        return doubts.isEmpty ? nil : WordList.text(doubts)
    }
}
