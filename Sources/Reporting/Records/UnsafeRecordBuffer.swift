/// Collects the text of records, up to eight bytes at a time.
///
/// Whoever appends has made room by `reserve(_:)`: growing is thought of once a record, not for
/// every piece.
///
/// Invariant: `storage` is `capacity` bytes that this value alone owns, `count <= capacity`; bytes
/// below `count` have been written. `append` checks that its eight bytes lie within, so that room
/// that was not made is a trap and never a stray write.
@safe struct RecordBuffer: ~Copyable {
    private var storage: UnsafeMutableRawPointer
    private var capacity: Int
    /// Bytes of text so far.
    private(set) var count = 0

    init() {
        capacity = 1 << 16
        unsafe storage = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
    }

    deinit { unsafe storage.deallocate() }

    /// Makes room for `size` more bytes of text; hands the text so far to `output` where it must.
    mutating func reserve(_ size: Int, spillingInto output: inout [UInt8]) {
        // Pieces are stored whole, so that the last one may reach seven bytes further than it counts.
        let needed = size + 8
        guard needed > capacity - count else { return }
        drain(into: &output)
        guard needed > capacity else { return }
        // Nothing is lost: the text has just been handed over.
        unsafe storage.deallocate()
        unsafe storage = UnsafeMutableRawPointer.allocate(byteCount: needed, alignment: 8)
        capacity = needed
    }

    /// Hands the text over.
    mutating func drain(into output: inout [UInt8]) {
        // The first `count` bytes have been written, and are copied during the call.
        unsafe output.append(contentsOf: UnsafeRawBufferPointer(start: storage, count: count))
        count = 0
    }

    /// Appends the first `size` bytes of `word`, the lowest byte first; `size` is at most 8.
    @inline(__always)
    mutating func append(_ word: UInt64, count size: Int) {
        precondition(capacity - count >= 8, "room was not made")
        // Eight bytes from `count` on lie within the storage, as was just checked.
        unsafe storage.storeBytes(of: word.littleEndian, toByteOffset: count, as: UInt64.self)
        count += size
    }
}
