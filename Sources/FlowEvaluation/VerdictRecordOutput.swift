import FlowLogs
import GzipInput
import RuleMatching

/// Turns verdicts into text, one for each worker; called once a batch.
package protocol VerdictRecordEncoder: AnyObject {
    /// Appends the encoded records of a batch to `output`.
    ///
    /// - Parameters:
    ///   - text: the block of log text that the batch was parsed from.
    ///   - matcher: whose decisions the numbers in `verdicts` stand for.
    func encode(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch, text: Span<UInt8>,
        input: InputSource, matcher: RuleMatcher, into output: inout [UInt8])

    /// Called where the matcher forgets its decisions: their numbers no longer count.
    func forgetDecisions()
}

/// Why verdict records could not be written.
package struct OutputFailure: Error, Hashable, Sendable {
    /// Value of `errno`.
    package let code: Int32

    package init(code: Int32) { self.code = code }
}

/// Where encoded verdict records go. Called by one worker at a time.
package protocol VerdictRecordOutput: Sendable {
    func write(_ bytes: [UInt8]) throws(OutputFailure)
}
