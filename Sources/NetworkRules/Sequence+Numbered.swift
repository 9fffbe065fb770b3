extension Sequence where Element: Hashable {
    /// The place of each element, counted from 0; of equal ones the first.
    ///
    /// - Complexity: O(n), n the elements.
    package var numberOfElement: [Element: Int] {
        Dictionary(zip(self, 0...), uniquingKeysWith: { first, _ in first })
    }
}
