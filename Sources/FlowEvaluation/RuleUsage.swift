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

    @inline(__always)
    mutating func add(packets: UInt64, bytes: UInt64, isAccepted: Bool, seen: TimeSpan) {
        hits.add(packets: packets, bytes: bytes)
        acceptedRecords &+= isAccepted ? 1 : 0
        self.seen += seen
    }

    package static func += (left: inout Self, right: Self) {
        left.hits += right.hits
        left.acceptedRecords = left.acceptedRecords.addingSaturating(right.acceptedRecords)
        left.soleHits += right.soleHits
        left.seen += right.seen
    }
}
