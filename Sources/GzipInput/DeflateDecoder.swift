/// Decompresses raw deflate streams (RFC 1951), one after another: what a decompression library is asked for.
///
/// The framing around them is `GzipDecoder`'s. Another library takes part with a conforming type in one file
/// and a case of `InflateEngine`.
protocol DeflateDecoder: ~Copyable {
    /// - Throws: `outOfMemory`.
    init() throws(InputFault)

    /// Makes ready for the start of another stream.
    mutating func reset()

    /// Decompresses from `input[inputRange]` into `output[outputRange]` until either has run out or the
    /// stream ends.
    ///
    /// The input goes on where that of the call before has ended, until the stream does.
    ///
    /// - Precondition: the ranges lie in their arrays, and `outputRange` is not empty.
    /// - Complexity: O(bytes consumed + bytes produced).
    mutating func decode(
        _ input: borrowing [UInt8], _ inputRange: Range<Int>,
        into output: inout [UInt8], _ outputRange: Range<Int>
    ) -> DeflateStep

    /// The CRC-32 of RFC 1952, section 8, of the bytes whose checksum is `value` and of `bytes` behind them.
    static func checksum(_ value: UInt32, adding bytes: Span<UInt8>) -> UInt32
}

/// What one call has done. The counts hold whatever the outcome.
struct DeflateStep {
    /// The most bytes of earlier calls that a step gives back.
    static let mostGivenBack = 8

    enum Outcome {
        case unfinished
        /// The stream is complete; the input behind it has not been consumed.
        case ended
        /// The input breaks the format; `detail` is the library's own word.
        case corrupt(detail: String)
    }

    /// Negative where the stream has turned out to end before bytes that an earlier call took: so many of
    /// them have not been consumed after all, at most `mostGivenBack`.
    var consumed: Int
    var produced: Int
    /// Whether output may have been left behind for want of room, so that the next step can yield bytes
    /// without any input.
    var mayHoldOutput: Bool
    var outcome: Outcome
}
