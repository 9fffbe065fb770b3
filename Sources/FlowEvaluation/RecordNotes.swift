import FlowLogs

/// Records of a batch that a loop leaves to another one, ascending.
///
/// As long as a batch from the beginning: where nothing has to grow, nothing is called, and the loop keeps its
/// pointers in registers.
struct RecordNotes: Sendable {
    /// Those that are noted stand first.
    var indices = [Int](repeating: 0, count: FlowRecordBatch.capacity)
    var count = 0

    var noted: ArraySlice<Int> { indices[..<count] }

    mutating func note(_ index: Int) {
        indices[count] = index
        count += 1
    }

    /// Notes the first `count` records, and these alone.
    mutating func noteAll(_ count: Int) {
        for index in 0..<count { indices[index] = index }
        self.count = count
    }

    mutating func sort() { indices[..<count].sort() }
}
