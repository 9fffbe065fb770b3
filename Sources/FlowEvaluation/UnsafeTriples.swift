/// Columns of which each record has three elements side by side: one question whether they are there, not three.

extension Span {
    /// Invariant: `index + 2` is an index, which is asked once.
    @inline(__always)
    func triple(at index: Int) -> (Element, Element, Element) {
        precondition(index >= 0 && index <= count &- 3, "no triple there")
        return unsafe (self[unchecked: index], self[unchecked: index &+ 1], self[unchecked: index &+ 2])
    }
}

extension MutableSpan {
    /// Invariant: `index + 2` is an index, which is asked once.
    @inline(__always)
    mutating func store(_ first: Element, _ second: Element, _ third: Element, at index: Int) {
        precondition(index >= 0 && index <= count &- 3, "no room for a triple")
        unsafe self[unchecked: index] = first
        unsafe self[unchecked: index &+ 1] = second
        unsafe self[unchecked: index &+ 2] = third
    }
}
