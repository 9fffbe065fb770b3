/// The key of an object's member, as readers of the cloud's output name it.
///
/// Unsafe inside: it reads the bytes of a literal by pointer. Invariant: `StaticString` gives a
/// pointer to `utf8CodeUnitCount` bytes that live as long as the program, where it has one, which
/// `init` sees to.
struct JSONKey: ExpressibleByStringLiteral, CustomStringConvertible {
    private let text: StaticString
    let fingerprint: UInt16

    @inline(__always)
    init(stringLiteral text: StaticString) {
        precondition(text.hasPointerRepresentation, "a key has more than one character")
        self.text = text
        let buffer = unsafe UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        fingerprint = unsafe Self.fingerprint(of: buffer.span)
    }

    var count: Int { text.utf8CodeUnitCount }
    var description: String { text.description }

    func isEqual(to bytes: Span<UInt8>) -> Bool {
        let buffer = unsafe UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return unsafe bytes.isEqual(to: buffer.span)
    }

    /// Whether a key is this one with a small first letter, as AWS Config writes what the AWS CLI writes with a large one.
    func isLowerCamelCase(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count == count else { return false }
        let buffer = unsafe UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        let letters = unsafe buffer.span
        guard bytes[0] == letters[0] | 0x20 else { return false }
        for index in 1..<count where bytes[index] != letters[index] { return false }
        return true
    }

    /// Sixteen bits that tell most keys apart: of the length, the first and the last eight bytes.
    @inline(__always)
    static func fingerprint(of bytes: Span<UInt8>) -> UInt16 {
        let count = bytes.count
        var mixed = UInt64(truncatingIfNeeded: count)
        if count >= 8 {
            mixed ^= bytes.word(at: 0) ^ bytes.word(at: count - 8) &* 0xD6E8_FEB8_6659_FD93
        } else {
            for index in 0..<count { mixed = mixed &* 31 ^ UInt64(bytes[index]) }
        }
        return UInt16(truncatingIfNeeded: (mixed &* 0x9E37_79B9_7F4A_7C15) >> 48)
    }
}
