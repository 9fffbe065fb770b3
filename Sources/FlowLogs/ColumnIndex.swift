/// Where the columns of a window of log text begin and end, found 64 bytes at a time.
///
/// Column c of the window, counted over all its lines, is `start(c)..<start(c + 1) - 1`, and the byte behind it is one
/// space, or the newline of its line. Text that has anything else between its columns is not `isPlain`, and
/// `ColumnCursor` reads it. Places are counted from the window's first byte, so that 16 bits hold them.
struct ColumnIndex: Sendable {
    /// Bytes of text that are indexed at once: some 140 records of the default format, so that the text and its
    /// index stay in the processor's first cache while their columns are parsed.
    static let windowSize = 16 << 10
    private static let capacity = windowSize + 1 + MutableSpan<UInt16>.placesPerWord

    /// Where the window begins in the text.
    private(set) var base = 0
    private(set) var columnCount = 0
    private(set) var lineCount = 0
    /// Whether every column is followed by exactly one space or newline, and no other control character occurs.
    private(set) var isPlain = false

    /// Where each column starts, then where the next one would.
    private(set) var starts = [UInt16](repeating: 0, count: capacity)
    /// Where the line behind each newline starts.
    private(set) var lineEnds = [UInt16](repeating: 0, count: capacity)

    /// Indexes the lines that begin at `start` and end before `end`, as many as fit the window.
    mutating func index(_ text: Span<UInt8>, from start: Int, to end: Int) {
        base = start
        (columnCount, lineCount, isPlain) = Self.fill(
            &starts, &lineEnds, text, from: start, count: min(end &- start, Self.windowSize))
    }

    private static func fill(
        _ starts: inout [UInt16], _ lineEnds: inout [UInt16], _ text: Span<UInt8>, from base: Int, count: Int
    ) -> (columnCount: Int, lineCount: Int, isPlain: Bool) {
        // There are no more columns or lines than bytes, and so there is room for the places of one word more.
        precondition(starts.count >= capacity && lineEnds.count >= capacity && count <= windowSize)
        var starts = starts.mutableSpan
        var lineEnds = lineEnds.mutableSpan
        let bitPlaces = BitPlaces.shared
        starts[0] = 0
        var columnCount = 0
        var lineCount = 0
        var oddities: UInt64 = 0
        // Before the first column stands a newline, so that another separator beside it is one too many.
        var carry: UInt64 = 1
        var offset = 0
        // Behind the byte at the offset, where a column starts if that byte is a separator.
        var place = SIMD8<UInt16>(repeating: 1)
        while offset < count {
            let found = Separators(text, at: base &+ offset, count: count &- offset)
            oddities |= found.strays | found.all & (found.all &<< 1 | carry)
            carry = found.all &>> 63
            columnCount &+= starts.writePlaces(of: found.all, from: place, at: columnCount &+ 1, bitPlaces)
            lineCount &+= lineEnds.writeFewPlaces(of: found.newlines, from: place, at: lineCount, bitPlaces)
            offset &+= Separators.stride
            place &+= SIMD8(repeating: UInt16(Separators.stride))
        }
        return (columnCount, lineCount, oddities == 0)
    }

    mutating func removeAll() {
        columnCount = 0
        lineCount = 0
        isPlain = false
    }

    /// Where column `column` starts in the text.
    func start(_ column: Int) -> Int { base &+ Int(starts[column]) }
    /// Where the line behind line `line` starts in the text.
    func lineEnd(_ line: Int) -> Int { base &+ Int(lineEnds[line]) }
}

/// The separators among 64 bytes of text as bits, the first byte's lowest.
struct Separators {
    static let stride = 64

    /// Every byte up to the space.
    private(set) var all: UInt64 = 0
    private(set) var newlines: UInt64 = 0
    /// Control characters that are no newline.
    private(set) var strays: UInt64 = 0

    /// - Parameter count: bytes of the text from `offset`; those behind it count for nothing.
    @inline(__always)
    init(_ text: Span<UInt8>, at offset: Int, count: Int) {
        var spaces: UInt64 = 0
        for part in 0..<2 {
            let bytes = text.wideVector(at: offset &+ part &* 32)
            let shift = UInt64(truncatingIfNeeded: part &* 32)
            all |= UInt64(ByteMask.wideBits(bytes .<= SIMD32(repeating: UInt8(ascii: " ")))) &<< shift
            spaces |= UInt64(ByteMask.wideBits(bytes .== SIMD32(repeating: UInt8(ascii: " ")))) &<< shift
            newlines |= UInt64(ByteMask.wideBits(bytes .== SIMD32(repeating: UInt8(ascii: "\n")))) &<< shift
        }
        strays = all ^ spaces ^ newlines
        guard count < Self.stride else { return }
        let inside = (1 as UInt64) &<< UInt64(truncatingIfNeeded: count) &- 1
        all &= inside
        newlines &= inside
        strays &= inside
    }
}
