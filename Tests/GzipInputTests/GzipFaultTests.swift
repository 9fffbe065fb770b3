import GzipInput
import TestSupport
import Testing

@Suite struct GzipFaultTests {
    private let text = flowLogText(byteCount: 400)

    /// Three members with every kind of block and every header field, one of them empty.
    private var members: [(archive: [UInt8], text: [UInt8])] {
        let header = GzipWriter.Header(extra: [1, 2, 3], name: "a.log", comment: "c", hasChecksum: true)
        return [
            (GzipWriter.member(text, header: header), text),
            (GzipWriter.member([]), []),
            (GzipWriter.member(text, blocks: .stored), text),
            (GzipWriter.member([65], blocks: .fixed), [65]),
        ]
    }

    @Test(arguments: InflateEngine.allCases, [1, 3, 1 << 16])
    func archiveCutAnywhereGivesWhatCameBeforeAndThenAFault(engine: InflateEngine, blockSize: Int) throws {
        try expectWhatCameBefore(anyCutOf: members, from: 0, .truncatedMember, blockSize: blockSize, engine)
    }

    /// A few bits stand for hundreds of bytes here: these wait in the decompressor while the buffer is full,
    /// and must not be lost because the file has ended meanwhile.
    @Test(arguments: InflateEngine.allCases) func cutArchiveGivesAsMuchThroughASmallBufferAsThroughALargeOne(
        engine: InflateEngine
    ) throws {
        let archive = GzipWriter.member([UInt8](repeating: 48, count: 3000))
        let file = try TemporaryFile([])
        for cut in 1..<archive.count {
            try file.write(Array(archive.prefix(cut)))
            let large = try InputReading(file.source, engine: engine)
            for blockSize in [1, 2, 257, 258, 259] {
                let small = try InputReading(file.source, blockSize: blockSize, engine: engine)
                #expect(small == large, "cut at \(cut), blocks of \(blockSize) bytes")
            }
        }
    }

    /// Cut anywhere in its trailer, a member has given all its text.
    @Test(arguments: InflateEngine.allCases) func memberCutInItsTrailerHasGivenItsText(engine: InflateEngine)
        throws
    {
        let archive = GzipWriter.member(text)
        for missing in 1...8 {
            let reading = try InputReading(archive.dropLast(missing), blockSize: 1, engine: engine)
            #expect(reading.text == text && reading.fault?.cause == .truncatedMember)
        }
    }

    /// A flipped bit may hide only where it means nothing: a time, a name, the bits that fill the last byte.
    @Test(arguments: InflateEngine.allCases) func everyFlippedBitIsNoticedUnlessTheTextIsTheSame(
        engine: InflateEngine
    ) throws {
        let archive = members.flatMap(\.archive)
        let whole = members.flatMap(\.text)
        let file = try TemporaryFile([])
        for index in archive.indices {
            for bit in 0..<8 {
                var damaged = archive
                damaged[index] ^= 1 << UInt8(bit)
                try file.write(damaged)
                do throws(InputFault) {
                    let reading = try InputReading(file.source, blockSize: 2000, engine: engine)
                    #expect(reading.fault != nil || reading.text == whole, "bit \(bit) of byte \(index)")
                    #expect(reading.compressedBytes <= UInt64(archive.count))
                } catch {
                    // Only the first two bytes decide what the input is.
                    #expect(index < 2 && error.compressedOffset == 0 && error.member == 0)
                }
            }
        }
    }

    @Test(arguments: InflateEngine.allCases) func everyFlippedBitOfAProtectedHeaderIsNoticed(
        engine: InflateEngine
    ) throws {
        let header = GzipWriter.Header(extra: [1, 2, 3], name: "a.log", comment: "c", hasChecksum: true)
        let archive = GzipWriter.member([]) + GzipWriter.member(text, header: header)
        let start = GzipWriter.member([]).count
        for index in start..<start + header.bytes.count {
            for bit in 0..<8 {
                var damaged = archive
                damaged[index] ^= 1 << UInt8(bit)
                let reading = try InputReading(damaged, engine: engine)
                #expect(reading.fault != nil && reading.memberCount == 1, "bit \(bit) of byte \(index)")
            }
        }
    }

    /// Random bytes behind a valid header: the seed is in the failure's message.
    @Test(arguments: InflateEngine.allCases, 0..<300)
    func arbitraryCompressedBytesNeitherTrapNorHang(engine: InflateEngine, seed: UInt64) throws {
        var number = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        let bytes = (0..<2000).map { _ in
            number ^= number << 13
            number ^= number >> 7
            number ^= number << 17
            return UInt8(truncatingIfNeeded: number >> 24)
        }
        let reading = try InputReading(GzipWriter.Header().bytes + bytes, blockSize: 257, engine: engine)
        #expect(reading.fault != nil && reading.memberCount == 0)
    }

