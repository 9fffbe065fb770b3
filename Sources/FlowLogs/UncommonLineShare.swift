/// Tells where uncommon lines are so many that it is better not to look for common ones first.
struct UncommonLineShare: Sendable {
    /// Common lines that make up for an uncommon one.
    private static let weight = 8
    private static let limit = 32 * weight
    private var score = 0

    var isLarge: Bool { score > Self.limit }

    /// - Parameter isFollowed: whether an uncommon line came behind the common ones.
    mutating func note(common lines: Int, isFollowed: Bool) {
        score = max(0, score - lines) + (isFollowed ? Self.weight : 0)
    }

    /// Lines that were read without looking, so that common ones are looked for again after some.
    mutating func note(others lines: Int) { score = max(0, score - lines) }
}
