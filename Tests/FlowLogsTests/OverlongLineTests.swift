import FlowLogs
import TestSupport
import Testing

/// Lines around and beyond the limit of 2^20 bytes, their newline not counted.
struct OverlongLineTests {
    private static let limit = 1_048_576

    /// A block that grows until a line's length is known, and one that holds it whole.
    private static let blockSizes = [1000, 1 << 21]

    /// A record that is `byteCount` bytes long, for the spaces in it.
    private static func record(_ byteCount: Int, packets: Int = 1) -> String {
        let line = line(packets: "\(packets)")
        return "2" + String(repeating: " ", count: byteCount - line.utf8.count) + line.dropFirst()
    }

    private static func garbage(_ byteCount: Int) -> String { String(repeating: "g", count: byteCount) }

    private func expect(
        _ lines: [String], _ separator: String = "\n", counts: [UInt64], tooLong: [UInt64]? = nil,
        blockSizes: [Int] = blockSizes,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let text = lines.joined(separator: separator)
        let file = try LogTextFile(text)
        for blockSize in blockSizes {
            let reading = LogReading(file.source, blockSize: blockSize)
            #expect(reading.lineCounts == counts, "\(blockSize)", sourceLocation: location)
            let found = reading.malformed[.init(.lineTooLong)]
            #expect(
                found.map { [$0.count, $0.firstLine] } == tooLong, "\(blockSize)", sourceLocation: location)
            if let found {
                #expect(found.found == "more than 1048576 bytes", sourceLocation: location)
            }
        }
    }

    @Test func aLineOfTheLimitIsARecord() throws {
        try expect([Self.record(Self.limit)], counts: [0, 1, 0, 0])
        // Blocks that are full just before and behind the line's end.
        let sizes = (-1...3).map { Self.limit + $0 }
        try expect(
            ["\u{FEFF}" + Self.record(Self.limit), line()], counts: [0, 2, 0, 0], blockSizes: sizes)
        // The carriage return is part of the line.
        try expect([line(), Self.record(Self.limit - 1), line()], "\r\n", counts: [0, 3, 0, 0])
    }

    @Test func aByteMoreIsTooLong() throws {
        let tooLong = Self.record(Self.limit + 1)
        try expect(["\u{FEFF}" + tooLong, line()], counts: [0, 1, 1, 0], tooLong: [1, 1])
        try expect([version2Header, line(), tooLong], counts: [1, 1, 1, 0], tooLong: [1, 3])
        try expect(
            [line(), Self.record(Self.limit), line()], "\r\n", counts: [0, 2, 1, 0], tooLong: [1, 2])
    }

    @Test func aLineIsTooLongWhateverItHolds() throws {
        let header = version2Header + String(repeating: " ", count: Self.limit)
        let blank = String(repeating: " ", count: Self.limit + 1)
        let garbage = Self.garbage(Self.limit + 1)
        try expect(["", header, blank, garbage, line()], counts: [0, 1, 3, 1], tooLong: [3, 2])
        // As long as the limit they are what they are.
        try expect([String(garbage.dropLast()), String(blank.dropFirst())], counts: [0, 0, 1, 1])
    }

    @Test func readingGoesOnAtTheNextNewline() throws {
        let long = Self.garbage(2_200_000)
        let sizes = [LineBlockReader.blockSize]
        try expect(
            [long, long, line(), "", line()], counts: [0, 2, 2, 1], tooLong: [2, 1], blockSizes: sizes)
        try expect(
            [line(), long, version2Header, long], counts: [1, 1, 2, 0], tooLong: [2, 2], blockSizes: sizes)
        try expect([line(), long, ""], counts: [0, 1, 1, 0], tooLong: [1, 2], blockSizes: sizes)
    }

    @Test func recordsBehindAnOverlongLineKeepTheirLineNumbers() throws {
        let text = [line(packets: "1"), Self.garbage(1_200_000), line(packets: "3")].joined(separator: "\n")
        let reading = try LogReading(text)
        #expect(reading.records.map(\.line) == [1, 3])
        #expect(reading.records.map(\.record.packets) == [1, 3])
    }
}
