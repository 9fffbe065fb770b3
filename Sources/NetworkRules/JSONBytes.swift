/// Skips what JSON texts hold most of, eight bytes at a time.
enum JSONBytes {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// The index of the first byte from `start` on that ends or interrupts plain text in a string: a
    /// quotation mark, a backslash, a control character, or one that is not ASCII; the end of the
    /// bytes where there is none.
    static func endOfPlainText(_ bytes: [UInt8], from start: Int) -> Int {
        let span = bytes.span
        var index = start
        while index + 8 <= bytes.count {
            let word = span.word(at: index)
            let found =
                highBit(ofFirst: UInt8(ascii: "\""), in: word)
                | highBit(ofFirst: UInt8(ascii: "\\"), in: word)
                | (word &- ones &* 0x20) & ~word & highBits | word & highBits
            if found != 0 { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < bytes.count, isPlain(bytes[index]) { index += 1 }
        return index
    }

    /// The index of the first byte from `start` on that is no white space.
    static func endOfSpace(_ bytes: [UInt8], from start: Int) -> Int {
        let span = bytes.span
        var index = start
        while index < bytes.count {
            if index + 8 <= bytes.count {
                let others = span.word(at: index) ^ ones &* 0x20
                index += others == 0 ? 8 : others.trailingZeroBitCount / 8
                if others == 0 { continue }
            }
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return index
            }
        }
        return index
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20..<0x80).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// The high bit of the lowest byte that equals `byte`; no bit where none does. Higher bits may be
    /// set wrongly, by the borrow of lower ones.
    @inline(__always)
    private static func highBit(ofFirst byte: UInt8, in word: UInt64) -> UInt64 {
        let difference = word ^ ones &* UInt64(byte)
        return (difference &- ones) & ~difference & highBits
    }
}
