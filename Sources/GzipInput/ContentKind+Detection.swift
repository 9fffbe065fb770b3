extension ContentKind {
    /// The most bytes that detection looks at: a tar header, whose signature stands in its middle.
    static let detectionLength = 512

    /// Says what an input is from its first bytes, of which at most 512 are looked at.
    ///
    /// A lone `1F` is taken as a gzip archive that was cut after its first byte, and two or three bytes of what begins a
    /// Zstandard archive as such a one; the first of them alone is an opening parenthesis.
    package static func detect(_ firstBytes: Span<UInt8>) -> ContentKind {
        if firstBytes.isEmpty { return .empty }
        if firstBytes.count == 1, firstBytes[0] == GzipMemberHeader.magic[0] { return .gzip }
        if firstBytes.count > 1, begins(ZstandardDecoder.magic, with: firstBytes) { return .zstandard }
        for signature in signatures where signature.matches(firstBytes) {
            return signature.kind
        }
        if isBzip2(firstBytes) { return .bzip2 }
        if isSkippableFrame(firstBytes) { return .zstandard }
        for index in 0..<min(firstBytes.count, detectionLength) where firstBytes[index] == 0 {
            return .binary
        }
        return .plainText
    }

    private static func begins(_ whole: [UInt8], with bytes: Span<UInt8>) -> Bool {
        bytes.count <= whole.count && bytes.indices.allSatisfy { bytes[$0] == whole[$0] }
    }

    /// `BZh` and the block size, a digit from 1 to 9, and the first byte of a block's magic number (pi)
    /// or of the end of the stream (its square root).
    private static func isBzip2(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count >= 5, bytes[0] == UInt8(ascii: "B"), bytes[1] == UInt8(ascii: "Z") else {
            return false
        }
        return bytes[2] == UInt8(ascii: "h") && (0x31...0x39).contains(bytes[3])
            && (bytes[4] == 0x31 || bytes[4] == 0x17)
    }

    /// `184D2A50` to `184D2A5F`, little-endian (RFC 8878, section 3.1.2). LZ4 frames may open with one
    /// too, which is rare enough to name the likelier of the two.
    private static func isSkippableFrame(_ bytes: Span<UInt8>) -> Bool {
        bytes.count >= 4 && bytes[0] & 0xF0 == 0x50 && bytes[1] == 0x2A && bytes[2] == 0x4D
            && bytes[3] == 0x18
    }
}

/// The fixed bytes by which a format is known.
private struct Signature {
    let kind: ContentKind
    let offset: Int
    let bytes: [UInt8]

    init(_ kind: ContentKind, at offset: Int = 0, _ bytes: [UInt8]) {
        self.kind = kind
        self.offset = offset
        self.bytes = bytes
    }

    init(_ kind: ContentKind, at offset: Int = 0, ascii: String) {
        self.init(kind, at: offset, Array(ascii.utf8))
    }

    func matches(_ firstBytes: Span<UInt8>) -> Bool {
        guard firstBytes.count >= offset + bytes.count else { return false }
        return bytes.indices.allSatisfy { firstBytes[offset + $0] == bytes[$0] }
    }
}

/// In the order in which they are tried: UTF-32 stands before UTF-16, whose mark it begins with.
///
/// None of them can open a flow log in text form.
private let signatures: [Signature] = [
    Signature(.gzip, [0x1F, 0x8B]),
    Signature(.compress, [0x1F, 0x9D]),
    Signature(.parquet, ascii: "PAR1"),
    // A Parquet file with an encrypted footer.
    Signature(.parquet, ascii: "PARE"),
    Signature(.zip, ascii: "PK\u{03}\u{04}"),
    // A ZIP archive without members, and one split over several files.
    Signature(.zip, ascii: "PK\u{05}\u{06}"),
    Signature(.zip, ascii: "PK\u{07}\u{08}"),
    Signature(.zstandard, ZstandardDecoder.magic),
    Signature(.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
    Signature(.lzip, ascii: "LZIP"),
    Signature(.lz4, [0x04, 0x22, 0x4D, 0x18]),
    // The frame of LZ4's first years, which `lz4 -l` still writes.
    Signature(.lz4, [0x02, 0x21, 0x4C, 0x18]),
    Signature(.snappy, [0xFF, 0x06, 0x00, 0x00] + Array("sNaPpY".utf8)),
    Signature(.sevenZip, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
    // zlib's CMF and FLG bytes for a 32 KiB window, by level; the fourth pair, "x^", could be text.
    Signature(.zlib, [0x78, 0x01]),
    Signature(.zlib, [0x78, 0x9C]),
    Signature(.zlib, [0x78, 0xDA]),
    // 1F 8B 08 in Base64: the form in which a subscription hands logs to a Lambda function.
    Signature(.base64Gzip, ascii: "H4sI"),
    Signature(.orc, ascii: "ORC"),
    Signature(.avro, ascii: "Obj\u{01}"),
    Signature(.pdf, ascii: "%PDF-"),
    Signature(.utf32, [0xFF, 0xFE, 0x00, 0x00]),
    Signature(.utf32, [0x00, 0x00, 0xFE, 0xFF]),
    Signature(.utf16, [0xFF, 0xFE]),
    Signature(.utf16, [0xFE, 0xFF]),
    Signature(.tar, at: 257, ascii: "ustar"),
]
