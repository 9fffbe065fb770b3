import Testing

@testable import Reporting

/// Rows of CSV, read back.
@Suite struct CSVRowsTests {
    private static func rows(_ text: String) -> [[String?]] {
        var rows = CSVRows(Array(text.utf8))
        var all: [[String?]] = []
        while let row = rows.next() { all.append(row) }
        return all
    }

    @Test func fieldsComeBackAsTheyWere() {
        let texts = ["a", "", "b,c", "d\"e", "f\ng", "\"", "ä日本", ",", "h\r"]
        var bytes: [UInt8] = []
        for (place, text) in texts.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            CSVText.append(text, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
        var rows = CSVRows(bytes + bytes)
        let expected = texts.map { $0.isEmpty ? nil : $0 }
        #expect(rows.next() == expected)
        #expect(rows.next() == expected)
        #expect(rows.next() == nil)
    }

    @Test func endsAreNoFields() {
        #expect(Self.rows("") == [])
        #expect(Self.rows("a,b\n") == [["a", "b"]])
        #expect(Self.rows(",\n,\n") == [[nil, nil], [nil, nil]])
        #expect(Self.rows("a,\"b") == [["a", "b"]])
    }
}
