extension Sequence where Element: Hashable {
    /// The elements in order, each once.
    ///
    /// *Complexity:* O(n) in the elements.
    func uniqued() -> [Element] {
        // Nearly all lists have few elements, for which comparing is cheaper than a set.
        let maximumCompared = 8
        var unique: [Element] = []
        var seen: Set<Element> = []
        for element in self {
            if unique.count < maximumCompared {
                if !unique.contains(element) { unique.append(element) }
                continue
            }
            if seen.isEmpty { seen = Set(unique) }
            if seen.insert(element).inserted { unique.append(element) }
        }
        return unique
    }
}
