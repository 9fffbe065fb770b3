extension UInt8 {
    /// What stands between columns: spaces, tabs, and the carriage return of a CRLF line end.
    @inline(__always)
    var isColumnSeparator: Bool { self == 32 || self == 9 || self == 13 }

    /// A column separator or the newline.
    @inline(__always)
    var endsColumn: Bool { self <= 32 && (isColumnSeparator || self == 10) }

    @inline(__always)
    var isDigit: Bool { self &- 48 <= 9 }

    var isLowercaseLetter: Bool { self &- 97 <= 25 }
}

extension String {
    /// The text of `bytes`, with anything that is not UTF-8 repaired.
    package init(copying bytes: Span<UInt8>) {
        var copy: [UInt8] = []
        copy.reserveCapacity(bytes.count)
        for index in bytes.indices { copy.append(bytes[index]) }
        self = String(decoding: copy, as: UTF8.self)
    }
}
