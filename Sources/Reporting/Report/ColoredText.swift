/// A text report with colours: headings stand out, and so does what is wrong.
///
/// Lines are known by how they begin; nothing but colour is added to them.
package enum ColoredText {
    private enum Style: String {
        case heading = "1"
        case wrong = "31"
        case gravest = "1;31"
        case refused = "33"
        case good = "32"
    }

    /// Beginnings of lines, those with more in common with others first.
    private static let styles: [(beginning: String, style: Style)] = [
        ("*** PARTIAL", .gravest), ("PARTIAL", .gravest), ("CRITICAL:", .gravest), ("HIGH:", .wrong),
        ("anomalous ", .wrong), ("accepted-against-", .wrong), ("accepted-without-", .wrong),
        ("rejected-despite-", .wrong), ("FAILED", .wrong), ("sg-blocked ", .refused),
        ("nacl-blocked ", .refused), ("vpc-blocked ", .refused), ("unknown ", .refused),
        ("allowed-by-sg ", .good), ("passed", .good),
    ]

    package static func text(_ report: String) -> String {
        let lines = report.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map(colored).joined(separator: "\n")
    }

    private static func colored(_ line: Substring) -> String {
        let words = line.drop { $0 == " " }
        let known = styles.first { words.hasPrefix($0.beginning) }?.style
        guard let style = known ?? (isHeading(line) ? .heading : nil) else { return String(line) }
        return "\(line.prefix(line.count - words.count))\u{1B}[\(style.rawValue)m\(words)\u{1B}[0m"
    }

    /// Whether a line begins, at its start, with a word of capitals alone.
    private static func isHeading(_ line: Substring) -> Bool {
        let word = line.prefix { $0 != " " && $0 != ":" && $0 != "-" }
        return word.utf8.count >= 4
            && word.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }
}
