/// Unsafe inside: it reads numbers from the memory of bytes. Invariant: any eight bytes are a
/// `UInt64`, and the span checks that they lie within it.
extension Span<UInt8> {
    /// Eight bytes as a number, the first being the lowest.
    ///
    /// - Precondition: there are eight bytes from `offset` on; checked.
    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Whether both hold the same bytes.
    func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard count >= 8 else {
            for index in 0..<count where self[index] != other[index] { return false }
            return true
        }
        var index = 0
        while index < count - 8 {
            guard word(at: index) == other.word(at: index) else { return false }
            index += 8
        }
        return word(at: count - 8) == other.word(at: count - 8)
    }
}
