/// Reads a JSON text, strictly as RFC 8259 has it: no comments, no trailing commas, and no key
/// twice in one object.
///
/// *Complexity:* O(n) in the bytes of the text.
package struct JSONParser {
    /// How deep arrays and objects may nest. The cloud's output nests less than 10 deep; the limit
    /// keeps a hostile file from exhausting the stack.
    package static let maximumDepth = 128

    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    /// The value of the whole text. A byte order mark before it is skipped.
    ///
    /// - Throws: `JSONSyntaxError` for the first byte that does not fit.
    package static func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        let value = try parser.value()
        parser.skipSpace()
        guard parser.index == bytes.count else { throw parser.unexpected(.endOfText) }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    private mutating func value() throws(JSONSyntaxError) -> JSONValue {
        skipSpace()
        guard let byte = peek() else { throw unexpected(.value) }
        switch byte {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONSyntaxError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONSyntaxError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try literal("true", .boolean(true))
        case UInt8(ascii: "f"): return try literal("false", .boolean(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw unexpected(.value)
        }
    }

    private mutating func nested(
        _ container: (inout JSONParser) throws(JSONSyntaxError) -> JSONValue
    ) throws(JSONSyntaxError) -> JSONValue {
        guard depth < Self.maximumDepth else { throw error(.nestedTooDeep) }
        depth += 1
        index += 1
        let value = try container(&self)
        depth -= 1
        return value
    }

    private mutating func array() throws(JSONSyntaxError) -> JSONValue {
        var elements: [JSONValue] = []
        skipSpace()
        if take("]") { return .array(elements) }
        while true {
            elements.append(try value())
            skipSpace()
            if take("]") { return .array(elements) }
            guard take(",") else { throw unexpected(.commaOrBracket) }
        }
    }

    private mutating func object() throws(JSONSyntaxError) -> JSONValue {
        var members: [String: JSONValue] = [:]
        skipSpace()
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard peek() == UInt8(ascii: "\"") else { throw unexpected(.key) }
            let start = index
            let key = try string()
            guard members[key] == nil else { throw error(.duplicateKey(key), at: start) }
            skipSpace()
            guard take(":") else { throw unexpected(.colon) }
            members[key] = try value()
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw unexpected(.commaOrBrace) }
        }
    }

    private mutating func literal(
        _ word: StaticString, _ value: JSONValue
    ) throws(JSONSyntaxError) -> JSONValue {
        let letters = Array(word.description.utf8)
        guard bytes[index...].starts(with: letters) else { throw unexpected(.value) }
        index += letters.count
        return value
    }

    private mutating func number() throws(JSONSyntaxError) -> JSONValue {
        let start = index
        take("-")
        let digits = takeDigits()
        guard digits == 1 || (digits > 1 && bytes[index - digits] != UInt8(ascii: "0")) else {
            throw error(.invalidNumber, at: start)
        }
        var isWhole = true
        if take(".") {
            isWhole = false
            guard takeDigits() > 0 else { throw error(.invalidNumber, at: start) }
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { take("-") }
            guard takeDigits() > 0 else { throw error(.invalidNumber, at: start) }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        guard isWhole, let integer = Int(text) else { return .number(text) }
        return .integer(integer)
    }
}

// MARK: - Strings

extension JSONParser {
    private mutating func string() throws(JSONSyntaxError) -> String {
        let start = index
        index += 1
        var plainStart = index
        var text: [UInt8] = []
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                text += bytes[plainStart..<index]
                index += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw error(.invalidUTF8, at: start)
                }
                return string
            case UInt8(ascii: "\\"):
                text += bytes[plainStart..<index]
                text += String(try escape()).utf8
                plainStart = index
            case 0..<0x20:
                throw error(.controlCharacterInString)
            default:
                index += 1
            }
        }
        throw unexpected(.closingQuote)
    }

    private mutating func escape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = index
        index += 1
        guard let letter = peek() else { throw unexpected(.closingQuote) }
        index += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape(from: start)
        default: throw error(.invalidEscape, at: start)
        }
    }

    /// The scalar of `\uXXXX`, or of the two of a surrogate pair.
    private mutating func unicodeEscape(from start: Int) throws(JSONSyntaxError) -> Unicode.Scalar {
        guard let high = takeCodeUnit() else { throw error(.invalidEscape, at: start) }
        if let scalar = Unicode.Scalar(UInt32(high)) { return scalar }
        guard UTF16.isLeadSurrogate(high), take("\\"), take("u"), let low = takeCodeUnit(),
            UTF16.isTrailSurrogate(low),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(high & 0x3FF) << 10 | UInt32(low & 0x3FF)))
        else { throw error(.invalidEscape, at: start) }
        return scalar
    }

    private mutating func takeCodeUnit() -> UInt16? {
        guard index + 4 <= bytes.count else { return nil }
        let digits = bytes[index..<index + 4]
        guard digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }) else { return nil }
        index += 4
        return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}

// MARK: - Bytes

extension JSONParser {
    private func peek() -> UInt8? { index < bytes.count ? bytes[index] : nil }

    @discardableResult
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    /// Skips decimal digits and says how many there were.
    private mutating func takeDigits() -> Int {
        let start = index
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        return index - start
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private func unexpected(_ expected: JSONSyntaxError.Expectation) -> JSONSyntaxError {
        let following = bytes[index..<min(index + 4, bytes.count)]
        let found = String(decoding: following, as: UTF8.self).unicodeScalars.first
        return error(.unexpected(found: found, expected: expected))
    }

    private func error(_ problem: JSONSyntaxError.Problem, at offset: Int? = nil) -> JSONSyntaxError {
        let before = bytes[..<(offset ?? index)]
        let newline = UInt8(ascii: "\n")
        let lineStart = before.lastIndex(of: newline).map { $0 + 1 } ?? 0
        return JSONSyntaxError(
            problem: problem,
            line: before.count { $0 == newline } + 1,
            column: before.count - lineStart + 1)
    }
}
