/// Decompresses a Zstandard file: any number of frames, one after another, skippable ones among them. The library reads
/// the framing; this keeps count of the frames and gives faults their place.
///
/// *Source*: RFC 8878, sections 3 and 3.1.2.
final class ZstandardDecoder: ArchiveDecoder {
    /// The bytes that begin a frame which is not skippable.
    static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

    private var stream: ZstandardStream
    /// Whether a frame has begun and not ended.
    private var isInFrame = false
    /// Where the frame that was last begun begins in the input.
    private var frameOffset: UInt64 = 0
    private var mayHoldOutput = false

    private(set) var decompressedBytes: UInt64 = 0
    private(set) var memberCount = 0

    init() throws(InputFault) {
        stream = try ZstandardStream()
    }

    var needsInput: Bool { !mayHoldOutput }

    func advance(
        through window: inout CompressedWindow, into buffer: inout [UInt8], upTo end: inout Int
    ) throws(InputFault) {
        if !isInFrame {
            if window.isEmpty { return mayHoldOutput = false }
            frameOffset = window.offset
            isInFrame = true
        }
        let step = stream.decode(window.bytes, window.waiting, into: &buffer, end..<buffer.count)
        end += step.produced
        decompressedBytes &+= UInt64(step.produced)
        window.consume(step.consumed)
        mayHoldOutput = step.mayHoldOutput
        switch step.outcome {
        case .unfinished:
            break
        case .frameEnded:
            memberCount += 1
            isInFrame = false
        case .failed(let failure):
            throw fault(failure, at: window.offset)
        }
    }

    func finish(at offset: UInt64) throws(InputFault) {
        if isInFrame { throw fault(.truncatedFrame, at: offset) }
    }

    private func fault(_ failure: ZstandardStep.Failure, at offset: UInt64) -> InputFault {
        switch failure {
        case .notAFrame where memberCount > 0:
            InputFault(
                .garbageBehindFrames, compressedOffset: frameOffset, decompressedOffset: decompressedBytes)
        case .notAFrame: fault(.corruptFrame(detail: "no frame begins here"), at: frameOffset)
        case .windowTooLarge: fault(.frameWindowTooLarge, at: frameOffset)
        case .needsDictionary: fault(.frameNeedsDictionary, at: frameOffset)
        case .outOfMemory: InputFault(.outOfMemory)
        case .corrupt(let detail): fault(.corruptFrame(detail: detail), at: offset)
        }
    }

    private func fault(_ cause: InputFault.Cause, at offset: UInt64) -> InputFault {
        InputFault(
            cause, compressedOffset: offset, member: memberCount + 1, decompressedOffset: decompressedBytes)
    }
}
