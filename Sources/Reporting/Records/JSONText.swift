import FlowLogs

/// JSON strings (RFC 8259, section 7).
enum JSONText {
    /// Appends `text` as a JSON string, quotes included. What is not UTF-8 becomes U+FFFD.
    static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        guard isASCII(text) else {
            return append(String(copying: text), to: &output)
        }
        output.append(UInt8(ascii: "\""))
        for index in text.indices { append(text[index], to: &output) }
        output.append(UInt8(ascii: "\""))
    }

    static func append(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 { append(byte, to: &output) }
        output.append(UInt8(ascii: "\""))
    }

    private static func append(_ byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
        case UInt8(ascii: "\n"): output += Array(#"\n"#.utf8)
        case UInt8(ascii: "\r"): output += Array(#"\r"#.utf8)
        case UInt8(ascii: "\t"): output += Array(#"\t"#.utf8)
        case 0..<32:
            output += Array(#"\u00"#.utf8)
            output += [hexadecimal(byte >> 4), hexadecimal(byte & 15)]
        default: output.append(byte)
        }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 { digit < 10 ? digit + 48 : digit + 87 }

    private static func isASCII(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where text[index] >= 128 { return false }
        return true
    }
}
