/// Decompresses raw deflate streams (RFC 1951), one after another: what a decompression library is asked for.
///
/// The framing around them is `GzipDecoder`'s. Another library takes part with a conforming type, and a
/// `CRC32` of its own, in one file.
protocol DeflateDecoder: ~Copyable {
    /// - Throws: `outOfMemory`.
    init() throws(InputFault)

    /// Whether the last step may have left output behind for want of room, so that the next one can yield
    /// bytes without any input.
    var mayHoldOutput: Bool { get }

    /// Makes ready for the start of another stream.
    mutating func reset()

    /// Decompresses from `input[range]` into `output[start...]` until either has run out or the stream ends.
    ///
    /// - Precondition: `range` lies in `input`, and `start` in `output`.
    /// - Complexity: O(bytes consumed + bytes produced).
    mutating func decode(
        _ input: borrowing [UInt8], _ range: Range<Int>, into output: inout [UInt8], from start: Int
    ) -> DeflateStep
}

/// What one call has done. The counts hold whatever the outcome.
struct DeflateStep {
    enum Outcome {
        case unfinished
        /// The stream is complete; the input behind it has not been consumed.
        case ended
        /// The input breaks the format; `detail` is the library's own word.
        case corrupt(detail: String)
    }

    var consumed: Int
    var produced: Int
    var outcome: Outcome
}
