import CZlib

/// Makes gzip members byte by byte, right ones and wrong ones, for tests (RFC 1951 and 1952).
package enum GzipWriter {
    /// The block kinds of RFC 1951, section 3.2.4. A dynamic block comes only of a text that is long and
    /// uneven enough to pay for its code tables: some hundred bytes of log lines do.
    package enum BlockKind: UInt8, CaseIterable, Sendable {
        case stored, fixed, dynamic
    }

    /// The optional fields and the meaningless ones of a member's header.
    package struct Header: Sendable {
        package var isText = false
        package var extra: [UInt8]?
        package var name: String?
        package var comment: String?
        package var hasChecksum = false
        package var modificationTime: UInt32 = 0
        package var method: UInt8 = 8
        package var reservedFlags: UInt8 = 0
        /// Added to the header's checksum, to make it wrong.
        package var checksumError: UInt16 = 0

        package init() {}

        package init(
            extra: [UInt8]? = nil, name: String? = nil, comment: String? = nil, hasChecksum: Bool = false
        ) {
            self.extra = extra
            self.name = name
            self.comment = comment
            self.hasChecksum = hasChecksum
        }

        package var bytes: [UInt8] {
            var flags = reservedFlags
            if isText { flags |= 1 }
            if hasChecksum { flags |= 2 }
            if extra != nil { flags |= 4 }
            if name != nil { flags |= 8 }
            if comment != nil { flags |= 16 }
            var bytes: [UInt8] = [0x1F, 0x8B, method, flags] + littleEndian(modificationTime) + [0, 255]
            if let extra { bytes += littleEndian(UInt16(extra.count)) + extra }
            if let name { bytes += Array(name.utf8) + [0] }
            if let comment { bytes += Array(comment.utf8) + [0] }
            if hasChecksum {
                bytes += littleEndian(UInt16(truncatingIfNeeded: checksum(of: bytes)) &+ checksumError)
            }
            return bytes
        }
    }

    /// One member that decompresses to `text`, compressed as gzip's option `-level` would have it.
    package static func member(_ text: [UInt8], level: Int32) -> [UInt8] {
        Header().bytes + deflated(text, level: level, strategy: Z_DEFAULT_STRATEGY)
            + littleEndian(checksum(of: text)) + littleEndian(UInt32(truncatingIfNeeded: text.count))
    }

    /// One member that decompresses to `text`.
    ///
    /// `checksumError` and `lengthError` are added to what the trailer should say, to make it wrong.
    package static func member(
        _ text: [UInt8], header: Header = Header(), blocks: BlockKind = .dynamic, checksumError: UInt32 = 0,
        lengthError: UInt32 = 0
    ) -> [UInt8] {
        header.bytes + deflated(text, as: blocks) + littleEndian(checksum(of: text) &+ checksumError)
            + littleEndian(UInt32(truncatingIfNeeded: text.count) &+ lengthError)
    }

    package static func member(_ text: String) -> [UInt8] { member(Array(text.utf8)) }

    /// `text` as a raw deflate stream.
    package static func deflated(_ text: [UInt8], as blocks: BlockKind = .dynamic) -> [UInt8] {
        deflated(
            text, level: blocks == .stored ? Z_NO_COMPRESSION : Z_DEFAULT_COMPRESSION,
            strategy: blocks == .fixed ? Z_FIXED : Z_DEFAULT_STRATEGY)
    }

    private static func deflated(_ text: [UInt8], level: Int32, strategy: Int32) -> [UInt8] {
        var stream = z_stream()
        let status = deflateInit2_(
            &stream, level, Z_DEFLATED, -MAX_WBITS, 8, strategy, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib does not start")
        defer { deflateEnd(&stream) }
        var text = text
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(text.count))))
        text.withUnsafeMutableBufferPointer { text in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = text.baseAddress
                stream.avail_in = UInt32(text.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                let status = deflate(&stream, Z_FINISH)
                precondition(status == Z_STREAM_END, "zlib does not finish")
            }
        }
        return Array(output.prefix(output.count - Int(stream.avail_out)))
    }

    package static func checksum(of bytes: [UInt8]) -> UInt32 {
        UInt32(truncatingIfNeeded: crc32(0, bytes, UInt32(bytes.count)))
    }

    private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
}
