import RuleMatching

/// Three columns of questions that stand one behind another, each `stride` long, of which the first `rows` are used.
///
/// Invariant: an index is below `rows`, which are no more than a column holds, and all three columns are there. For
/// a loop over the rows this is asked once.
extension MutableSpan<DecisionKey> {
    @inline(__always)
    private func check(_ index: Int, _ rows: Int, _ stride: Int) {
        precondition(index >= 0 && index < rows, "not a row")
        precondition(rows <= stride && stride <= 1 << 32 && 3 &* stride <= count, "not three columns")
    }

    /// Writes an element to each column.
    @inline(__always)
    mutating func store(
        _ first: DecisionKey, _ second: DecisionKey, _ third: DecisionKey, at index: Int, of rows: Int,
        stride: Int
    ) {
        check(index, rows, stride)
        unsafe self[unchecked: index] = first
        unsafe self[unchecked: index &+ stride] = second
        unsafe self[unchecked: index &+ 2 &* stride] = third
    }

    /// Adds the service of the destination to the first and third columns, that of the source to the second one.
    @inline(__always)
    mutating func addServices(
        source: UInt32, destination: UInt32, at index: Int, of rows: Int, stride: Int
    ) {
        check(index, rows, stride)
        let (second, third) = (index &+ stride, index &+ 2 &* stride)
        unsafe self[unchecked: index] = self[unchecked: index].about(serviceClass: destination)
        unsafe self[unchecked: second] = self[unchecked: second].about(serviceClass: source)
        unsafe self[unchecked: third] = self[unchecked: third].about(serviceClass: destination)
    }
}
