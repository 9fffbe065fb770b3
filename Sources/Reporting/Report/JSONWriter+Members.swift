import FlowEvaluation

// What several reports write in the same way.

extension JSONWriter {
    /// An array of texts.
    mutating func array(_ key: String, of texts: some Sequence<String>) {
        array(key) { json in for text in texts { json.element(text) } }
    }

    /// `records`, `packets` and `bytes`.
    mutating func members(_ sums: FlowSums) {
        member("records", sums.records)
        member("packets", sums.packets)
        member("bytes", sums.bytes)
    }

    /// `first` and `last` moment of a span as UTC text, null without any.
    mutating func members(_ span: TimeSpan) {
        member("first", span.isEmpty ? nil : UTCTime.text(span.first))
        member("last", span.isEmpty ? nil : UTCTime.text(span.last))
    }
}
