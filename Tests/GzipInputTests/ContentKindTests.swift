import GzipInput
import TestSupport
import Testing

@Suite struct ContentKindTests {
    /// The first bytes of each refused format, by its own specification.
    static let refused: [(kind: ContentKind, bytes: [UInt8])] = [
        (.parquet, Array("PAR1\u{15}\u{04}".utf8)),
        (.parquet, Array("PARE".utf8)),
        (.orc, Array("ORC\u{0A}".utf8)),
        (.avro, Array("Obj\u{01}\u{04}\u{16}avro.schema".utf8)),
        (.zip, [0x50, 0x4B, 3, 4, 20, 0]),
        (.zip, [0x50, 0x4B, 5, 6, 0, 0]),
        (.zip, [0x50, 0x4B, 7, 8, 0x50, 0x4B]),
        (.sevenZip, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4]),
        (.tar, tarHeader),
        (.bzip2, [0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59]),
        (.bzip2, [0x42, 0x5A, 0x68, 0x31, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90]),
        (.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4]),
        (.lzip, Array("LZIP\u{01}".utf8)),
        (.lz4, [0x04, 0x22, 0x4D, 0x18, 0x64]),
        (.lz4, [0x02, 0x21, 0x4C, 0x18]),
        (.snappy, [0xFF, 6, 0, 0, 0x73, 0x4E, 0x61, 0x50, 0x70, 0x59]),
        (.compress, [0x1F, 0x9D, 0x90]),
        (.zlib, [0x78, 0x01, 3]),
        (.zlib, [0x78, 0x9C, 3]),
        (.zlib, [0x78, 0xDA, 3]),
        (.base64Gzip, Array("H4sIAAAAAAAA/wMAAAAAAAAAAAA=\n".utf8)),
        (.pdf, Array("%PDF-1.7\n".utf8)),
        (.utf16, [0xFF, 0xFE, 0x32, 0]),
        (.utf16, [0xFE, 0xFF, 0, 0x32]),
        (.utf32, [0xFF, 0xFE, 0, 0, 0x32, 0, 0, 0]),
        (.utf32, [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x32]),
        (.binary, [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0]),
        (.binary, [0]),
    ]

    /// A name of at most 100 bytes, and the signature at byte 257 (POSIX.1-1988, ustar).
    static var tarHeader: [UInt8] {
        let name = Array("flow.log\n".utf8)
        let middle = [UInt8](repeating: 0, count: 257 - name.count)
        return name + middle + Array("ustar\u{00}00".utf8) + [UInt8](repeating: 0, count: 247)
    }

    @Test(arguments: refused.indices)
    func refusedFormatsAreKnownByTheirFirstBytes(index: Int) throws {
        let (kind, bytes) = Self.refused[index]
        #expect(ContentKind.detect(bytes.span) == kind)
        for name in ["flow.log.gz", "flow.log"] {
            let error = #expect(throws: InputFault.self) { try InputReading(bytes, named: name) }
            #expect(error == InputFault(.refused(kind)))
        }
    }

    @Test func everyRefusedKindHasItsSampleNameAndAdvice() {
        for kind in ContentKind.allCases where !kind.isReadable {
            #expect(Self.refused.contains { $0.kind == kind }, "no sample of \(kind)")
            #expect(!kind.name.isEmpty && !kind.adviceText.isEmpty)
        }
        #expect(Set(ContentKind.allCases.map(\.name)).count == ContentKind.allCases.count)
    }

    @Test(arguments: [
        "version account-id\n", "2 123456789010 eni-0a - - - - - - - 1 2 - NODATA\n", "{\"events\": []}\n",
        "\n", "x",
        "\u{FEFF}version\n", "BZh9 is not bzip2\n", "P", "PK", "x^y\n", "\u{1F}text\n",
    ])
    func textIsPlainTextWhateverItBeginsWith(text: String) {
        #expect(ContentKind.detect(Array(text.utf8).span) == .plainText)
    }

    @Test func gzipIsKnownFromItsFirstByteOn() {
        let archive = GzipWriter.member("text\n")
        for count in 1...archive.count {
            #expect(ContentKind.detect(archive.span.extracting(0..<count)) == .gzip)
        }
        #expect(ContentKind.detect([UInt8]().span) == .empty)
    }

    @Test func zstandardIsKnownFromItsSecondByteOn() {
        let archive = ZstandardWriter.frame("text\n")
        for count in 2...archive.count {
            #expect(ContentKind.detect(archive.span.extracting(0..<count)) == .zstandard)
        }
        for kind in UInt8(0)...15 {
            #expect(ContentKind.detect(ZstandardWriter.skippable([], kind: kind).span) == .zstandard)
        }
    }

    @Test func zeroByteCountsAmongTheFirst512Alone() {
        var bytes = [UInt8](repeating: 65, count: 513)
        bytes[512] = 0
        #expect(ContentKind.detect(bytes.span) == .plainText)
        bytes[511] = 0
        #expect(ContentKind.detect(bytes.span) == .binary)
    }

    /// Every beginning of one or two bytes is answered; a crash would end the test.
    @Test func shortestInputsAreClassified() {
        for first in UInt8.min...UInt8.max {
            let kind = ContentKind.detect([first].span)
            #expect(kind == (first == 0 ? .binary : first == 0x1F ? .gzip : .plainText))
            for second in UInt8.min...UInt8.max {
                _ = ContentKind.detect([first, second].span)
            }
        }
    }
}
