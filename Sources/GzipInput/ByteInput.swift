/// One input, read from start to end by one thread: a gzip or Zstandard archive decompressed, plain text as it is.
///
/// Memory is bounded whatever the input's length and content: a window of 64 KiB on the file, what the format looks back
/// on (32 KiB of deflate, of Zstandard as much as the frame says, at most 128 MiB), and the caller's buffer, into which
/// everything is written directly. Reading gzip and text allocates nothing.
///
/// This is the module's one entry, for the readers of logs. Inwards, a `CompressedWindow` on a `FileDescriptor`
/// feeds an `ArchiveDecoder`: a `GzipDecoder`, which reads the framing and has a `DeflateDecoder` inflate what stands
/// between, zlib's or ISA-L's, or a `ZstandardDecoder`. The module imports these libraries and the system's C library,
/// nothing else.
package struct ByteInput: ~Copyable {
    private static let windowByteCount = 64 << 10

    package let source: InputSource
    /// What the first bytes have said: `empty`, `gzip`, `zstandard` or `plainText`.
    package let kind: ContentKind

    private let file: FileDescriptor
    private var window: CompressedWindow
    /// Idle where the input is no archive.
    private let decoder: any ArchiveDecoder
    private var plainBytes: UInt64 = 0
    /// Of the bytes read so far, as they are stored.
    private var hash: ContentHash
    /// The fault that has ended the input.
    private var fault: InputFault?

    /// Opens an input and looks at its first bytes, for which it waits: until the first line is complete, or
    /// 512 bytes have come, or those that say which kind of archive it is.
    ///
    /// - Throws: `cannotOpen`, `isDirectory`, `cannotRead`, `refused` and `outOfMemory`.
    package init(_ source: InputSource, engine: InflateEngine = .preferred) throws(InputFault) {
        let file = try FileDescriptor(opening: source)
        var window = CompressedWindow(capacity: Self.windowByteCount)
        var hash = ContentHash()
        let kind = try Self.detectKind(of: file, through: &window, &hash)
        guard kind.isReadable else { throw InputFault(.refused(kind)) }
        decoder = try Self.decoder(of: kind, engine)
        self.source = source
        self.kind = kind
        self.file = file
        self.window = window
        self.hash = hash
    }

    /// Writes the next bytes of text into `buffer[start...]`, as many as there is room for, and returns how
    /// many: 0 only at the end of the input. What stands behind them in `buffer` is arbitrary.
    ///
    /// A file fills the buffer unless it ends; from a pipe the call returns with what one read has yielded.
    /// All bytes before a fault are returned first; the fault is thrown by the next call, and by every one
    /// after.
    ///
    /// - Precondition: `start` is an index of `buffer`.
    /// - Throws: every cause of an `InputFault` that concerns reading or an archive.
    /// - Complexity: O(compressed bytes read + bytes returned).
    package mutating func read(into buffer: inout [UInt8], from start: Int) throws(InputFault) -> Int {
        precondition(buffer.indices.contains(start), "no room to read into")
        if let fault { throw fault }
        var end = start
        do throws(InputFault) {
            if kind.isArchive {
                try readDecompressed(into: &buffer, upTo: &end)
            } else {
                try readPlain(into: &buffer, upTo: &end)
            }
        } catch {
            let placedFault = placed(error)
            fault = placedFault
            if end == start { throw placedFault }
        }
        if end == start, let change = changeWhileRead {
            fault = change
            throw change
        }
        return end - start
    }

    /// Bytes of the input consumed so far, as it is stored.
    package var compressedBytesRead: UInt64 { window.offset &+ plainBytes }

    /// The hash of the bytes read so far, as they are stored: of all of them at the end of the input.
    package var contentHash: UInt128 { hash.value }

    /// Bytes of text returned so far.
    package var decompressedBytes: UInt64 { kind.isArchive ? decoder.decompressedBytes : compressedBytesRead }

    /// Bytes of the file when it was opened, as it is stored; nil for pipes.
    package var fileSize: UInt64? { file.fileSize }

    /// Complete members or frames whose checks agreed; 0 for plain text.
    package var memberCount: Int { decoder.memberCount }
}

extension ByteInput {
    private static func decoder(
        of kind: ContentKind, _ engine: InflateEngine
    ) throws(InputFault) -> any ArchiveDecoder {
        kind == .zstandard ? try ZstandardDecoder() : try GzipDecoder(engine: engine)
    }

    /// Reads on until the bytes say what the input is. Text is believed once its first line is complete, so
    /// that a live stream is not held up: before that nothing could be made of it anyway.
    private static func detectKind(
        of file: borrowing FileDescriptor, through window: inout CompressedWindow, _ hash: inout ContentHash
    ) throws(InputFault) -> ContentKind {
        while window.waiting.count < ContentKind.detectionLength, try window.refill(from: file, &hash) {
            let firstBytes = window.bytes[window.waiting]
            if firstBytes.starts(with: GzipMemberHeader.magic)
                || firstBytes.starts(with: ZstandardDecoder.magic)
                || firstBytes.contains(UInt8(ascii: "\n"))
            {
                break
            }
        }
        return ContentKind.detect(window.bytes.span.extracting(window.waiting))
    }

    /// The bytes that were looked at first come from the window, all others directly from the file.
    private mutating func readPlain(into buffer: inout [UInt8], upTo end: inout Int) throws(InputFault) {
        while end < buffer.count {
            var count = window.move(into: &buffer, from: end)
            if count == 0 {
                count = try file.read(into: &buffer, from: end)
                hash.add(buffer.span.extracting(end..<end + count))
                plainBytes &+= UInt64(count)
            }
            end += count
            if count == 0 || file.isLive { return }
        }
    }

    private mutating func readDecompressed(
        into buffer: inout [UInt8], upTo end: inout Int
    ) throws(InputFault) {
        let start = end
        while end < buffer.count {
            if window.isEmpty, decoder.needsInput {
                if file.isLive, end > start { return }
                guard try window.refill(from: file, &hash) else {
                    try decoder.finish(at: window.offset)
                    return
                }
            }
            try decoder.advance(through: &window, into: &buffer, upTo: &end)
        }
    }

    /// A file that ends where it did not end when it was opened. That of a system's own, such as those in /proc, has no
    /// size before it is read.
    private var changeWhileRead: InputFault? {
        guard let expected = file.bytesAhead, expected > 0, expected != compressedBytesRead else {
            return nil
        }
        return InputFault(
            .changedWhileRead(expected: expected), compressedOffset: compressedBytesRead,
            decompressedOffset: decompressedBytes)
    }

    /// Gives its place to a fault of the system's, which knows none.
    private func placed(_ fault: InputFault) -> InputFault {
        guard case .cannotRead = fault.cause else { return fault }
        return InputFault(
            fault.cause, compressedOffset: compressedBytesRead, decompressedOffset: decompressedBytes)
    }
}
