extension Sequence where Element: Hashable {
    /// The elements in order, each once.
    ///
    /// *Complexity:* O(n) in the elements.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
