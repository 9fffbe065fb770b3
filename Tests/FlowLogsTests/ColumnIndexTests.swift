import TestSupport
import Testing

@testable import FlowLogs

struct ColumnIndexTests {
    /// Columns and lines of a text by splitting it.
    private struct Expected: Equatable {
        var columns: [Range<Int>] = []
        var lineEnds: [Int] = []
        var isPlain = true

        init(_ text: ArraySlice<UInt8>) {
            var start = text.startIndex
            for place in text.indices where text[place] <= 32 {
                if ![10, 32].contains(text[place]) || place == start { isPlain = false }
                columns.append(start..<place)
                start = place + 1
                if text[place] == 10 { lineEnds.append(start) }
            }
        }
    }

    private func expectIndexed(_ text: String, from start: Int = 0, to end: Int? = nil) {
        let block = LineBlock(text: Array(text.utf8))
        var index = ColumnIndex()
        let end = end ?? block.count
        index.index(block.bytes.span, from: start, to: end)
        let expected = Expected(block.bytes[start..<min(end, start + ColumnIndex.windowSize)])
        #expect(index.isPlain == expected.isPlain)
        #expect(index.lineCount == expected.lineEnds.count)
        #expect((0..<index.lineCount).map { index.lineEnd($0) } == expected.lineEnds)
        #expect((0..<index.columnCount).map { index.start($0) } == expected.columns.map(\.lowerBound))
        #expect((0..<index.columnCount).map { index.start($0 + 1) - 1 } == expected.columns.map(\.upperBound))
    }

    @Test func columnsOfPlainLinesAreFound() {
        expectIndexed("2 123 eni-1 - OK\n2 456 eni-2 10.0.0.1 NODATA\n")
        expectIndexed("a\nb\nc\n")
        expectIndexed(String(repeating: "x y\n", count: 3000))
        expectIndexed("")
        expectIndexed("no end")
    }

    @Test(arguments: ["  ", "\t", "\r\n", "\n\n", " \n", "\n ", "\u{0}", "\u{1f}", "\u{b}"])
    func anythingElseBetweenColumnsIsNotPlain(separator: String) {
        for length in [0, 1, 30, 61, 62, 63, 64, 65, 126, 127, 128] {
            expectIndexed(String(repeating: "x", count: length) + separator + "y z\n")
            expectIndexed("a b\n" + String(repeating: "x", count: length) + separator + "y\n")
        }
    }

    @Test func bytesOutsideOfTheTextCountForNothing() {
        let text = "\tzz 2 3\n4 5\n\r\r\r"
        for end in 4...12 { expectIndexed(text, from: 4, to: end) }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func randomTextsAreIndexedAsSplittingThemShows(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let oddity = generator.chance(50) ? 0 : 2
        var text = ""
        for _ in 0..<generator.number(0...4000) {
            text += String(repeating: "k", count: generator.number(1 - min(1, oddity)...9))
            text += generator.number(0...99) < oddity ? "\t" : generator.pick([" ", " ", " ", "\n"])
        }
        let start = generator.number(0...min(100, text.utf8.count))
        expectIndexed(text, from: start, to: generator.number(start...text.utf8.count))
    }
}
