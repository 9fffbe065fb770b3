import FlowLogs
import TestSupport
import Testing

/// Results do not depend on where a text is cut into blocks.
struct BlockSizeTests {
    /// Every kind of line once, in a few hundred bytes: the last one without a newline.
    private static let nastyText: [UInt8] = {
        let lines = [
            "\u{FEFF}srcport interface-id dstaddr\r", "1 eni-a ::1\r", "", "2 eni-b 10.0.0.1",
            "65536 eni-a ::1",
            "\t3   eni-a\t- \r", "4 eni-a", "  ", "srcport interface-id dstaddr", "- - -",
            "5 eni-a 2001:db8::192.0.2.1", "x eni-a ::1", "y eni-a ::1", "dstaddr srcport", "10.0.0.300 1",
            "10.0.0.3 00080", "::ffff:10.0.0.4 6", "\r", "10.0.0.5 7 8", "10.0.0.6 9",
        ]
        return Array(lines.joined(separator: "\n").utf8)
    }()

    @Test func everyBlockSizeReadsTheSame() throws {
        let text = Self.nastyText
        let file = try LogTextFile(text)
        let whole = LogReading(file.source, interfaces: ["eni-b", "eni-a"])
        expectTwinsAgree(text, whole)
        #expect(whole.lineCounts == [3, 8, 6, 3])
        #expect(whole.records.map(\.interface) == [1, 0, 1, nil, 1, nil, nil, nil])
        for blockSize in 1...text.count + 2 {
            var reading = LogReading(file.source, interfaces: ["eni-b", "eni-a"], blockSize: blockSize)
            reading.batchSizes = whole.batchSizes
            #expect(reading == whole, "blocks of \(blockSize) bytes")
        }
    }

    @Test func everyBlockSizeReadsArchivesTheSame() throws {
        let text = Self.nastyText
        let archive =
            GzipWriter.member(Array(text.prefix(100))) + GzipWriter.member(Array(text.dropFirst(100)))
        let file = try LogTextFile(archive, named: "flow.log.gz")
        let plain = try LogReading(text)
        for blockSize in 1...120 {
            var reading = LogReading(file.source, blockSize: blockSize)
            reading.batchSizes = plain.batchSizes
            #expect(reading == plain, "blocks of \(blockSize) bytes")
        }
    }

    @Test func aTextOfSeveralBlocksOfTheUsualSizeIsReadWhole() throws {
        var lines = [version2Header]
        for number in 0..<9000 {
            lines.append(line(from: "10.1.\(number / 256).\(number % 256)", packets: "\(number)"))
        }
        let text = lines.joined(separator: "\n")
        #expect(text.utf8.count > 3 * LineBlockReader.blockSize)
        let reading = try LogReading(text)
        #expect(reading.lineCounts == [1, 9000, 0, 0])
        #expect(reading.records.map(\.record.packets) == (0..<9000).map { UInt64($0) })
        #expect(reading.records.map(\.line) == (2...9001).map { UInt64($0) })
    }
}
