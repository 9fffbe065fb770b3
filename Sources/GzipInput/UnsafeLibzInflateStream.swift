import CZlib

/// zlib's raw inflate; every call into zlib stands in this file.
///
/// zlib keeps the address of its `z_stream` and refuses one that has moved, so that it lives on the heap and
/// this value owns it. Between calls no pointer into a caller's array is kept.
@safe
struct LibzInflateStream: ~Copyable, DeflateDecoder {
    // Points to one initialised `z_stream` from `init` to `deinit`.
    private let stream: UnsafeMutablePointer<z_stream>

    /// No zlib or gzip framing, and the largest window there is (32 KiB).
    private static let rawWindowBits: Int32 = -MAX_WBITS

    init() throws(InputFault) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let status = unsafe inflateInit2_(
            stream, Self.rawWindowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            unsafe stream.deallocate()
            throw InputFault(.outOfMemory)
        }
        unsafe self.stream = stream
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    mutating func reset() {
        // Fails only for a stream that is not initialised.
        _ = unsafe inflateReset(stream)
    }

    mutating func decode(
        _ input: borrowing [UInt8], _ inputRange: Range<Int>,
        into output: inout [UInt8], _ outputRange: Range<Int>
    ) -> DeflateStep {
        let inputCount = UInt32(clamping: inputRange.count)
        let outputCount = UInt32(clamping: outputRange.count)
        // zlib stays within the counts. It does not write to `next_in`, which is mutable only by its declaration.
        let status = withAreas(input, inputRange, &output, outputRange) { source, target in
            unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source)
            unsafe stream.pointee.avail_in = inputCount
            unsafe stream.pointee.next_out = target
            unsafe stream.pointee.avail_out = outputCount
            return unsafe inflate(stream, Z_NO_FLUSH)
        }
        let consumed = unsafe Int(inputCount - stream.pointee.avail_in)
        let produced = unsafe Int(outputCount - stream.pointee.avail_out)
        return DeflateStep(
            consumed: consumed, produced: produced, mayHoldOutput: produced == outputCount,
            outcome: outcome(of: status))
    }

    private func outcome(of status: Int32) -> DeflateStep.Outcome {
        switch status {
        case Z_OK, Z_BUF_ERROR: .unfinished
        case Z_STREAM_END: .ended
        default:
            .corrupt(detail: unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "zlib \(status)")
        }
    }

    static func checksum(_ value: UInt32, adding bytes: Span<UInt8>) -> UInt32 {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe UInt32(truncatingIfNeeded: crc32_z(UInt(value), bytes.baseAddress, bytes.count))
        }
    }
}

/// That of the library which runs.
var libzVersion: String { unsafe String(cString: zlibVersion()) }
