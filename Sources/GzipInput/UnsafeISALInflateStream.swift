#if ISAL
    import CISAL
    #if canImport(Darwin)
        import Darwin
    #elseif canImport(Musl)
        import Musl
    #else
        import Glibc
    #endif

    /// ISA-L's raw inflate; every call into ISA-L stands in this file.
    ///
    /// ISA-L takes up to eight bytes ahead of what it decodes, and may decompress up to 64 KiB into a buffer
    /// of its own. Its state, some 85 KiB, lives on the heap and this value owns it. Between calls no pointer
    /// into a caller's array is used.
    @safe
    struct ISALInflateStream: ~Copyable, DeflateDecoder {
        // Points to one `inflate_state` from `init` to `deinit`.
        private let state: UnsafeMutablePointer<inflate_state>
        /// What ISA-L has answered to broken input; said once all output before it has been handed out.
        private var failure: Int32 = ISAL_DECOMP_OK

        /// Bytes (RFC 1951, section 3.2.5).
        private static let longestMatch = 258

        init() throws(InputFault) {
            guard let memory = unsafe calloc(1, MemoryLayout<inflate_state>.size) else {
                throw InputFault(.outOfMemory)
            }
            unsafe state = memory.bindMemory(to: inflate_state.self, capacity: 1)
            unsafe isal_inflate_init(state)
        }

        deinit {
            unsafe free(state)
        }

        mutating func reset() {
            unsafe isal_inflate_reset(state)
            failure = ISAL_DECOMP_OK
        }

        mutating func decode(
            _ input: borrowing [UInt8], _ inputRange: Range<Int>,
            into output: inout [UInt8], _ outputRange: Range<Int>
        ) -> DeflateStep {
            if failure < ISAL_DECOMP_OK {
                return handOutHeldOutput(input, inputRange, into: &output, outputRange)
            }
            let inputCount = Int32(clamping: inputRange.count)
            let outputCount = UInt32(clamping: outputRange.count)
            // ISA-L stays within the counts. It does not write to `next_in`, which is mutable only by its declaration.
            let status = withAreas(input, inputRange, &output, outputRange) { source, target in
                unsafe state.pointee.next_in = UnsafeMutablePointer(mutating: source)
                unsafe state.pointee.avail_in = UInt32(inputCount)
                unsafe state.pointee.next_out = target
                unsafe state.pointee.avail_out = outputCount
                return unsafe isal_inflate(state)
            }
            // Of input that breaks the format, ISA-L may count a byte more than there is.
            let left = unsafe max(0, Int32(bitPattern: state.pointee.avail_in))
            let produced = unsafe Int(outputCount - state.pointee.avail_out)
            return step(after: status, consumed: Int(inputCount - left), produced: produced)
        }

        private mutating func step(after status: Int32, consumed: Int, produced: Int) -> DeflateStep {
            if status < ISAL_DECOMP_OK { return fail(with: status, consumed: consumed, produced: produced) }
            if unsafe state.pointee.block_state == ISAL_BLOCK_FINISH {
                return DeflateStep(
                    consumed: consumed - bytesAhead, produced: produced, mayHoldOutput: false, outcome: .ended
                )
            }
            return DeflateStep(
                consumed: consumed, produced: produced, mayHoldOutput: unsafe state.pointee.avail_out == 0,
                outcome: .unfinished)
        }

        /// Bytes that have been decompressed and not yet handed out.
        private var heldOutput: Int {
            unsafe Int(state.pointee.tmp_out_valid - state.pointee.tmp_out_processed)
        }

        /// Whole bytes that ISA-L has taken and not decoded.
        private var bytesAhead: Int {
            unsafe min(max(0, Int(state.pointee.read_in_length) / 8), DeflateStep.mostGivenBack)
        }

        /// Keeps what ISA-L has answered until all output before it has been handed out.
        ///
        /// A match that it refuses may stand in the output nevertheless, with arbitrary bytes: what may be one
        /// is withheld.
        private mutating func fail(with status: Int32, consumed: Int, produced: Int) -> DeflateStep {
            failure = status
            let withheld = status == ISAL_INVALID_BLOCK ? 0 : Self.longestMatch
            let withheldHere = max(0, withheld - heldOutput)
            unsafe state.pointee.tmp_out_valid -= Int32(withheld - withheldHere)
            return failedStep(consumed: consumed, produced: max(0, produced - withheldHere))
        }

        private func failedStep(consumed: Int, produced: Int) -> DeflateStep {
            if heldOutput > 0 {
                return DeflateStep(
                    consumed: consumed, produced: produced, mayHoldOutput: true, outcome: .unfinished)
            }
            return DeflateStep(
                consumed: consumed - bytesAhead, produced: produced, mayHoldOutput: false,
                outcome: .corrupt(detail: Self.detail(of: failure)))
        }

        /// Hands out what was decompressed before the input broke, which ISA-L itself would not do.
        private mutating func handOutHeldOutput(
            _ input: borrowing [UInt8], _ inputRange: Range<Int>,
            into output: inout [UInt8], _ outputRange: Range<Int>
        ) -> DeflateStep {
            let count = min(outputRange.count, heldOutput)
            // ISA-L's buffer holds as much, and the range has room for it.
            withAreas(input, inputRange, &output, outputRange) { _, target in
                let source = unsafe isal_held_output(state) + Int(state.pointee.tmp_out_processed)
                unsafe target?.update(from: source, count: count)
            }
            unsafe state.pointee.tmp_out_processed += Int32(count)
            return failedStep(consumed: 0, produced: count)
        }

        private static func detail(of status: Int32) -> String {
            switch status {
            case ISAL_INVALID_BLOCK: "invalid block"
            case ISAL_INVALID_SYMBOL: "invalid symbol"
            case ISAL_INVALID_LOOKBACK: "invalid distance too far back"
            default: "ISA-L \(status)"
            }
        }

        static func checksum(_ value: UInt32, adding bytes: Span<UInt8>) -> UInt32 {
            unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe crc32_gzip_refl(value, bytes.baseAddress, UInt64(bytes.count))
            }
        }
    }

    /// That of the header with which the program was built: the library itself does not tell.
    let isalVersion = "\(ISAL_MAJOR_VERSION).\(ISAL_MINOR_VERSION).\(ISAL_PATCH_VERSION)"
#endif
