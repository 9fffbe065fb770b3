/// Reads the eight bytes that end a gzip member, and compares them with what was decompressed.
///
///     CRC32 (4, little-endian) | ISIZE (4, little-endian)
///
/// *Source*: RFC 1952, section 2.3.1.
struct GzipMemberTrailer {
    private static let byteCount = 8

    private var number: UInt64 = 0
    private var taken = 0

    /// Takes the next byte, and returns whether it was the trailer's last.
    mutating func take(_ byte: UInt8) -> Bool {
        number = number >> 8 | UInt64(byte) << 56
        taken += 1
        return taken == Self.byteCount
    }

    /// Compares the trailer with the checksum and the number of the member's decompressed bytes.
    ///
    /// - Throws: `checksumMismatch` or, where only the length disagrees, `lengthMismatch`.
    func verify(checksum: UInt32, byteCount: UInt64) throws(InputFault.Cause) {
        let expectedChecksum = UInt32(truncatingIfNeeded: number)
        guard checksum == expectedChecksum else {
            throw .checksumMismatch(expected: expectedChecksum, computed: checksum)
        }
        let expectedLength = UInt32(truncatingIfNeeded: number >> 32)
        let length = UInt32(truncatingIfNeeded: byteCount)
        guard length == expectedLength else {
            throw .lengthMismatch(expected: expectedLength, computed: length)
        }
    }

    /// Where in the trailer the field stands that disagrees.
    static func offset(of cause: InputFault.Cause) -> UInt64 {
        if case .lengthMismatch = cause { 4 } else { 0 }
    }
}
