import GzipInput
import TestSupport
import Testing

@Suite struct InflateEngineTests {
    @Test func isalIsPreferredInABuildThatHasIt() {
        #if ISAL
            #expect(InflateEngine.allCases == [.isal, .libz] && InflateEngine.preferred == .isal)
            #expect(InflateEngine.isal.name.wholeMatch(of: /ISA-L \d+\.\d+\.\d+/) != nil)
        #else
            #expect(InflateEngine.allCases == [.libz] && InflateEngine.preferred == .libz)
        #endif
        #expect(InflateEngine.libz.name.wholeMatch(of: /libz 1\.[\d.]+/) != nil)
    }

    /// Level 0 stores; from 1 on, matches become longer and reach further back.
    @Test(arguments: InflateEngine.allCases, Int32(0)...9)
    func everyLevelOfCompressionDecompresses(engine: InflateEngine, level: Int32) throws {
        let text = flowLogText(byteCount: 300_000)
        let reading = try InputReading(GzipWriter.member(text, level: level), engine: engine)
        #expect(reading.text == text && reading.fault == nil && reading.memberCount == 1)
    }

    /// 32,768 bytes is as far as a distance reaches, and 32,506 as far as zlib's compressor goes. What comes
    /// back after that many bytes has no other copy, since nothing in it repeats.
    @Test(arguments: InflateEngine.allCases, [32_500, 32_506, 32_767, 32_768, 32_769])
    func farthestDistancesReachBackAcrossBlocks(engine: InflateEngine, period: Int) throws {
        var random = SeededGenerator(seed: UInt64(period))
        let once = (0..<period).map { _ in UInt8(random.number(0...255)) }
        let text = once + once + once + once.prefix(70_000)
        for blockSize in [1000, 32_768, 1 << 18] {
            let reading = try InputReading(
                GzipWriter.member(text, level: 9), blockSize: blockSize, engine: engine)
            #expect(reading.text == text && reading.fault == nil)
        }
    }

    /// By hand, since no compressor at hand goes so far: 32,768 stored bytes, then a fixed block of one match
    /// of three bytes at distance 32,768 (length code 257, 0000001; distance code 29, 11101, and 13 extra bits
    /// set) and the end (0000000). At distance 32,768 after one byte less, it reaches behind the start.
    @Test(arguments: InflateEngine.allCases, [32_768, 32_767])
    func distanceOf32KiBIsTheLast(engine: InflateEngine, storedByteCount: Int) throws {
        let stored = flowLogText(byteCount: storedByteCount)
        let length = UInt16(storedByteCount)
        var stream: [UInt8] = [0]
        for number in [length, ~length] { stream += [UInt8(number & 0xFF), UInt8(number >> 8)] }
        // Bits are packed from the lowest up: 1 10 0000001 11101 1111111111111 0000000.
        stream += stored + packed("1" + "10" + "0000001" + "11101" + "1111111111111" + "0000000")
        let text = stored + stored.prefix(3)
        let trailer = GzipWriter.member(text).suffix(8)
        let reading = try InputReading(GzipWriter.Header().bytes + stream + trailer, engine: engine)
        if storedByteCount == 32_768 {
            #expect(reading.text == text && reading.fault == nil)
        } else {
            #expect(stored.starts(with: reading.text) && reading.text.count >= stored.count - 258)
            #expect(reading.fault?.cause == .corruptData(detail: "invalid distance too far back"))
        }
    }

    private func packed(_ bits: String) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (bits.utf8.count + 7) / 8)
        for (index, bit) in bits.utf8.enumerated() where bit == UInt8(ascii: "1") {
            bytes[index / 8] |= 1 << UInt8(index % 8)
        }
        return bytes
    }
}
