import GzipInput
import TestSupport
import Testing

@Suite struct ZstandardTests {
    private let text = flowLogText(byteCount: 400)

    /// Frames with and without a checksum, of no text, of one kind of block and another, and between them skippable ones.
    private let frames: [(archive: [UInt8], text: [UInt8])] = {
        let text = flowLogText(byteCount: 400)
        let mixed =
            [UInt8](repeating: 48, count: 300) + (0..<300).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31) }
        return [
            (ZstandardWriter.frame(text), text),
            (ZstandardWriter.skippable([1, 2, 3], kind: 7), []),
            (ZstandardWriter.frame([]), []),
            (ZstandardWriter.frame(mixed, hasChecksum: false), mixed),
            (ZstandardWriter.skippable([]), []),
            (ZstandardWriter.frame(text, level: 19, windowLog: 17), text),
        ]
    }()

    @Test(arguments: [1, 3, 100, 1 << 16])
    func framesAreReadOneAfterAnother(blockSize: Int) throws {
        let archive = frames.flatMap(\.archive)
        let reading = try InputReading(archive, blockSize: blockSize)
        #expect(reading.text == frames.flatMap(\.text) && reading.fault == nil)
        #expect(reading.memberCount == frames.count && reading.compressedBytes == UInt64(archive.count))
    }

    /// Larger than the window on the file, than a block of the format, and than the buffer.
    @Test(arguments: [1, 3, 19] as [Int32], [777, 1 << 16, 1 << 20])
    func longFramesAreReadAsTheyWereWritten(level: Int32, blockSize: Int) throws {
        let text = flowLogText(byteCount: 1_500_000)
        let reading = try InputReading(
            ZstandardWriter.frame(text, level: level)
                + ZstandardWriter.frame(text, level: level, windowLog: 20),
            blockSize: blockSize)
        #expect(reading.text == text + text && reading.fault == nil && reading.memberCount == 2)
    }

    @Test(arguments: [1, 3, 1 << 16])
    func archiveCutAnywhereGivesWhatCameBeforeAndThenAFault(blockSize: Int) throws {
        // One byte alone is an opening parenthesis.
        try expectWhatCameBefore(anyCutOf: frames, from: 2, .truncatedFrame, blockSize: blockSize)
    }

    /// Every block of 128 KiB that is complete before the damage is handed out, however large the buffer is.
    @Test(arguments: [1000, 1 << 20], [true, false])
    func blocksBeforeDamageAreKept(blockSize: Int, isCut: Bool) throws {
        let text = flowLogText(byteCount: 1_000_000)
        var archive = ZstandardWriter.frame(text)
        let place = archive.count * 7 / 10
        if isCut {
            archive.removeLast(archive.count - place)
        } else {
            for index in place..<place + 40 { archive[index] ^= 0x5A }
        }
        let reading = try InputReading(archive, blockSize: blockSize)
        #expect(
            text.starts(with: reading.text) && reading.text.count > 400_000
                && reading.text.count % (128 << 10) == 0)
        let fault = try #require(reading.fault)
        #expect(fault.member == 1 && fault.compressedOffset <= UInt64(archive.count))
        if isCut {
            #expect(fault.cause == .truncatedFrame && fault.compressedOffset == UInt64(archive.count))
        }
    }

    /// What a checksum does not protect are the bits that mean nothing: those in a skippable frame.
    @Test func everyFlippedBitOfAFrameWithAChecksumIsNoticedUnlessTheTextIsTheSame() throws {
        let archive = ZstandardWriter.frame(text) + ZstandardWriter.frame(text, windowLog: 17)
        let file = try TemporaryFile([])
        for bit in 0..<archive.count * 8 {
            var damaged = archive
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            try file.write(damaged)
            do throws(InputFault) {
                let reading = try InputReading(file.source, blockSize: 300)
                let isPlain = bit < 32 && reading.text == damaged
                #expect(reading.fault != nil || reading.text == text + text || isPlain, "bit \(bit)")
                #expect(reading.compressedBytes <= UInt64(archive.count))
            } catch {
                // Only the first four bytes decide what the input is.
                #expect(bit < 32 && error.compressedOffset == 0 && error.member == 0)
            }
        }
    }

    /// Random bytes behind a frame's first four: the seed is in the failure's message.
    @Test(arguments: 0..<300) func arbitraryFramesNeitherTrapNorHang(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var archive: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
        if seed % 2 == 0 {
            archive = Array(ZstandardWriter.frame(text, windowLog: 17).prefix(random.number(6...60)))
        }
        archive += (0..<2000).map { _ in UInt8(random.number(0...255)) }
        let reading = try InputReading(archive, blockSize: random.pick([1, 257, 1 << 16]))
        #expect(reading.fault != nil && reading.memberCount <= 1)
    }

    @Test func faultsSayTheirCauseAndPlace() throws {
        let good = ZstandardWriter.frame([65])
        func fault(_ second: [UInt8]) throws -> InputFault? {
            let reading = try InputReading(good + second)
            #expect(reading.text.first == 65 && reading.memberCount == 1)
            return reading.fault
        }
        let start = UInt64(good.count)
        func expected(_ cause: InputFault.Cause, member: Int = 2) -> InputFault {
            InputFault(cause, compressedOffset: start, member: member, decompressedOffset: 1)
        }
        #expect(try fault(ZstandardWriter.frame(text, windowLog: 28)) == expected(.frameWindowTooLarge))
        // A frame names its dictionary where that has a number, which raw content has not.
        #expect(
            try fault([0x28, 0xB5, 0x2F, 0xFD, 0x21, 7, 1, 0x0C, 0, 0, 65]) == expected(.frameNeedsDictionary)
        )
        for garbage in [
            [1, 2, 3, 4, 5], [0, 0, 0, 0, 0, 0], Array("garbage\n".utf8), GzipWriter.member("x"),
        ] {
            #expect(try fault(garbage) == expected(.garbageBehindFrames, member: 0))
        }
        var wrong = ZstandardWriter.frame(text)
        wrong[wrong.count - 1] ^= 1
        let checksum = try #require(try fault(wrong))
        #expect(checksum.message.contains("checksum") && checksum.member == 2)
        #expect(
            checksum.decompressedOffset == UInt64(text.count + 1), "the text is there, and wrong somewhere")
    }

    /// A window as large as `zstd --long` makes it is read, as that program does.
    @Test func windowOf128MiBIsRead() throws {
        let reading = try InputReading(ZstandardWriter.frame(text, windowLog: 27))
        #expect(reading.text == text && reading.fault == nil)
    }
}
