import FlowLogs

/// A number that no sum of a tally is greater than. While it has not reached 2^64 - 1 no sum can have passed that,
/// so that records are added without asking each sum.
struct SumBound: Sendable {
    private var value: UInt64 = 0

    /// Below this, all numbers of a batch together are below 2^64.
    private static let moderate: UInt64 = 1 << 48

    /// Takes account of a batch.
    ///
    /// Counts everything twice, since a record adds to the sums of two decisions, which may be one. What columns
    /// hold of records that have no such field counts as well: a bound may be too great.
    ///
    /// - Returns: whether the batch can be added to any sum without passing 2^64 - 1.
    mutating func admit(_ batch: borrowing FlowRecordBatch) -> Bool {
        let grown = Self.total(batch)
        value = value.addingSaturating(grown).addingSaturating(grown)
        return value < .max
    }

    mutating func merge(_ other: SumBound) { value = value.addingSaturating(other.value) }

    /// What a batch adds to a sum at the most.
    private static func total(_ batch: borrowing FlowRecordBatch) -> UInt64 {
        let count = batch.count
        let packets = batch.packets.span.extracting(0..<count)
        let bytes = batch.bytes.span.extracting(0..<count)
        var total = UInt64(count)
        var bits: UInt64 = 0
        for index in 0..<count {
            total &+= packets[index] &+ bytes[index]
            bits |= packets[index] | bytes[index]
        }
        guard bits >= moderate else { return total }
        total = UInt64(count)
        for index in 0..<count {
            total = total.addingSaturating(packets[index]).addingSaturating(bytes[index])
        }
        return total
    }
}

extension SumBound: StateValue {
    func write(to state: inout StateWriter) { state.write(value) }
    init(from state: inout StateReader) throws(StateError) { value = try UInt64(from: &state) }
}
