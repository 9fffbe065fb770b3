/// Log text taken in bytes and in words of 4, 8 and 16 of them, at any place, the first byte lowest.
///
/// Invariant: `offset + 16` lies within the text. It holds for every `offset` up to the newline that closes a
/// `LineBlock`, since `LineBlock.padding` bytes follow it; the places of columns, which is what these are asked
/// for, are all of them. Debug builds check it.
extension Span<UInt8> {
    @inline(__always)
    func byte(at offset: Int) -> UInt8 {
        assert(offset >= 0 && offset < count, "a byte outside of the text")
        return unsafe bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    @inline(__always)
    func halfWord(at offset: Int) -> UInt32 {
        assert(offset >= 0 && offset + 4 <= count, "a half word outside of the text")
        return unsafe UInt32(
            littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self))
    }

    @inline(__always)
    func word(at offset: Int) -> UInt64 {
        assert(offset >= 0 && offset + 8 <= count, "a word outside of the text")
        return unsafe UInt64(
            littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
    }

    @inline(__always)
    func vector(at offset: Int) -> SIMD16<UInt8> {
        assert(offset >= 0 && offset + 16 <= count, "a vector outside of the text")
        return unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD16<UInt8>.self)
    }

    /// 32 bytes: those who ask see to it that they lie within the text.
    @inline(__always)
    func wideVector(at offset: Int) -> SIMD32<UInt8> {
        assert(offset >= 0 && offset + 32 <= count, "a vector outside of the text")
        return unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD32<UInt8>.self)
    }
}
