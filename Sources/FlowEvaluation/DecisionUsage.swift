import FlowLogs

/// The traffic that a decision was the answer to, in less than a cache line: every record adds to two of them.
struct DecisionUsage: Sendable {
    private(set) var hits = FlowSums()
    private(set) var acceptedRecords: UInt64 = 0
    private(set) var seen = TimeSpan()

    var isUnused: Bool { hits.records == 0 }

    @inline(__always)
    mutating func add(_ traffic: RecordTraffic) {
        hits.add(packets: traffic.packets, bytes: traffic.bytes)
        acceptedRecords &+= traffic.isAccepted ? 1 : 0
        seen += traffic.seen
    }
}

/// What is counted of a record.
struct RecordTraffic {
    var packets: UInt64 = 0
    var bytes: UInt64 = 0
    var isAccepted: Bool
    var seen = TimeSpan()

    /// The sums of this one record.
    var sums: FlowSums { FlowSums(records: 1, packets: packets, bytes: bytes) }
}

extension RecordTraffic {
    /// That of a record of any kind; what it does not have counts as 0 and as no time.
    init(_ index: Int, _ batch: borrowing FlowRecordBatch) {
        let present = batch.present[index]
        isAccepted = batch.action[index] == .accept
        if present.contains(.packets) { packets = batch.packets[index] }
        if present.contains(.bytes) { bytes = batch.bytes[index] }
        if present.contains(.start) { seen.include(batch.start[index]) }
        if present.contains(.end) { seen.include(batch.end[index]) }
    }
}
