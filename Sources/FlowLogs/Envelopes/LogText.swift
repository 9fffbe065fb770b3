import GzipInput

/// The lines of a log: those that an input holds, or those that its envelopes hold.
///
/// CloudWatch Logs wraps lines in JSON or puts the time before each; Firehose wraps each in an object. What the input
/// begins with says which it is. Plain text is read into the caller's buffer as if this were not there.
struct LogText: ~Copyable {
    private enum Envelope {
        case undecided
        case none
        case json(MessageScanner)
        case timed(TimedLines)
    }

    private var input: ByteInput
    private var envelope = Envelope.undecided
    /// Text that has been unwrapped, and how much of it has been handed out.
    private var unwrapped: [UInt8] = []
    private var handedOut = 0
    private var wrapped: [UInt8] = []
    private var fault: InputFault?
    private var isAtEnd = false

    private static let wrappedSize = 1 << 16
    /// How much tells what an input is.
    private static let beginning = 64

    init(_ input: consuming ByteInput) { self.input = input }

    var contentHash: UInt128 { input.contentHash }
    var compressedBytesRead: UInt64 { input.compressedBytesRead }
    var decompressedBytes: UInt64 { input.decompressedBytes }
    var fileSize: UInt64? { input.fileSize }

    /// Writes the next bytes of text into `buffer[start...]`, as `ByteInput.read` does.
    ///
    /// - Throws: also `malformedEnvelope` and `noMessages`, after all text before them.
    mutating func read(into buffer: inout [UInt8], from start: Int) throws(InputFault) -> Int {
        if case .none = envelope, handedOut == unwrapped.count {
            return try input.read(into: &buffer, from: start)
        }
        if case .undecided = envelope {
            guard buffer.count - start < Self.beginning else {
                let count = try input.read(into: &buffer, from: start)
                decide(buffer[start..<start + count])
                if case .none = envelope { return count }
                unwrap(Self.withoutMark(buffer[start..<start + count]))
                return try readUnwrapped(into: &buffer, from: start)
            }
            try readBeginning()
        }
        return try readUnwrapped(into: &buffer, from: start)
    }

    /// Reads as much as tells what the input is, where the caller has not the room.
    private mutating func readBeginning() throws(InputFault) {
        var bytes = [UInt8](repeating: 0, count: Self.beginning)
        let count = try input.read(into: &bytes, from: 0)
        decide(bytes[..<count])
        if case .none = envelope {
            unwrap(bytes[..<count])
        } else {
            unwrap(Self.withoutMark(bytes[..<count]))
        }
    }

    private mutating func readUnwrapped(
        into buffer: inout [UInt8], from start: Int
    ) throws(InputFault) -> Int {
        while handedOut == unwrapped.count {
            if let fault { throw fault }
            if isAtEnd { return 0 }
            if case .none = envelope { return try input.read(into: &buffer, from: start) }
            readWrapped()
        }
        let count = min(unwrapped.count - handedOut, buffer.count - start)
        buffer.replaceSubrange(start..<start + count, with: unwrapped[handedOut..<handedOut + count])
        handedOut += count
        return count
    }

    private mutating func decide(_ text: ArraySlice<UInt8>) {
        let begun = Self.withoutMark(text)
        if MessageScanner.mayBegin(begun) {
            envelope = .json(MessageScanner())
        } else if TimedLines.mayBegin(begun) {
            envelope = .timed(TimedLines())
        } else {
            envelope = .none
        }
    }

    /// A text without the byte-order mark before it.
    private static func withoutMark(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.dropFirst(text.span.startIndexBehindByteOrderMark)
    }

    private mutating func readWrapped() {
        if wrapped.isEmpty { wrapped = [UInt8](repeating: 0, count: Self.wrappedSize) }
        do throws(InputFault) {
            let count = try input.read(into: &wrapped, from: 0)
            if count == 0 {
                isAtEnd = true
                try finish()
            } else {
                unwrap(wrapped[..<count])
            }
        } catch {
            fault = error
        }
    }

    private mutating func unwrap(_ bytes: ArraySlice<UInt8>) {
        unwrapped.removeAll(keepingCapacity: true)
        handedOut = 0
        switch envelope {
        case .json(var scanner):
            envelope = .undecided
            do throws(InputFault) {
                try scanner.scan(bytes, into: &unwrapped)
            } catch {
                fault = error
            }
            envelope = .json(scanner)
        case .timed(var lines):
            lines.strip(bytes, into: &unwrapped)
            envelope = .timed(lines)
        case .none: unwrapped += bytes
        case .undecided: break
        }
    }

    private mutating func finish() throws(InputFault) {
        unwrapped.removeAll(keepingCapacity: true)
        handedOut = 0
        switch envelope {
        case .json(let scanner): try scanner.finish()
        case .timed(var lines): lines.finish(into: &unwrapped)
        case .undecided, .none: break
        }
    }
}
