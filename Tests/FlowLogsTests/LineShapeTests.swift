import FlowLogs
import TestSupport
import Testing

/// Spaces, line ends and headers, wherever they stand.
struct LineShapeTests {
    private func sole(_ text: String) throws -> ReferenceRecord? {
        let reading = try LogReading(text)
        #expect(reading.records.count == 1 && reading.counts.malformed == 0)
        return reading.records.first?.record
    }

    @Test func spacingDoesNotMatter() throws {
        let plain = try #require(try sole(line()))
        let words = line().split(separator: " ")
        for separator in ["\t", "   ", " \t ", "\t\t"] {
            #expect(try sole(words.joined(separator: separator)) == plain)
            #expect(try sole(separator + words.joined(separator: " ") + separator) == plain)
            #expect(try sole(separator + words.joined(separator: separator) + separator + "\r\n") == plain)
        }
    }

    @Test func linesMayEndInCRLFOrNotAtAll() throws {
        let lines = [version2Header, line(), line(from: "10.0.0.9"), ""]
        let unix = try LogReading(lines.joined(separator: "\n"))
        #expect(unix.lineCounts == [1, 2, 0, 0])
        let windows = try LogReading(lines.joined(separator: "\r\n"))
        #expect(windows == unix)
        let unended = try LogReading(lines.dropLast().joined(separator: "\n"))
        #expect(unended == unix)
        let windowsUnended = try LogReading(lines.dropLast().joined(separator: "\r\n"))
        #expect(windowsUnended == unix)
    }

    @Test func aByteOrderMarkIsNoPartOfTheFirstLine() throws {
        let mark = "\u{FEFF}"
        #expect(try LogReading(mark + version2Header + "\n" + line()).lineCounts == [1, 1, 0, 0])
        #expect(try LogReading(mark + line()).lineCounts == [0, 1, 0, 0])
        #expect(try LogReading(mark + "\n" + line()).lineCounts == [0, 1, 0, 1])
        #expect(try LogReading(mark).lineCounts == [0, 0, 0, 0])
        // Anywhere else its bytes are part of a column: here of `version`, which is carried past.
        #expect(try LogReading(line() + "\n" + mark + line()).lineCounts == [0, 2, 0, 0])
        #expect(try LogReading(line() + "\n" + mark + "\n").lineCounts == [0, 1, 1, 0])
    }

    @Test(arguments: ["", "\n", "\r\n", " \t\r\n", "\n\n\n", "  "])
    func linesWithoutColumnsAreBlank(text: String) throws {
        let newlines = text.utf8.count { $0 == 10 }
        let lines = newlines + (text.isEmpty || text.utf8.last == 10 ? 0 : 1)
        #expect(try LogReading(text).lineCounts == [0, 0, 0, UInt64(lines)])
        #expect(try LogReading(version2Header + "\n" + text).lineCounts == [1, 0, 0, UInt64(lines)])
        #expect(try LogReading(text + line()).records.count == 1)
    }

    @Test func aHeaderAloneHasNoRecords() throws {
        let reading = try LogReading(version2Header)
        #expect(reading.lineCounts == [1, 0, 0, 0] && reading.formats.isEmpty && reading.batchSizes.isEmpty)
    }

    @Test func headersStandAnywhere() throws {
        let text = [
            line(), version2Header, version2Header, line(), "", version2Header, line(), version2Header,
        ]
        let reading = try LogReading(text.joined(separator: "\n"))
        #expect(reading.lineCounts == [4, 3, 0, 1])
        #expect(reading.records.map(\.line) == [1, 4, 7])
        #expect(reading.formats == [.version2])
    }

    @Test func aHeaderChangesTheFormatOfWhatFollows() throws {
        let text = [
            line(from: "10.0.0.1", to: "10.0.0.2"),
            "dstaddr srcaddr srcport reject-reason",
            "10.0.0.3 10.0.0.4 1 BPA",
            "10.0.0.3 10.0.0.4 - -",
            version2Header,
            line(from: "10.0.0.5", to: "10.0.0.6"),
            "10.0.0.3 10.0.0.4 1 BPA",
        ].joined(separator: "\n")
        for blockSize in [1, 64, 1 << 18] {
            let reading = try LogReading(text, blockSize: blockSize)
            #expect(reading.lineCounts == [2, 4, 1, 0])
            #expect(reading.records.map(\.line) == [1, 3, 4, 6])
            let sources = reading.records.map { $0.record.sourceAddress?.description ?? "-" }
            #expect(sources == ["10.0.0.1", "10.0.0.4", "10.0.0.4", "10.0.0.5"])
            #expect(reading.records.map(\.record.sourcePort) == [49152, 1, nil, 49152])
            #expect(reading.records.map(\.record.rejectReason) == [nil, "BPA", nil, nil])
            #expect(reading.formats.map(\.names.count) == [14, 4])
        }
        #expect(try LogReading(text).batchSizes == [1, 2, 1])
    }

    @Test func everyBatchKnowsWhetherItsFormatGivesRejectReasons() throws {
        let text = [
            line(), "srcport reject-reason", "1 BPA", "srcport", "2", "reject-reason srcport", "EC 3",
        ]
        let file = try LogTextFile(text.joined(separator: "\n"))
        var reader = LineBlockReader(try .init(file.source))
        var block = LineBlock()
        var batch = FlowRecordBatch()
        var parser = FlowRecordParser(interfaces: NameTable([]))
        var answers: [Bool] = []
        while try reader.next(into: &block) {
            parser.begin(block)
            while parser.parse(block, into: &batch) { answers.append(batch.formatHasRejectReason) }
        }
        #expect(answers == [false, true, false, true])
    }

    @Test func unknownFieldsAreCarriedPast() throws {
        let text = "srcport later-field dstport account-id\n1 x,y;[] 2 -\n3 - 4 5"
        let records = try LogReading(text).records.map(\.record)
        #expect(records.map(\.sourcePort) == [1, 3] && records.map(\.destinationPort) == [2, 4])
    }
}
