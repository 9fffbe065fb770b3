/// Lists within sentences.
enum WordList {
    /// Words that are spelled out of a longer list.
    private static let maximum = 6

    /// `a`, `a and b`, `a, b and c`, `a, b, … and 7 more`.
    static func text(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "none" }
        if words.count > maximum {
            let shown = words.prefix(maximum - 1)
            return "\(shown.joined(separator: ", ")) and \(words.count - shown.count) more"
        }
        return "\(words.dropLast().joined(separator: ", ")) and \(last)"
    }

    /// `1 interface`, `2 interfaces`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
