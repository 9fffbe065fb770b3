/// Collects the text of records, up to eight bytes at a time.
///
/// Whoever appends has made room by `reserve(_:)`: that check once a record, instead of one for
/// every piece, is what makes encoding cheap. Room that was not made is a trap, never a stray write.
struct RecordBuffer {
    private var storage: [UInt8]
    /// Bytes of text so far.
    private(set) var count = 0

    init() { storage = [UInt8](repeating: 0, count: 1 << 16) }

    /// Makes room for `size` more bytes of text; hands the text so far to `output` where it must.
    mutating func reserve(_ size: Int, spillingInto output: inout [UInt8]) {
        // Pieces are stored whole, so that the last one may reach seven bytes further than it counts.
        let needed = size + 8
        guard count + needed > storage.count else { return }
        drain(into: &output)
        if storage.count < needed { storage = [UInt8](repeating: 0, count: needed) }
    }

    /// Hands the text over.
    mutating func drain(into output: inout [UInt8]) {
        output.append(contentsOf: storage[..<count])
        count = 0
    }

    /// Appends the first `count` bytes of `word`, the lowest byte first.
    @inline(__always)
    mutating func append(_ word: UInt64, count size: Int) {
        let place = count
        var span = storage.mutableSpan
        // Every bit pattern is a byte, so that writing raw bytes breaks nothing; bounds are checked.
        var bytes = unsafe span.mutableBytes
        bytes.storeBytes(of: word.littleEndian, toByteOffset: place, as: UInt64.self)
        count = place + size
    }
}
