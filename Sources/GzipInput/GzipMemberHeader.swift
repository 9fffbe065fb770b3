/// Reads the header of one gzip member, a byte at a time, and keeps nothing of it: names and comments may be
/// of any length.
///
///     1F 8B | CM = 8 | FLG | MTIME (4) XFL OS | [XLEN (2) extra] | [name 00] | [comment 00] | [CRC16]
///
/// *Source*: RFC 1952, section 2.3.
struct GzipMemberHeader {
    /// The bytes that begin every member.
    static let magic: [UInt8] = [0x1F, 0x8B]

    /// The bits of FLG (RFC 1952, section 2.3.1).
    private enum Flag {
        static let headerChecksum: UInt8 = 1 << 1
        static let extra: UInt8 = 1 << 2
        static let name: UInt8 = 1 << 3
        static let comment: UInt8 = 1 << 4
        static let reserved: UInt8 = 0b1110_0000
    }

    /// What the next byte belongs to, in the order in which it comes.
    private enum Field {
        case firstMagicByte, secondMagicByte, method, flags, timeAndSystem, extraLength, extra, name, comment
        case checksum, complete
    }

    private var field = Field.firstMagicByte
    private var flags: UInt8 = 0
    /// Bytes still to come of a field whose length is known.
    private var remaining = 0
    /// The little-endian number read last, of two bytes.
    private var number: UInt16 = 0
    private var checksum: CRC32

    /// - Parameter checksum: that of no bytes.
    init(checksum: CRC32) {
        self.checksum = checksum
    }

    /// Takes the next byte, and returns whether it was the header's last.
    ///
    /// - Throws: `trailingGarbage` where the first two bytes are not gzip's, `unsupportedMethod`,
    ///   `reservedFlags`, `headerChecksumMismatch`: each at the byte that shows it.
    mutating func take(_ byte: UInt8) throws(InputFault.Cause) -> Bool {
        if field != .checksum { checksum.add(CollectionOfOne(byte).span) }
        switch field {
        case .firstMagicByte:
            guard byte == Self.magic[0] else { throw .trailingGarbage }
            field = .secondMagicByte
        case .secondMagicByte:
            guard byte == Self.magic[1] else { throw .trailingGarbage }
            field = .method
        case .method:
            guard byte == 8 else { throw .unsupportedMethod(byte) }
            field = .flags
        case .flags:
            guard byte & Flag.reserved == 0 else { throw .reservedFlags(byte & Flag.reserved) }
            flags = byte
            begin(.timeAndSystem, byteCount: 6)
        case .timeAndSystem:
            if isLastOfField() { beginOptional(.extraLength) }
        case .extraLength:
            if isLast(ofNumber: byte) { begin(.extra, byteCount: Int(number)) }
        case .extra:
            if isLastOfField() { beginOptional(.name) }
        case .name:
            if byte == 0 { beginOptional(.comment) }
        case .comment:
            if byte == 0 { beginOptional(.checksum) }
        case .checksum:
            if isLast(ofNumber: byte) { try verifyChecksum() }
        case .complete:
            preconditionFailure("a byte after the header's last")
        }
        return field == .complete
    }

    private mutating func begin(_ next: Field, byteCount: Int) {
        field = next
        remaining = byteCount
        if next == .extra, byteCount == 0 { beginOptional(.name) }
    }

    /// Goes to `next` if its flag is set, else to the first of those after it whose flag is.
    private mutating func beginOptional(_ next: Field) {
        switch next {
        case .extraLength where flags & Flag.extra == 0: beginOptional(.name)
        case .name where flags & Flag.name == 0: beginOptional(.comment)
        case .comment where flags & Flag.comment == 0: beginOptional(.checksum)
        case .checksum where flags & Flag.headerChecksum == 0: field = .complete
        default: begin(next, byteCount: 2)
        }
    }

    private mutating func isLastOfField() -> Bool {
        remaining -= 1
        return remaining == 0
    }

    private mutating func isLast(ofNumber byte: UInt8) -> Bool {
        number = number >> 8 | UInt16(byte) << 8
        return isLastOfField()
    }

    /// CRC16 is the low half of the CRC-32 of all bytes before it (RFC 1952, section 2.3.1, "FHCRC").
    private mutating func verifyChecksum() throws(InputFault.Cause) {
        let computed = UInt16(truncatingIfNeeded: checksum.value)
        guard number == computed else { throw .headerChecksumMismatch(expected: number, computed: computed) }
        field = .complete
    }
}
