import CZstandard

/// libzstd's streaming decompression; every call into libzstd stands in this file.
///
/// Its state lives on the heap and this value owns it: some 160 KiB, and the window that a frame asks for, of at most
/// 128 MiB (the library's own bound, and that of `zstd`). Between calls no pointer into a caller's array is kept.
@safe
struct ZstandardStream: ~Copyable {
    // Points to one decompression context from `init` to `deinit`.
    private let context: OpaquePointer
    /// Bytes of input that complete what the library is to do next, as it says itself.
    private var wantedInput: Int

    /// - Throws: `outOfMemory`.
    init() throws(InputFault) {
        guard let context = unsafe ZSTD_createDStream() else { throw InputFault(.outOfMemory) }
        unsafe self.context = context
        wantedInput = unsafe ZSTD_initDStream(context)
    }

    deinit {
        _ = unsafe ZSTD_freeDStream(context)
    }

    /// Decompresses from `input[inputRange]` into `output[outputRange]`, and goes on by at most one block: of a call
    /// that fails, the library counts nothing as decompressed, not even complete blocks.
    ///
    /// The input goes on where that of the call before has been consumed to.
    ///
    /// - Precondition: the ranges lie in their arrays, and `outputRange` is not empty.
    /// - Complexity: O(bytes consumed + bytes produced).
    mutating func decode(
        _ input: borrowing [UInt8], _ inputRange: Range<Int>,
        into output: inout [UInt8], _ outputRange: Range<Int>
    ) -> ZstandardStep {
        let inputCount = min(inputRange.count, wantedInput)
        // libzstd stays within the counts.
        let (status, consumed, produced) = withAreas(input, inputRange, &output, outputRange) {
            source, target in
            var source = unsafe ZSTD_inBuffer(src: source, size: inputCount, pos: 0)
            var target = unsafe ZSTD_outBuffer(dst: target, size: outputRange.count, pos: 0)
            let status = unsafe ZSTD_decompressStream(context, &target, &source)
            return unsafe (status, source.pos, target.pos)
        }
        return ZstandardStep(
            consumed: consumed, produced: produced, mayHoldOutput: produced == outputRange.count,
            outcome: outcome(of: status))
    }

    /// - Parameter status: an error, or the input that is wanted next, which is none where a frame has ended.
    private mutating func outcome(of status: Int) -> ZstandardStep.Outcome {
        if ZSTD_isError(status) != 0 { return .failed(Self.failure(of: status)) }
        if status > 0 {
            wantedInput = status
            return .unfinished
        }
        wantedInput = unsafe ZSTD_initDStream(context)
        return .frameEnded
    }

    private static func failure(of status: Int) -> ZstandardStep.Failure {
        switch ZSTD_getErrorCode(status) {
        case ZSTD_error_prefix_unknown, ZSTD_error_version_unsupported: .notAFrame
        case ZSTD_error_frameParameter_windowTooLarge: .windowTooLarge
        case ZSTD_error_dictionary_wrong: .needsDictionary
        case ZSTD_error_memory_allocation: .outOfMemory
        default: .corrupt(detail: unsafe String(cString: ZSTD_getErrorName(status)).lowercased())
        }
    }
}

/// What one call has done. Where it has failed, it has neither consumed nor produced anything.
struct ZstandardStep {
    enum Outcome {
        case unfinished
        /// A frame is complete, and all of it has been handed out.
        case frameEnded
        case failed(Failure)
    }

    enum Failure {
        /// What should begin a frame does not.
        case notAFrame
        case windowTooLarge
        case needsDictionary
        case outOfMemory
        /// The input breaks the format, or its checksum disagrees; `detail` is the library's own word.
        case corrupt(detail: String)
    }

    var consumed: Int
    var produced: Int
    /// Whether output may have been left behind for want of room, so that the next step can yield bytes without any
    /// input.
    var mayHoldOutput: Bool
    var outcome: Outcome
}

extension ByteInput {
    /// That of the libzstd which runs.
    package static var zstandardVersion: String { unsafe String(cString: ZSTD_versionString()) }
}
