/// One value or key of a JSON text: what it is, where it stands, and how far it goes.
///
/// Sixteen bytes, so that the nodes of a large file take about as much memory as its text. The bits
/// of `head`, from the lowest: 4 for the kind, 44 for the offset in the text, 16 for the fingerprint.
struct JSONNode {
    enum Kind: UInt8 {
        case null
        case isFalse
        case isTrue
        /// A number without fraction and exponent that fits 64 bits.
        case integer
        /// Every other number.
        case number
        /// A string of ASCII without escapes: its bytes in the text are its bytes.
        case plainString
        /// Every other string.
        case otherString
        case array
        case object
    }

    /// Texts are shorter than this: 16 TiB.
    static let maximumOffset = 1 << 44

    private let head: UInt64
    /// Of an array or object: the number of the node after the last one in it. Of an integer: its
    /// value. Of other numbers and strings: the bytes it takes in the text, quotation marks not
    /// counted.
    let extent: Int

    /// - Precondition: `offset` is not negative and below `maximumOffset`.
    init(_ kind: Kind, offset: Int, extent: Int = 0, fingerprint: UInt16 = 0) {
        head = UInt64(kind.rawValue) | UInt64(offset) << 4 | UInt64(fingerprint) << 48
        self.extent = extent
    }

    // Every node is made by `init`, so that the bits always name a kind.
    var kind: Kind { Kind(rawValue: UInt8(truncatingIfNeeded: head & 15)) ?? .null }

    /// Where it stands in the text; of a string, where its first character stands.
    var offset: Int { Int(truncatingIfNeeded: head >> 4) & (Self.maximumOffset - 1) }

    /// Of a key that is a plain string: see `JSONKey.fingerprint(of:)`.
    var fingerprint: UInt16 { UInt16(truncatingIfNeeded: head >> 48) }

    /// The bytes of a number or string in the text.
    var range: Range<Int> { offset..<offset + extent }
}
