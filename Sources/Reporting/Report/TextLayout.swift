/// How many columns reports for people have.
package enum ReportWidth {
    /// Where nothing says how many there are, as in a file.
    package static let standard = 80
    /// What reports adapt to: narrower than this no table can be read, and wider no sentence.
    package static let range = 60...132
}

/// Lines of a report of some width; none is ever wider, but for `rows`.
///
/// Everything handed in is shown escaped: names of others come in as they are.
struct TextLayout {
    let width: Int
    private(set) var lines: [String] = []

    /// What stands before the rows of tables.
    private static let margin = 2

    /// - Parameter width: terminal columns; brought into `ReportWidth.range`.
    init(width: Int) {
        self.width = min(max(width, ReportWidth.range.lowerBound), ReportWidth.range.upperBound)
    }

    var text: String { lines.joined(separator: "\n") + "\n" }

    /// Begins a section: a blank line and a heading.
    mutating func section(_ title: String) {
        blank()
        paragraph(title)
    }

    mutating func blank() {
        if !lines.isEmpty { lines.append("") }
    }

    /// Appends text, broken at spaces; lines after the first are indented by `hanging` more.
    mutating func paragraph(_ text: String, indent: Int = 0, hanging: Int = 0) {
        lines += wrapped(DisplayText.escaped(text), indent: indent, hanging: hanging)
    }

    /// Appends rows whose columns are as wide as their widest cell; the last one is not padded.
    /// Rows may be wider than a report: ids stand in them whole.
    mutating func rows(_ rows: [[String]], indent: Int) {
        let rows = rows.map { $0.map(DisplayText.escaped) }
        let columns = rows.first?.count ?? 0
        let widths = (0..<columns).map { column in rows.map { DisplayText.width($0[column]) }.max() ?? 0 }
        for row in rows {
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - DisplayText.width(cell))
            }
            var line = String(repeating: " ", count: indent) + cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            lines.append(line)
        }
    }

    /// A paragraph behind a label of its own column.
    mutating func entry(_ label: String, _ text: String) {
        let column = 11
        let label = "  \(label)"
        let padding = String(repeating: " ", count: max(1, column - label.count))
        let wrapped = wrapped(DisplayText.escaped(text), indent: column, hanging: 0)
        lines.append(label + padding + (wrapped.first ?? "").dropFirst(column))
        lines += wrapped.dropFirst()
    }

    /// Appends a table. Columns of text take what room there is beyond that of `columns`, as far as their cells need it,
    /// and give away what there is not.
    mutating func table(_ columns: [TextColumn], _ rows: [[String]]) {
        let header = columns.map(\.title)
        let all = ((header.contains { !$0.isEmpty } ? [header] : []) + rows).map {
            $0.map(DisplayText.escaped)
        }
        let columns = TextColumn.fitted(columns, to: all, width: width - Self.margin)
        for row in all {
            let cells = zip(columns, row).map { $0.cell($1) }
            var line = String(repeating: " ", count: Self.margin) + cells.joined(separator: " ")
            while line.last == " " { line.removeLast() }
            lines.append(line)
        }
    }

    private func wrapped(_ text: String, indent: Int, hanging: Int) -> [String] {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        var used = indent
        var isEmpty = true
        func margin() -> Int { lines.isEmpty ? indent : indent + hanging }
        func breakLine() {
            lines.append(line)
            line = String(repeating: " ", count: margin())
            used = margin()
            isEmpty = true
        }
        for word in text.split(separator: " ") {
            let wordWidth = DisplayText.width(String(word))
            if !isEmpty, used + 1 + wordWidth > width { breakLine() }
            if !isEmpty {
                line += " "
                used += 1
            }
            for scalar in word.unicodeScalars {
                if used + DisplayText.width(scalar) > width { breakLine() }
                line.unicodeScalars.append(scalar)
                used += DisplayText.width(scalar)
                isEmpty = false
            }
        }
        lines.append(line)
        return lines
    }
}
