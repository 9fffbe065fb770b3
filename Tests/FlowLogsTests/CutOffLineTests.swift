import FlowLogs
import GzipInput
import TestSupport
import Testing

/// What is left of an archive that a fault ends early.
struct CutOffLineTests {
    /// An archive whose text is whole and whose last member lacks its trailer, as a cut file does.
    private func cut(_ text: String) -> [UInt8] {
        Array(GzipWriter.member(Array(text.utf8), blocks: .stored).dropLast(8))
    }

    private func expect(
        _ archive: [UInt8], counts: [UInt64], cutOffLine: UInt64?,
        _ location: SourceLocation = #_sourceLocation
    ) throws {
        let file = try LogTextFile(archive, named: "flow.log.gz")
        for blockSize in [1, 7, 100, 1 << 18] {
            let reading = LogReading(file.source, blockSize: blockSize)
            #expect(reading.fault?.cause == .truncatedMember, sourceLocation: location)
            #expect(reading.lineCounts == counts, "\(blockSize)", sourceLocation: location)
            let cutOff = reading.malformed[.init(.cutOff)]
            #expect(cutOff?.firstLine == cutOffLine, sourceLocation: location)
            if let cutOff {
                #expect(cutOff.count == 1 && cutOff.found == "the input's end", sourceLocation: location)
            }
        }
    }

    @Test func theLastLineOfACutArchiveIsNeverParsed() throws {
        // Whole as it looks: no one knows how many digits the byte count has lost.
        try expect(cut(line() + "\n" + line()), counts: [0, 1, 1, 0], cutOffLine: 2)
        try expect(cut(line()), counts: [0, 0, 1, 0], cutOffLine: 1)
        try expect(cut(version2Header + "\n" + line() + "\n2 1234"), counts: [1, 1, 1, 0], cutOffLine: 3)
        try expect(cut(version2Header + "\n\n \t"), counts: [1, 0, 1, 1], cutOffLine: 3)
    }

    @Test func aCutHeaderIsNoHeader() throws {
        try expect(cut("version account-id interface-id srcaddr"), counts: [0, 0, 1, 0], cutOffLine: 1)
        try expect(cut(line() + "\nsrcport dstport"), counts: [0, 1, 1, 0], cutOffLine: 2)
    }

    @Test func aLineThatEndedBeforeTheCutIsWhole() throws {
        try expect(cut(line() + "\n" + line() + "\n"), counts: [0, 2, 0, 0], cutOffLine: nil)
        try expect(cut(version2Header + "\n"), counts: [1, 0, 0, 0], cutOffLine: nil)
    }

    @Test func anOverlongCutLineIsTooLong() throws {
        let archive = cut(line() + "\n" + String(repeating: "g", count: 1_100_000))
        let file = try LogTextFile(archive, named: "flow.log.gz")
        for blockSize in [1000, 1 << 21] {
            let reading = LogReading(file.source, blockSize: blockSize)
            #expect(reading.lineCounts == [0, 1, 1, 0])
            #expect(reading.malformed[.init(.lineTooLong)]?.firstLine == 2)
            #expect(reading.fault?.cause == .truncatedMember)
        }
    }

    @Test func everyCutOfAnArchiveAddsUp() throws {
        let text = [version2Header, line(), line(from: "2001:db8::1"), "", line(), ""].joined(separator: "\n")
        let archive = GzipWriter.member(Array(text.utf8))
        for length in 1..<archive.count {
            let reading = try LogReading(Array(archive.prefix(length)), named: "flow.log.gz")
            #expect(reading.fault != nil, "\(length)")
            #expect(reading.counts.records == UInt64(reading.records.count))
            #expect(reading.counts.malformed == reading.malformed[.init(.cutOff)]?.count ?? 0, "\(length)")
            #expect(reading.counts.malformed <= 1)
        }
    }

    @Test func aFaultBehindTheLastByteOfTextCutsNothing() throws {
        let archive = GzipWriter.member(line() + "\n") + Array("garbage".utf8)
        let reading = try LogReading(archive, named: "flow.log.gz")
        #expect(reading.fault?.cause == .trailingGarbage && reading.lineCounts == [0, 1, 0, 0])
    }
}