    @Test(arguments: InflateEngine.allCases) func checksumAndLengthAreToldApart(engine: InflateEngine) throws
    {
        let good = GzipWriter.member([65])
        let checksum = GzipWriter.checksum(of: text)
        let length = UInt32(text.count)
        let end = UInt64(good.count + GzipWriter.member(text).count)

        let wrongChecksum = try InputReading(
            good + GzipWriter.member(text, checksumError: 1) + good, engine: engine)
        #expect(wrongChecksum.text == [65] + text && wrongChecksum.memberCount == 1)
        #expect(
            wrongChecksum.fault
                == InputFault(
                    .checksumMismatch(expected: checksum &+ 1, computed: checksum), compressedOffset: end - 8,
                    member: 2, decompressedOffset: UInt64(length) + 1))

        let wrongLength = try InputReading(
            good + GzipWriter.member(text, lengthError: 1) + good, engine: engine)
        #expect(wrongLength.text == [65] + text && wrongLength.memberCount == 1)
        #expect(
            wrongLength.fault
                == InputFault(
                    .lengthMismatch(expected: length + 1, computed: length), compressedOffset: end - 4,
                    member: 2, decompressedOffset: UInt64(length) + 1))

        let both = try InputReading(GzipWriter.member(text, checksumError: 1, lengthError: 1), engine: engine)
        #expect(both.fault?.cause == .checksumMismatch(expected: checksum &+ 1, computed: checksum))
    }

    @Test(arguments: InflateEngine.allCases) func headerFaultsNameTheirByte(engine: InflateEngine) throws {
        let good = GzipWriter.member([65])
        let start = UInt64(good.count)
        func fault(_ header: GzipWriter.Header) throws -> InputFault? {
            let reading = try InputReading(good + GzipWriter.member(text, header: header), engine: engine)
            #expect(reading.text == [65] && reading.memberCount == 1)
            return reading.fault
        }
        func expected(_ cause: InputFault.Cause, at offset: UInt64) -> InputFault {
            InputFault(cause, compressedOffset: start + offset, member: 2, decompressedOffset: 1)
        }

        var method = GzipWriter.Header()
        method.method = 7
        #expect(try fault(method) == expected(.unsupportedMethod(7), at: 2))

        for bit in 5...7 {
            var flags = GzipWriter.Header()
            flags.reservedFlags = 1 << UInt8(bit)
            #expect(try fault(flags) == expected(.reservedFlags(1 << UInt8(bit)), at: 3))
        }

        var checksum = GzipWriter.Header(hasChecksum: true)
        let computed = UInt16(truncatingIfNeeded: GzipWriter.checksum(of: Array(checksum.bytes.prefix(10))))
        checksum.checksumError = 1
        #expect(
            try fault(checksum)
                == expected(.headerChecksumMismatch(expected: computed &+ 1, computed: computed), at: 11))
    }

    @Test(
        arguments: InflateEngine.allCases,
        [[1], [0x1F, 1], [0x1F, 0x1F, 0x8B], [0x8B], Array("garbage\n".utf8)] as [[UInt8]])
    func garbageBehindTheLastMemberIsReportedAtItsFirstByte(engine: InflateEngine, garbage: [UInt8]) throws {
        let archive = GzipWriter.member(text) + GzipWriter.member(text)
        for padding in [0, 1, 700] {
            let input = archive + [UInt8](repeating: 0, count: padding) + garbage
            for blockSize in [1, 1 << 16] {
                let reading = try InputReading(input, blockSize: blockSize, engine: engine)
                #expect(reading.text == text + text && reading.memberCount == 2)
                #expect(
                    reading.fault
                        == InputFault(
                            .trailingGarbage, compressedOffset: UInt64(archive.count + padding),
                            decompressedOffset: UInt64(text.count * 2)))
            }
        }
    }

    /// Each by a rule of RFC 1951, section 3.2: block kind 3 is reserved, NLEN is not LEN's complement, a
    /// distance reaches behind the start (fixed codes: length 3 is 0000001, distance 1 is 00000).
    @Test(
        arguments: InflateEngine.allCases,
        [[0b111], [0b001, 3, 0, 0xFF, 0xFF], [0b0000_0011, 0b0000_0010, 0]] as [[UInt8]])
    func corruptBlocksAreReportedWithTheirDetail(engine: InflateEngine, blocks: [UInt8]) throws {
        let good = GzipWriter.member(text)
        let header = GzipWriter.Header().bytes
        let reading = try InputReading(
            good + header + blocks + [UInt8](repeating: 0, count: 20), engine: engine)
        #expect(reading.text == text)
        let fault = try #require(reading.fault)
        guard case .corruptData(let detail) = fault.cause else {
            Issue.record("not corrupt: \(fault)")
            return
        }
        #expect(!detail.isEmpty && fault.member == 2)
        let start = UInt64(good.count + header.count)
        // Engines other than zlib read ahead by two words of the machine.
        let latest = start + UInt64(blocks.count + (engine == .libz ? 0 : 16))
        #expect((start...latest).contains(fault.compressedOffset))
    }
}
