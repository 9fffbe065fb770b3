import FlowEvaluation
import FlowLogs
import GzipInput
import RuleMatching

/// Verdict records as comma-separated values in UTF-8, one a line; lines end with a line feed alone.
/// *Source: RFC 4180.*
package final class CSVRecordEncoder: VerdictRecordEncoder {
    /// The line that goes before all records: the names of the columns.
    package static let header = Array(
        (VerdictRecordColumn.allCases.map(\.name).joined(separator: ",") + "\n").utf8)

    private var encoder: RecordEncoder

    /// - Parameter selection: the verdicts whose records are encoded; nil for all.
    package init(compiled: CompiledRuleSet, selection: VerdictSelection? = nil) {
        encoder = RecordEncoder(.csv, compiled: compiled, selection: selection)
    }

    package func encode(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch, text: Span<UInt8>,
        input: InputSource, matcher: RuleMatcher, into output: inout [UInt8]
    ) {
        encoder.encode(batch, verdicts, text: text, input: input, matcher: matcher, into: &output)
    }

    package func forgetDecisions() { encoder.forgetDecisions() }
}
