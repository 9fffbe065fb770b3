import Testing

@testable import Reporting

/// How the columns of a table share a line.
@Suite struct TextColumnTests {
    private static let columns: [TextColumn] = [
        .text("name", 10), .number("records", 9), .text("far side", 8),
    ]

    private static func widths(_ width: Int, _ rows: [[String]]) -> [Int] {
        TextColumn.fitted(columns, to: rows, width: width).map(\.width)
    }

    @Test func roomGoesWhereItIsNeededAndNoFurther() {
        let rows = [[String(repeating: "n", count: 14), "123", "10.0.0.0/8"]]
        // 29 columns are asked for; both texts are whole with six more.
        #expect(Self.widths(29, rows) == [10, 9, 8])
        #expect(Self.widths(33, rows) == [12, 9, 10] || Self.widths(33, rows) == [13, 9, 9])
        #expect(Self.widths(35, rows) == [14, 9, 10])
        #expect(Self.widths(100, rows) == [14, 9, 10])
    }

    @Test func numbersGiveTheirMarginAndTextsTheRest() {
        let rows = [["name", "12345", "far"]]
        #expect(Self.widths(25, rows) == [10, 5, 8])
        #expect(Self.widths(22, rows).reduce(2, +) == 22)
        #expect(Self.widths(22, rows)[1] == 5)
        // Texts keep six columns, and numbers what they need.
        #expect(Self.widths(3, rows) == [6, 5, 6])
    }

    @Test func widthsAreBroughtIntoTheRange() {
        #expect(TextLayout(width: 1).width == ReportWidth.range.lowerBound)
        #expect(TextLayout(width: 90).width == 90)
        #expect(TextLayout(width: .max).width == ReportWidth.range.upperBound)
    }

    @Test(arguments: [60, 80, 97, 132])
    func noLineOfATableIsWider(width: Int) {
        var layout = TextLayout(width: width)
        let row = [
            String(repeating: "\u{65E5}\u{672C}", count: 60), "1,234,567", String(repeating: "x", count: 99),
        ]
        layout.table(Self.columns, [row, ["a", "1", "b"]])
        for line in layout.lines { #expect(DisplayText.width(line) <= width) }
        #expect(layout.lines.contains { DisplayText.width($0) >= width - 2 })
    }
}
