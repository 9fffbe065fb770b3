/// A table of the page, which readers can sort and filter.
struct HTMLTable {
    struct Column {
        let title: String
        var isNumber = false
        /// Whether its texts are sentences or paths.
        var isWide = false

        static func text(_ title: String) -> Self { Self(title: title) }
        static func wide(_ title: String) -> Self { Self(title: title, isWide: true) }
        static func number(_ title: String) -> Self { Self(title: title, isNumber: true) }
    }

    struct Cell {
        var text: String
        /// What it is sorted by, where that is not its text.
        var sort: UInt64?
        /// The class of a coloured mark before the text.
        var mark: String?
        /// Further lines.
        var lines: [String] = []

        static func text(_ text: String, mark: String? = nil) -> Self { Self(text: text, mark: mark) }
        static func count(_ number: UInt64) -> Self { Self(text: QuantityText.count(number), sort: number) }
        static func size(_ bytes: UInt64) -> Self { Self(text: QuantityText.size(bytes), sort: bytes) }
        static func time(_ seconds: UInt64?) -> Self {
            Self(text: seconds.map { UTCTime.text($0) } ?? "-", sort: seconds ?? 0)
        }
    }

    let id: String
    let caption: String
    let columns: [Column]
    let rows: [[Cell]]
    /// Rows that are left out.
    var missingCount = 0

    /// What `table.mustache` names.
    var content: [String: Any] {
        [
            "id": id, "caption": caption,
            "columns": columns.map { ["title": $0.title, "isNumber": $0.isNumber] as [String: Any] },
            "rows": rows.map { row in ["cells": zip(columns, row).map { Self.content($0, $1) }] },
            "rest": missingCount > 0
                ? "... and \(QuantityText.count(missingCount)) more, which the JSON report lists" : false,
        ]
    }

    private static func content(_ column: Column, _ cell: Cell) -> [String: Any] {
        var content: [String: Any] = [
            "text": cell.text, "isNumber": column.isNumber, "isWide": column.isWide,
        ]
        content["sort"] = cell.sort.map { "\($0)" } ?? false
        content["mark"] = cell.mark ?? false
        content["lines"] = cell.lines
        return content
    }
}
