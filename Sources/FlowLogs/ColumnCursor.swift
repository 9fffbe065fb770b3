/// A place in a line, and the column that begins there. Every text ends with a newline, which no
/// column reaches past.
struct ColumnCursor {
    var position: Int
    var column = 0

    enum Number {
        case value(UInt64)
        case overflow
        case notANumber
    }

    /// Moves to the next column; false where the line has none left.
    @inline(__always)
    mutating func skipSeparators(_ text: Span<UInt8>) -> Bool {
        while text[position].isColumnSeparator { position += 1 }
        return text[position] != UInt8(ascii: "\n")
    }

    @inline(__always)
    mutating func skipColumn(_ text: Span<UInt8>) {
        while !text[position].endsColumn { position += 1 }
    }

    @inline(__always)
    mutating func takeColumn(_ text: Span<UInt8>) -> Range<Int> {
        let start = position
        skipColumn(text)
        return start..<position
    }

    /// Moves past a column that is `-`: not applicable, or not computable.
    @inline(__always)
    mutating func takeDash(_ text: Span<UInt8>) -> Bool {
        guard text[position] == UInt8(ascii: "-"), text[position + 1].endsColumn else { return false }
        position += 1
        return true
    }

    /// Takes a column of decimal digits. The place stays at the column's start where it is none.
    @inline(__always)
    mutating func takeNumber(_ text: Span<UInt8>) -> Number {
        var index = position
        var value: UInt64 = 0
        while text[index].isDigit {
            let digit = UInt64(text[index] &- 48)
            if value > (UInt64.max - 9) / 10 {
                let (scaled, isTooLarge) = value.multipliedReportingOverflow(by: 10)
                let (sum, carries) = scaled.addingReportingOverflow(digit)
                guard !isTooLarge, !carries else { return overflow(text, from: index) }
                value = sum
            } else {
                value = value &* 10 &+ digit
            }
            index += 1
        }
        guard index > position, text[index].endsColumn else { return .notANumber }
        position = index
        return .value(value)
    }

    /// What a column is whose first digits make too large a number: one as long as digits alone follow.
    private func overflow(_ text: Span<UInt8>, from start: Int) -> Number {
        var index = start
        while text[index].isDigit { index += 1 }
        return text[index].endsColumn ? .overflow : .notANumber
    }

    /// Takes a column of dotted decimals. The place stays at the column's start where it is none.
    @inline(__always)
    mutating func takeIPv4Address(_ text: Span<UInt8>) -> UInt32? {
        var index = position
        var address: UInt32 = 0
        for octetNumber in 0..<4 {
            let start = index
            var octet: UInt32 = 0
            while text[index].isDigit, index - start < 4 {
                octet = octet &* 10 &+ UInt32(text[index] &- 48)
                index += 1
            }
            let hasLeadingZero = index - start > 1 && text[start] == UInt8(ascii: "0")
            guard index > start, index - start < 4, octet <= 255, !hasLeadingZero else { return nil }
            address = address << 8 | octet
            if octetNumber < 3 {
                guard text[index] == UInt8(ascii: ".") else { return nil }
                index += 1
            }
        }
        guard text[index].endsColumn else { return nil }
        position = index
        return address
    }
}
