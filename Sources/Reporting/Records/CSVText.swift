import FlowLogs

/// Fields of comma-separated values (RFC 4180, section 2).
enum CSVText {
    /// Appends `text` as a field, in quotes where it holds a comma, a quote or a line break. What is
    /// not UTF-8 becomes U+FFFD; everything else stays as it is, also what a spreadsheet would take
    /// for a formula.
    static func append(_ text: String, to output: inout [UInt8]) {
        let bytes = text.utf8
        guard bytes.contains(where: needsQuotes) else {
            output.append(contentsOf: bytes)
            return
        }
        let quote = UInt8(ascii: "\"")
        output.append(quote)
        for byte in bytes {
            if byte == quote { output.append(quote) }
            output.append(byte)
        }
        output.append(quote)
    }

    static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        append(String(copying: text), to: &output)
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
            || byte == UInt8(ascii: "\r")
    }
}
