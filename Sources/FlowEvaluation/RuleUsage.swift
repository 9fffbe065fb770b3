/// The traffic that a rule matched.
package struct RuleUsage: Hashable, Sendable {
    /// Records that the rule permits (or, for an ACL entry, decides).
    package var hits = FlowSums()
    /// Hits that were accepted in the end: another layer may have refused the rest.
    package var acceptedRecords: UInt64 = 0
    /// Hits for which the layer's answer would be another without this rule.
    package var soleHits = FlowSums()
    /// When the rule was first and last hit: starts and ends of records, Unix seconds.
    package var seen = TimeSpan()

    package init() {}

    package var isUnused: Bool { hits.records == 0 }

    /// Adds the traffic of an answer that the rule is behind; `isSole` where the answer would be another
    /// without it.
    mutating func add(_ usage: DecisionUsage, isSole: Bool) {
        hits += usage.hits
        acceptedRecords = acceptedRecords.addingSaturating(usage.acceptedRecords)
        if isSole { soleHits += usage.hits }
        seen += usage.seen
    }

    package static func += (left: inout Self, right: Self) {
        left.hits += right.hits
        left.acceptedRecords = left.acceptedRecords.addingSaturating(right.acceptedRecords)
        left.soleHits += right.soleHits
        left.seen += right.seen
    }
}

extension RuleUsage: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(hits)
        state.write(acceptedRecords)
        state.write(soleHits)
        state.write(seen)
    }

    package init(from state: inout StateReader) throws(StateError) {
        hits = try FlowSums(from: &state)
        acceptedRecords = try UInt64(from: &state)
        soleHits = try FlowSums(from: &state)
        seen = try TimeSpan(from: &state)
    }
}
