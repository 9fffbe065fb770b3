import FlowLogs

/// The traffic that a decision was the answer to, in less than a cache line: every record adds to two of them.
struct DecisionUsage: Sendable {
    private(set) var hits = FlowSums()
    private(set) var acceptedRecords: UInt64 = 0
    private var bounds = TimeBounds()

    var isUnused: Bool { hits.records == 0 }
    var seen: TimeSpan { bounds.span }

    mutating func add(_ traffic: RecordTraffic) {
        hits.add(packets: traffic.packets, bytes: traffic.bytes)
        acceptedRecords &+= traffic.isAccepted ? 1 : 0
        bounds.formUnion(TimeBounds(traffic.seen.first, traffic.seen.last))
    }

    /// As `add(_:)`, where no sum can pass 2^64 - 1.
    @inline(__always)
    mutating func addBounded(packets: UInt64, bytes: UInt64, accepted: UInt64, _ seen: TimeBounds) {
        hits.addBounded(packets: packets, bytes: bytes)
        acceptedRecords &+= accepted
        bounds.formUnion(seen)
    }
}

/// A `TimeSpan` as two numbers that both only grow, so that one comparison of vectors does for both.
struct TimeBounds: Sendable {
    /// The first moment's complement and the last moment, in the order of signed numbers.
    private var lanes = SIMD2<Int64>(repeating: .min)

    init() {}

    @inline(__always)
    init(_ first: UInt64, _ last: UInt64) {
        let order = SIMD2<UInt64>(~(1 << 63), 1 << 63)
        lanes = SIMD2<Int64>(truncatingIfNeeded: SIMD2(first, last) ^ order)
    }

    var span: TimeSpan {
        TimeSpan(
            first: UInt64(bitPattern: lanes[0]) ^ ~(1 << 63), last: UInt64(bitPattern: lanes[1]) ^ 1 << 63)
    }

    @inline(__always)
    mutating func formUnion(_ other: TimeBounds) {
        lanes.replace(with: other.lanes, where: other.lanes .> lanes)
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
