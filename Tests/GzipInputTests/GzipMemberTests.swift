import GzipInput
import TestSupport
import Testing

@Suite struct GzipMemberTests {
    private let text = flowLogText(byteCount: 700)

    /// Every way to set FTEXT, FHCRC, FEXTRA, FNAME and FCOMMENT, with empty and with long fields.
    @Test(arguments: InflateEngine.allCases, 0..<32)
    func optionalHeaderFieldsAreSkipped(engine: InflateEngine, flags: Int) throws {
        for length in [0, 1, 255, 256, 65_535] {
            var header = GzipWriter.Header()
            header.isText = flags & 1 != 0
            header.hasChecksum = flags & 2 != 0
            header.modificationTime = 0x8B1F_8B1F
            if flags & 4 != 0 { header.extra = [UInt8](repeating: 0, count: length) }
            if flags & 8 != 0 { header.name = String(repeating: "n", count: length) }
            if flags & 16 != 0 { header.comment = String(repeating: "c", count: length) }
            let archive = GzipWriter.member(text, header: header)
            let reading = try InputReading(archive, engine: engine)
            #expect(reading.text == text && reading.fault == nil, "flags \(flags), fields of \(length) bytes")
            #expect(reading.memberCount == 1 && reading.compressedBytes == UInt64(archive.count))
        }
    }

    @Test(arguments: InflateEngine.allCases, GzipWriter.BlockKind.allCases)
    func everyBlockKindDecompresses(engine: InflateEngine, kind: GzipWriter.BlockKind) throws {
        let blocks = GzipWriter.deflated(text, as: kind)
        // Bits 1 and 2 of a block are its kind (RFC 1951, section 3.2.3).
        try #require(blocks[0] >> 1 & 3 == kind.rawValue)
        let reading = try InputReading(GzipWriter.member(text, blocks: kind), engine: engine)
        #expect(reading.text == text && reading.fault == nil)
    }

    /// Written by hand: a stored block of three bytes, whose CRC-32 is the well-known one of "abc".
    @Test(arguments: InflateEngine.allCases) func archiveWrittenByHandDecompresses(engine: InflateEngine)
        throws
    {
        let archive: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255,
            0b001, 3, 0, 0xFC, 0xFF, 0x61, 0x62, 0x63,
            0xC2, 0x41, 0x24, 0x35, 3, 0, 0, 0,
        ]
        let reading = try InputReading(archive, engine: engine)
        #expect(reading.text == Array("abc".utf8) && reading.fault == nil && reading.memberCount == 1)
    }

    @Test(arguments: InflateEngine.allCases) func membersAreReadOneAfterAnother(engine: InflateEngine) throws
    {
        let texts = [text, [], flowLogText(byteCount: 1), [], [], flowLogText(byteCount: 5000)]
        let archive = texts.flatMap { GzipWriter.member($0) }
        let reading = try InputReading(archive, engine: engine)
        #expect(reading.text == texts.flatMap(\.self) && reading.fault == nil && reading.memberCount == 6)
        #expect(reading.compressedBytes == UInt64(archive.count))
    }

    @Test(arguments: InflateEngine.allCases) func emptyMemberIsNoFault(engine: InflateEngine) throws {
        for kind in GzipWriter.BlockKind.allCases {
            let reading = try InputReading(GzipWriter.member([], blocks: kind), engine: engine)
            #expect(reading.text.isEmpty && reading.fault == nil && reading.memberCount == 1)
        }
    }

    @Test(arguments: InflateEngine.allCases, [1, 7, 8, 511, 512, 10_240, 300_000])
    func zeroPaddingIsSkipped(engine: InflateEngine, byteCount: Int) throws {
        let padding = [UInt8](repeating: 0, count: byteCount)
        let archive = GzipWriter.member(text) + padding
        let reading = try InputReading(archive, engine: engine)
        #expect(reading.text == text && reading.fault == nil && reading.memberCount == 1)
        #expect(reading.compressedBytes == UInt64(archive.count))

        let joined = try InputReading(archive + GzipWriter.member(text) + padding, engine: engine)
        #expect(joined.text == text + text && joined.fault == nil && joined.memberCount == 2)
    }

    @Test(arguments: InflateEngine.allCases) func everyBufferSizeGivesTheSameText(engine: InflateEngine)
        throws
    {
        let archive =
            GzipWriter.member(text) + GzipWriter.member([]) + GzipWriter.member(text, blocks: .stored)
        let file = try TemporaryFile(archive)
        for blockSize in 1...text.count * 2 + 1 {
            let reading = try InputReading(file.source, blockSize: blockSize, engine: engine)
            #expect(reading.text == text + text && reading.fault == nil, "blocks of \(blockSize) bytes")
        }
    }

    @Test(arguments: InflateEngine.allCases) func fileFillsTheBufferAcrossMembers(engine: InflateEngine)
        throws
    {
        let file = try TemporaryFile(GzipWriter.member(text) + GzipWriter.member(text))
        var input = try ByteInput(file.source, engine: engine)
        var buffer = [UInt8](repeating: 0, count: text.count * 2)
        #expect(try input.read(into: &buffer, from: 0) == text.count * 2)
    }

    /// The input is read in pieces of 128 KiB: here each byte of a member's frame stands at such an edge.
    @Test(arguments: InflateEngine.allCases, 0...40)
    func membersMayStraddleTheEdgesOfReads(engine: InflateEngine, distance: Int) throws {
        let long = flowLogText(byteCount: 100_000)
        let unpadded = GzipWriter.member(long, header: .init(extra: []), blocks: .stored)
        let extra = [UInt8](repeating: 7, count: (128 << 10) - distance - unpadded.count)
        let first = GzipWriter.member(long, header: .init(extra: extra), blocks: .stored)
        try #require(first.count == (128 << 10) - distance)
        let second = GzipWriter.member(
            [65], header: .init(extra: [1], name: "n", comment: "c", hasChecksum: true))
        let reading = try InputReading(first + second + GzipWriter.member([66]), engine: engine)
        #expect(reading.text == long + [65, 66] && reading.fault == nil && reading.memberCount == 3)
    }

    @Test(arguments: InflateEngine.allCases) func longTextDecompressesInAllBlockKinds(engine: InflateEngine)
        throws
    {
        let long = flowLogText(byteCount: 1_500_000)
        for kind in GzipWriter.BlockKind.allCases {
            let reading = try InputReading(
                GzipWriter.member(long, blocks: kind), blockSize: 65_521, engine: engine)
            #expect(reading.text == long && reading.fault == nil)
        }
    }

    /// A thousand times smaller than its text: most of the output comes without new input.
    @Test(arguments: InflateEngine.allCases) func mostRepetitiveTextDecompressesThroughASmallBuffer(
        engine: InflateEngine
    ) throws {
        let zeros = [UInt8](repeating: 0, count: 4 << 20)
        let reading = try InputReading(GzipWriter.member(zeros), blockSize: 4093, engine: engine)
        #expect(reading.text == zeros && reading.fault == nil)
    }
}
