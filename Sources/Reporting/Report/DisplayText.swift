/// Text of others (names, paths, ids) as it may stand on a terminal.
package enum DisplayText {
    /// The text with everything that is not visible as a `\u{...}` escape: control characters, line
    /// breaks, marks that turn the writing direction, and unassigned code points.
    package static func escaped(_ text: String) -> String {
        if text.utf8.allSatisfy({ (32...126).contains($0) }) { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            if isVisible(scalar) {
                shown.unicodeScalars.append(scalar)
            } else {
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return shown
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    /// Terminal columns that a text takes at the most: scripts beyond Greek, Cyrillic and the like
    /// are counted as two columns a character, since many are.
    static func width(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    static func width(_ scalar: Unicode.Scalar) -> Int { scalar.value < 0x1100 ? 1 : 2 }

    /// The text in at most `width` columns: what is too long loses its middle to `..`, since ids and
    /// paths differ at their ends.
    static func shortened(_ text: String, to limit: Int) -> String {
        guard width(text) > limit else { return text }
        guard limit > 4 else { return String(repeating: ".", count: max(0, min(limit, 2))) }
        let scalars = Array(text.unicodeScalars)
        let tailWidth = (limit - 2) / 2
        var head = ""
        var used = 0
        for scalar in scalars {
            guard used + width(scalar) <= limit - 2 - tailWidth else { break }
            head.unicodeScalars.append(scalar)
            used += width(scalar)
        }
        var tail: [Unicode.Scalar] = []
        used = 0
        for scalar in scalars.reversed() {
            guard used + width(scalar) <= tailWidth else { break }
            tail.append(scalar)
            used += width(scalar)
        }
        var result = head + ".."
        result.unicodeScalars.append(contentsOf: tail.reversed())
        return result
    }
}
