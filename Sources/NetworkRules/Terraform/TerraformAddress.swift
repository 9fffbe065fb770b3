/// How resources are named before they have ids: by the address at which a configuration has them.
enum TerraformAddress {
    /// An address as an id: characters that ids cannot have, `/` and `%` among them, are percent-encoded, as in
    /// `aws_instance.web["a%2Fb"]`.
    static func identifier(_ address: String) -> String {
        if address.isIdentifier, !address.utf8.contains(UInt8(ascii: "%")) { return address }
        return address.utf8.reduce(into: "") { id, byte in
            let isPlain =
                (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "/") && byte != UInt8(ascii: "%")
            if isPlain {
                id.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                id += "%" + String(byte >> 4, radix: 16, uppercase: true)
                id += String(byte & 15, radix: 16, uppercase: true)
            }
        }
    }

    /// The step to an instance of a `count` or `for_each`, as addresses have it: `[0]`, `["a"]`.
    static func step(_ key: JSONCursor?) -> String {
        guard let key else { return "" }
        if let number = key.wholeNumber { return "[\(number)]" }
        guard let name = key.string else { return "" }
        let escaped = name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "[\"\(escaped)\"]"
    }

    /// The parts of an address between its dots, brackets and what they hold left on; dots within brackets part
    /// nothing.
    static func parts(_ address: String) -> [String] {
        var parts: [String] = [""]
        var isInQuotes = false
        var isEscaped = false
        var depth = 0
        for character in address {
            if character == ".", depth == 0 {
                parts.append("")
                continue
            }
            switch character {
            case "\"" where !isEscaped: isInQuotes.toggle()
            case "[" where !isInQuotes: depth += 1
            case "]" where !isInQuotes: depth -= 1
            default: break
            }
            isEscaped = character == "\\" && !isEscaped
            parts[parts.count - 1].append(character)
        }
        return parts
    }

    /// A part without the brackets behind it.
    static func bare(_ part: String) -> String { String(part.prefix { $0 != "[" }) }

    /// The brackets behind a part; nothing where there are none.
    static func key(_ part: String) -> String { String(part.dropFirst(bare(part).count)) }
}
