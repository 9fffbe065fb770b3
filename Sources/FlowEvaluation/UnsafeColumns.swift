extension MutableSpan {
    /// Writes an element to each of three columns that stand one behind another, each `stride` long.
    ///
    /// Invariant: the last of the three places is an index and the others are not behind it, which is asked once.
    @inline(__always)
    mutating func store(
        _ first: Element, _ second: Element, _ third: Element, at index: Int, stride: Int
    ) {
        let last = index &+ 2 &* stride
        precondition(index >= 0 && stride >= 0 && last >= index && last < count, "outside of the columns")
        unsafe self[unchecked: index] = first
        unsafe self[unchecked: index &+ stride] = second
        unsafe self[unchecked: last] = third
    }
}
