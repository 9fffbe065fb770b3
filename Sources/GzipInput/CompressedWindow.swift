/// The bytes of an input that have been read and not yet consumed.
///
///     bytes:  | consumed | waiting | free ... |
///             0        start      end     bytes.count
///
/// One buffer of fixed size, used again and again: it is refilled only when nothing waits, and then keeps the
/// last few consumed bytes, in case that they are given back.
struct CompressedWindow {
    private(set) var bytes: [UInt8]
    private var start = DeflateStep.mostGivenBack
    private var end = DeflateStep.mostGivenBack
    /// The place of the first waiting byte in the input, in bytes from its start.
    private(set) var offset: UInt64 = 0

    /// - Parameter capacity: the most bytes that wait at a time.
    init(capacity: Int) {
        bytes = [UInt8](repeating: 0, count: DeflateStep.mostGivenBack + capacity)
    }

    var isEmpty: Bool { start == end }
    /// Where the waiting bytes stand in `bytes`.
    var waiting: Range<Int> { start..<end }

    /// Takes `count` of the waiting bytes as consumed; a negative count gives back bytes consumed last.
    ///
    /// - Precondition: so many wait, or have been consumed. At most `DeflateStep.mostGivenBack` are given back.
    mutating func consume(_ count: Int) {
        precondition(count >= -start && count <= end - start, "more was consumed than waits")
        start += count
        offset = offset &+ UInt64(bitPattern: Int64(count))
    }

    /// The next byte, consumed; nil where none waits.
    mutating func next() -> UInt8? {
        guard start < end else { return nil }
        defer { consume(1) }
        return bytes[start]
    }

    /// Moves waiting bytes into `buffer[start...]`, as many as there is room for, and returns how many.
    mutating func move(into buffer: inout [UInt8], from start: Int) -> Int {
        let count = min(waiting.count, buffer.count - start)
        buffer.replaceSubrange(start..<start + count, with: bytes[waiting.prefix(count)])
        consume(count)
        return count
    }

    /// Reads once behind the waiting bytes. Returns false at the end of the input.
    ///
    /// - Parameter hash: that of all bytes read.
    /// - Precondition: nothing waits, or there is room behind what waits.
    /// - Throws: `cannotRead`, without its place.
    mutating func refill(
        from file: borrowing FileDescriptor, _ hash: inout ContentHash
    ) throws(InputFault) -> Bool {
        if isEmpty {
            // A slice of the array would make this a copy of all of it.
            for index in 0..<DeflateStep.mostGivenBack {
                bytes[index] = bytes[end - DeflateStep.mostGivenBack + index]
            }
            start = DeflateStep.mostGivenBack
            end = DeflateStep.mostGivenBack
        }
        let count = try file.read(into: &bytes, from: end)
        hash.add(bytes.span.extracting(end..<end + count))
        end += count
        return count > 0
    }
}
