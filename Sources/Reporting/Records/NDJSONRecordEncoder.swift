import FlowEvaluation
import FlowLogs
import GzipInput
import RuleMatching

/// Verdict records as one JSON object a line, in UTF-8. *Source: RFC 8259.*
package final class NDJSONRecordEncoder: VerdictRecordEncoder {
    private var encoder: RecordEncoder

    /// - Parameter selection: the verdicts whose records are encoded; nil for all.
    package init(compiled: CompiledRuleSet, selection: VerdictSelection? = nil) {
        encoder = RecordEncoder(.ndjson, compiled: compiled, selection: selection)
    }

    package func encode(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch, text: Span<UInt8>,
        input: InputSource, matcher: RuleMatcher, into output: inout [UInt8]
    ) {
        encoder.encode(batch, verdicts, text: text, input: input, matcher: matcher, into: &output)
    }

    package func forgetDecisions() { encoder.forgetDecisions() }
}
