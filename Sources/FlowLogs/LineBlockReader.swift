import GzipInput

/// A stretch of log text that consists of whole lines.
package struct LineBlock: Sendable {
    /// Bytes behind the closing newline that can be read and mean nothing: text is taken in wide words, which
    /// may begin at its last byte.
    package static let padding = 64

    /// The text, then a newline (so that a last line without one ends too), then at least `padding` bytes.
    package fileprivate(set) var bytes: [UInt8] = []
    /// Bytes of text; `bytes[count]` is a newline.
    package fileprivate(set) var count = 0
    /// Whether a fault of the input cut off the last line: its columns cannot be trusted.
    package fileprivate(set) var isLastLineCutOff = false
    /// Whether the block stands for one line that is too long to be a record; it then has no text.
    package fileprivate(set) var isOverlongLine = false

    package init() {}

    /// A block of a text that is at hand as a whole.
    package init(text: [UInt8]) {
        bytes = text
        count = text.count
        close()
    }

    fileprivate mutating func reset(minimumSize: Int) {
        count = 0
        isLastLineCutOff = false
        isOverlongLine = false
        bytes.removeLast(min(Self.padding, bytes.count))
        if bytes.count <= minimumSize {
            bytes = []
            bytes.reserveCapacity(minimumSize + 1 + Self.padding)
            bytes.append(contentsOf: repeatElement(0, count: minimumSize + 1))
        }
    }

    /// Ends the text behind `count` bytes, whatever `bytes` holds there.
    fileprivate mutating func close() {
        bytes.append(contentsOf: repeatElement(0, count: Self.padding + (count == bytes.count ? 1 : 0)))
        bytes[count] = UInt8(ascii: "\n")
    }

    /// Bytes of text that fit, the closing newline not counted. To be asked between `reset` and `close`.
    fileprivate var capacity: Int { bytes.count - 1 }
}

/// Cuts an input into blocks of whole lines, in bounded memory.
package struct LineBlockReader: ~Copyable {
    /// Bytes that a line may have; a longer one is no record and is passed over.
    package static let maximumLineLength = 1 << 20
    /// Bytes that a block has room for, unless a line is longer.
    package static let blockSize = 1 << 17

    private var input: LogText
    private let blockSize: Int
    /// The start of a line whose end was not yet read.
    private var carried: [UInt8] = []
    private var fault: InputFault?
    private var isAtEnd = false

    /// - Parameter blockSize: at least 1; results do not depend on it.
    package init(_ input: consuming ByteInput, blockSize: Int = LineBlockReader.blockSize) {
        self.input = LogText(input)
        self.blockSize = max(1, blockSize)
    }

    package var compressedBytesRead: UInt64 { input.compressedBytesRead }
    package var contentHash: UInt128 { input.contentHash }
    package var decompressedBytes: UInt64 { input.decompressedBytes }
    /// Bytes of the input's file, as it is stored; nil for pipes.
    package var fileSize: UInt64? { input.fileSize }

    /// Fills `block` with the next whole lines; false at the end of the input.
    ///
    /// - Throws: the input's fault, after all text before it has been handed out.
    package mutating func next(into block: inout LineBlock) throws(InputFault) -> Bool {
        block.reset(minimumSize: blockSize)
        defer { block.close() }
        var filled = carried.count
        while block.capacity < filled { grow(&block) }
        block.bytes.replaceSubrange(0..<filled, with: carried)
        carried.removeAll(keepingCapacity: true)

        while !isAtEnd {
            if filled == block.bytes.count {
                // Reading fills the last place too, which is the closing newline's.
                if let newline = lastNewline(in: block.bytes, below: block.capacity) {
                    carried.append(contentsOf: block.bytes[newline + 1..<filled])
                    filled = newline + 1
                    break
                }
                if isOverlong(block.bytes) {
                    passOverlongLine(&block)
                    return true
                }
                grow(&block)
            }
            filled += read(into: &block, from: filled)
        }
        block.count = filled
        if filled > 0 {
            block.isLastLineCutOff =
                isAtEnd && fault != nil && block.bytes[filled - 1] != UInt8(ascii: "\n")
            return true
        }
        if let fault { throw fault }
        return false
    }

    /// Whether `bytes`, which hold no newline unless as their last, are more of a line than a record may have,
    /// a byte-order mark before it not counted.
    private func isOverlong(_ bytes: [UInt8]) -> Bool {
        bytes.count > Self.maximumLineLength + 3 && bytes.last != UInt8(ascii: "\n")
    }

    /// Reads on, keeping nothing, until the newline that ends the line; what follows is carried.
    private mutating func passOverlongLine(_ block: inout LineBlock) {
        block.isOverlongLine = true
        while !isAtEnd {
            let count = read(into: &block, from: 0)
            if let newline = block.bytes[..<count].firstIndex(of: UInt8(ascii: "\n")) {
                carried.append(contentsOf: block.bytes[newline + 1..<count])
                return
            }
        }
    }

    /// Bytes read behind `start`; 0 at the end of the input or at its fault, which is kept.
    private mutating func read(into block: inout LineBlock, from start: Int) -> Int {
        do throws(InputFault) {
            let count = try input.read(into: &block.bytes, from: start)
            if count == 0 { isAtEnd = true }
            return count
        } catch {
            fault = error
            isAtEnd = true
            return 0
        }
    }

    private func grow(_ block: inout LineBlock) {
        block.bytes.append(contentsOf: repeatElement(0, count: block.bytes.count))
    }

    private func lastNewline(in bytes: [UInt8], below end: Int) -> Int? {
        bytes[..<end].lastIndex(of: UInt8(ascii: "\n"))
    }
}
