/// Escapes in JSON strings (RFC 8259, section 7).
enum JSONEscapes {
    /// The scalar that a letter behind a backslash stands for; nil for `u` and for what is no escape.
    static func scalar(ofLetter letter: UInt8) -> Unicode.Scalar? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): Unicode.Scalar(letter)
        case UInt8(ascii: "b"): "\u{8}"
        case UInt8(ascii: "f"): "\u{C}"
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "t"): "\t"
        default: nil
        }
    }

    /// The scalar of two UTF-16 code units; nil where they are no surrogate pair.
    static func scalar(ofPair high: UInt16, _ low: UInt16) -> Unicode.Scalar? {
        guard UTF16.isLeadSurrogate(high), UTF16.isTrailSurrogate(low) else { return nil }
        return Unicode.Scalar(0x10000 + (UInt32(high & 0x3FF) << 10 | UInt32(low & 0x3FF)))
    }

    /// The code unit of four hexadecimal digits, from `start` on; nil where there are no four.
    static func codeUnit(_ bytes: some RandomAccessCollection<UInt8>) -> UInt16? {
        guard bytes.count == 4 else { return nil }
        var unit: UInt16 = 0
        for byte in bytes {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// `text`, whose escapes the parser has found to be valid, with what they stand for.
    static func decoded(_ text: String) -> String {
        var rest = Array(text.utf8)[...]
        var decoded: [UInt8] = []
        decoded.reserveCapacity(rest.count)
        while let backslash = rest.firstIndex(of: UInt8(ascii: "\\")) {
            decoded += rest[..<backslash]
            rest = rest[backslash...].dropFirst()
            guard let letter = rest.popFirst() else { break }
            let scalar = scalar(ofLetter: letter) ?? unicodeScalar(&rest)
            decoded += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
        }
        return String(decoding: decoded + rest, as: UTF8.self)
    }

    /// The scalar of the digits that `rest` begins with, behind `\u`.
    private static func unicodeScalar(_ rest: inout ArraySlice<UInt8>) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        guard let high = codeUnit(rest.prefix(4)) else { return replacement }
        rest = rest.dropFirst(4)
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard let low = codeUnit(rest.dropFirst(2).prefix(4)) else { return replacement }
        rest = rest.dropFirst(6)
        return scalar(ofPair: high, low) ?? replacement
    }
}
