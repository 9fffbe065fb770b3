/// A column of a table: what is too long for it loses its middle.
struct TextColumn {
    enum Alignment {
        case left
        case right
    }

    var title: String
    var width: Int
    var alignment = Alignment.left

    static func text(_ title: String, _ width: Int) -> TextColumn { TextColumn(title: title, width: width) }

    static func number(_ title: String, _ width: Int) -> TextColumn {
        TextColumn(title: title, width: width, alignment: .right)
    }

    /// A column of text is never made narrower.
    private static let minimumWidth = 6

    /// The columns of a table as they share `width`, one blank between each two: numbers stay whole.
    static func fitted(_ columns: [TextColumn], to rows: [[String]], width: Int) -> [TextColumn] {
        var columns = columns
        let needs = columns.indices.map { column in rows.map { DisplayText.width($0[column]) }.max() ?? 0 }
        let texts = columns.indices.filter { columns[$0].alignment == .left }
        var room = width - columns.reduce(columns.count - 1) { $0 + $1.width }
        while room > 0,
            let neediest = texts.max(by: { needs[$0] - columns[$0].width < needs[$1] - columns[$1].width }),
            needs[neediest] > columns[neediest].width
        {
            columns[neediest].width += 1
            room -= 1
        }
        for column in columns.indices.reversed() where columns[column].alignment == .right {
            let spared = min(max(0, -room), max(0, columns[column].width - needs[column]))
            columns[column].width -= spared
            room += spared
        }
        while room < 0, let widest = texts.max(by: { columns[$0].width < columns[$1].width }),
            columns[widest].width > minimumWidth
        {
            columns[widest].width -= 1
            room += 1
        }
        return columns
    }

    func cell(_ text: String) -> String {
        let text = DisplayText.shortened(text, to: width)
        let padding = String(repeating: " ", count: max(0, width - DisplayText.width(text)))
        return alignment == .left ? text + padding : padding + text
    }
}
