/// Decompresses a gzip file: any number of members, one after another, and zero padding between and behind
/// them.
///
/// The library that inflates is an `InflateEngine`'s affair alone.
///
/// *Source*: RFC 1952; that zeros may follow is the custom of tape and block devices, which gzip(1) follows.
final class GzipDecoder: ArchiveDecoder {
    /// What the next byte belongs to.
    private enum Stage {
        case betweenMembers, header, compressedBlocks, trailer
    }

    private let engine: InflateEngine
    private var stage = Stage.betweenMembers
    private var header: GzipMemberHeader
    private var trailer = GzipMemberTrailer()
    private var inflater: any DeflateDecoder & ~Copyable
    /// Whether the inflater can yield bytes without any input.
    private var mayHoldOutput = false
    private var checksum: CRC32
    private var bytesOfMember: UInt64 = 0
    /// Where the part that is being read, the header or the trailer, begins in the input.
    private var partOffset: UInt64 = 0

    private(set) var decompressedBytes: UInt64 = 0
    private(set) var memberCount = 0

    init(engine: InflateEngine) throws(InputFault) {
        self.engine = engine
        inflater = try engine.decoderType.init()
        header = GzipMemberHeader(checksum: CRC32(engine))
        checksum = CRC32(engine)
    }

    var needsInput: Bool { stage != .compressedBlocks || !mayHoldOutput }

    func advance(
        through window: inout CompressedWindow, into buffer: inout [UInt8], upTo end: inout Int
    ) throws(InputFault) {
        switch stage {
        case .betweenMembers: skipPadding(window: &window)
        case .header: try readHeader(window: &window)
        case .compressedBlocks: try inflate(window: &window, into: &buffer, upTo: &end)
        case .trailer: try readTrailer(window: &window)
        }
    }

    /// - Throws: `truncatedMember`.
    func finish(at offset: UInt64) throws(InputFault) {
        if stage != .betweenMembers { throw fault(.truncatedMember, at: offset) }
    }

    private func skipPadding(window: inout CompressedWindow) {
        let padding = window.bytes[window.waiting].prefix { $0 == 0 }.count
        window.consume(padding)
        if window.isEmpty { return }
        header = GzipMemberHeader(checksum: CRC32(engine))
        partOffset = window.offset
        stage = .header
    }

    private func readHeader(window: inout CompressedWindow) throws(InputFault) {
        while let byte = window.next() {
            do throws(InputFault.Cause) {
                if try header.take(byte) { return beginCompressedBlocks() }
            } catch .trailingGarbage {
                throw InputFault(
                    .trailingGarbage, compressedOffset: partOffset, decompressedOffset: decompressedBytes)
            } catch {
                throw fault(error, at: window.offset &- 1)
            }
        }
    }

    private func beginCompressedBlocks() {
        inflater.reset()
        mayHoldOutput = false
        checksum = CRC32(engine)
        bytesOfMember = 0
        stage = .compressedBlocks
    }

    private func inflate(
        window: inout CompressedWindow, into buffer: inout [UInt8], upTo end: inout Int
    ) throws(InputFault) {
        let step = inflater.decode(window.bytes, window.waiting, into: &buffer, end..<buffer.count)
        checksum.add(buffer.span.extracting(end..<end + step.produced))
        end += step.produced
        bytesOfMember &+= UInt64(step.produced)
        decompressedBytes &+= UInt64(step.produced)
        window.consume(step.consumed)
        mayHoldOutput = step.mayHoldOutput
        switch step.outcome {
        case .unfinished:
            break
        case .ended:
            trailer = GzipMemberTrailer()
            partOffset = window.offset
            stage = .trailer
        case .corrupt(let detail):
            throw fault(.corruptData(detail: detail), at: window.offset)
        }
    }

    private func readTrailer(window: inout CompressedWindow) throws(InputFault) {
        while let byte = window.next() {
            guard trailer.take(byte) else { continue }
            do throws(InputFault.Cause) {
                try trailer.verify(checksum: checksum.value, byteCount: bytesOfMember)
            } catch {
                throw fault(error, at: partOffset &+ GzipMemberTrailer.offset(of: error))
            }
            memberCount += 1
            stage = .betweenMembers
            return
        }
    }

    private func fault(_ cause: InputFault.Cause, at offset: UInt64) -> InputFault {
        InputFault(
            cause, compressedOffset: offset, member: memberCount + 1, decompressedOffset: decompressedBytes)
    }
}
