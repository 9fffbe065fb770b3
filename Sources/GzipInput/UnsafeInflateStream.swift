import CZlib

/// zlib's raw inflate; every call into zlib stands in this file.
///
/// zlib keeps the address of its `z_stream` and refuses one that has moved, so that it lives on the heap and
/// this value owns it. Between calls no pointer into a caller's array is kept.
@safe
struct InflateStream: ~Copyable, DeflateDecoder {
    // Points to one initialised `z_stream` from `init` to `deinit`.
    private let stream: UnsafeMutablePointer<z_stream>
    private(set) var mayHoldOutput = false

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
        mayHoldOutput = false
    }

    mutating func decode(
        _ input: borrowing [UInt8], _ range: Range<Int>, into output: inout [UInt8], from start: Int
    ) -> DeflateStep {
        precondition(range.lowerBound >= 0 && range.upperBound <= input.count, "input out of range")
        precondition(start >= 0 && start <= output.count, "output out of range")
        let inputCount = UInt32(clamping: range.count)
        let outputCount = UInt32(clamping: output.count - start)
        // Both areas lie within their arrays by the preconditions, and zlib stays within their counts. It
        // does not write to `next_in`, which is mutable only by its declaration.
        let status = unsafe input.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe stream.pointee.next_in = input.baseAddress.map {
                    unsafe UnsafeMutablePointer(mutating: $0 + range.lowerBound)
                }
                unsafe stream.pointee.avail_in = inputCount
                unsafe stream.pointee.next_out = output.baseAddress.map { unsafe $0 + start }
                unsafe stream.pointee.avail_out = outputCount
                return unsafe inflate(stream, Z_NO_FLUSH)
            }
        }
        unsafe mayHoldOutput = stream.pointee.avail_out == 0
        let consumed = unsafe Int(inputCount - stream.pointee.avail_in)
        let produced = unsafe Int(outputCount - stream.pointee.avail_out)
        return DeflateStep(consumed: consumed, produced: produced, outcome: outcome(of: status))
    }

    private func outcome(of status: Int32) -> DeflateStep.Outcome {
        switch status {
        case Z_OK, Z_BUF_ERROR: .unfinished
        case Z_STREAM_END: .ended
        default:
            .corrupt(detail: unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "zlib \(status)")
        }
    }
}

/// The CRC-32 of RFC 1952, section 8, of the bytes added so far.
struct CRC32 {
    private(set) var value: UInt32 = 0

    mutating func add(_ byte: UInt8) {
        // One byte, which outlives the call.
        value = unsafe withUnsafePointer(to: byte) {
            unsafe UInt32(truncatingIfNeeded: crc32(UInt(value), $0, 1))
        }
    }

    /// - Precondition: `range` lies in `bytes`.
    mutating func add(_ bytes: borrowing [UInt8], _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "range out of bounds")
        // The area lies within the array by the precondition.
        value = unsafe bytes.withUnsafeBufferPointer { bytes in
            let first = unsafe bytes.baseAddress.map { unsafe $0 + range.lowerBound }
            return unsafe UInt32(truncatingIfNeeded: crc32_z(UInt(value), first, range.count))
        }
    }
}
