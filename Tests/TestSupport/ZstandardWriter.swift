import CZstandard

/// Makes Zstandard frames for tests, by libzstd (RFC 8878).
package enum ZstandardWriter {
    /// One frame that decompresses to `text`.
    ///
    /// - Parameter windowLog: the binary logarithm of the bytes that the frame may look back on; 0 leaves it to the level.
    ///   Otherwise the frame does not say its length, so that the window counts even for short text.
    package static func frame(
        _ text: [UInt8], level: Int32 = 3, hasChecksum: Bool = true, windowLog: Int32 = 0
    ) -> [UInt8] {
        guard let context = ZSTD_createCCtx() else { preconditionFailure("no memory for a test's archive") }
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, hasChecksum ? 1 : 0)
        ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog)
        var frame = [UInt8](repeating: 0, count: ZSTD_compressBound(text.count) + 64)
        let count = frame.withUnsafeMutableBytes { target in
            text.withUnsafeBytes { source in
                if windowLog == 0 {
                    return ZSTD_compress2(
                        context, target.baseAddress, target.count, source.baseAddress, source.count)
                }
                var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
                var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
                ZSTD_compressStream2(context, &output, &input, ZSTD_e_continue)
                let left = ZSTD_compressStream2(context, &output, &input, ZSTD_e_end)
                return left == 0 ? output.pos : left
            }
        }
        precondition(
            ZSTD_isError(count) == 0 && count <= frame.count, "libzstd refuses to make the test's archive")
        return Array(frame.prefix(count))
    }

    package static func frame(_ text: String) -> [UInt8] { frame(Array(text.utf8)) }

    /// A frame without text (RFC 8878, section 3.1.2), of one of sixteen kinds.
    package static func skippable(_ content: [UInt8], kind: UInt8 = 0) -> [UInt8] {
        let length = UInt32(content.count)
        return [0x50 | kind & 15, 0x2A, 0x4D, 0x18]
            + (0..<4).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
            + content
    }
}
