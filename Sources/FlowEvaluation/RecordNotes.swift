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
}
