/// Collects the text of records, up to eight or 32 bytes at a time.
///
/// Whoever appends has made room by `reserve(_:)`: growing is thought of once a record, not for
/// every piece.
///
/// Invariant: `storage` is `capacity` bytes that this value alone owns, `count <= capacity`; bytes
/// below `count` have been written. `append` checks that all that it stores lies within, so that room
/// that was not made is a trap and never a stray write.
@safe struct RecordBuffer: ~Copyable {
    /// Text of 32 bytes, the first in the lowest byte of the first word.
    typealias Unit = SIMD4<UInt64>
    static let unitSize = MemoryLayout<Unit>.size

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
        // Pieces are stored whole, so that the last one may reach further than it counts.
        let needed = size + Self.unitSize
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

    /// Lets `body` append behind the text so far.
    @inline(__always)
    mutating func append(_ body: (inout RecordCursor) -> Void) {
        var cursor = unsafe RecordCursor(storage: storage, count: count, capacity: capacity)
        body(&cursor)
        count = cursor.count
    }
}

/// Where a record's text goes on, while it is written.
///
/// What appends is inlined into one function for each record, so that the place stays in a register: pieces are
/// small, and would otherwise wait for one another's place to come back from memory. Whatever is not inlined gets a
/// copy (`appendApart`).
///
/// Invariant: that of the `RecordBuffer` that it was made by, which outlives it.
@safe struct RecordCursor {
    private let storage: UnsafeMutableRawPointer
    private let capacity: Int
    fileprivate private(set) var count: Int

    @unsafe @inline(__always)
    fileprivate init(storage: UnsafeMutableRawPointer, count: Int, capacity: Int) {
        unsafe self.storage = storage
        self.count = count
        self.capacity = capacity
    }

    /// Appends the first `size` bytes of `word`, the lowest byte first; `size` is at most 8.
    @inline(__always)
    mutating func append(_ word: UInt64, count size: Int) {
        precondition(capacity - count >= 8, "room was not made")
        // Eight bytes from `count` on lie within the storage, as was just checked.
        unsafe storage.storeBytes(of: word.littleEndian, toByteOffset: count, as: UInt64.self)
        count += size
    }

    /// Appends the first `size` bytes of `unit`, 32 of them at most.
    @inline(__always)
    mutating func append(_ unit: RecordBuffer.Unit, count size: Int) {
        precondition(capacity - count >= RecordBuffer.unitSize, "room was not made")
        // 32 bytes from `count` on lie within the storage, as was just checked.
        unsafe storage.storeBytes(
            of: RecordBuffer.Unit(
                unit[0].littleEndian, unit[1].littleEndian, unit[2].littleEndian, unit[3].littleEndian),
            toByteOffset: count, as: RecordBuffer.Unit.self)
        count += size
    }

    /// Lets `body`, which need not be inlined, append to a copy, and goes on behind it.
    @inline(__always)
    mutating func appendApart(_ body: (inout RecordCursor) -> Void) {
        var copy = self
        body(&copy)
        self = copy
    }
}
