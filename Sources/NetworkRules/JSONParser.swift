/// Reads a JSON text, strictly as RFC 8259 has it: no comments, no trailing commas, and no key
/// twice in one object.
///
/// *Complexity:* O(n) in the bytes of the text.
package struct JSONParser {
    /// How deep arrays and objects may nest. The cloud's output nests less than 10 deep; the limit
    /// keeps a hostile file from exhausting the stack.
    package static let maximumDepth = 128

    private let bytes: [UInt8]
    private var nodes: [JSONNode] = []
    private var index = 0
    private var depth = 0

    /// The value of the whole text. A byte order mark before it is skipped.
    ///
    /// - Throws: `JSONSyntaxError` for the first byte that does not fit.
    package static func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
        try tape(bytes).value(0)
    }

    /// The same as `parse`, with nothing copied out of the text.
    static func tape(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONTape {
        var parser = JSONParser(bytes: bytes)
        try parser.value()
        parser.skipSpace()
        guard parser.index == bytes.count else { throw parser.unexpected(.endOfText) }
        return JSONTape(bytes: bytes, nodes: parser.nodes)
    }

    /// Bytes that the nodes of a text's tape take at the most: there is one for the text, and one more behind every
    /// opening bracket, comma and colon.
    ///
    /// *Complexity:* O(n) in the bytes of the text.
    static func mostMemory(ofTape bytes: [UInt8]) -> Int {
        var count = 1
        for byte in bytes {
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "{"): count += 1
            default: break
            }
        }
        return count * MemoryLayout<JSONNode>.stride
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        // About what the cloud's output takes, so that a large file does not grow its nodes often.
        nodes.reserveCapacity(bytes.count / 24)
    }

    private mutating func value() throws(JSONSyntaxError) {
        skipSpace()
        guard let byte = peek() else { throw unexpected(.value) }
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["): try container(isObject: byte == UInt8(ascii: "{"))
        case UInt8(ascii: "\""): nodes.append(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): nodes.append(try number())
        case UInt8(ascii: "t"): try literal("true", .isTrue)
        case UInt8(ascii: "f"): try literal("false", .isFalse)
        case UInt8(ascii: "n"): try literal("null", .null)
        default: throw unexpected(.value)
        }
    }

    private mutating func container(isObject: Bool) throws(JSONSyntaxError) {
        guard depth < Self.maximumDepth else { throw error(.nestedTooDeep) }
        depth += 1
        let number = nodes.count
        let start = index
        nodes.append(JSONNode(.null, offset: start))
        index += 1
        if isObject { try members() } else { try elements() }
        nodes[number] = JSONNode(isObject ? .object : .array, offset: start, extent: nodes.count)
        depth -= 1
    }

    private mutating func elements() throws(JSONSyntaxError) {
        skipSpace()
        if take("]") { return }
        while true {
            try value()
            skipSpace()
            if take("]") { return }
            guard take(",") else { throw unexpected(.commaOrBracket) }
        }
    }

    private mutating func members() throws(JSONSyntaxError) {
        var keys = JSONKeySet(first: nodes.count)
        skipSpace()
        if take("}") { return }
        while true {
            skipSpace()
            guard peek() == UInt8(ascii: "\"") else { throw unexpected(.key) }
            let start = index
            let key = try string()
            nodes.append(key)
            guard keys.insert(nodes, bytes) else {
                let name = JSONTape(bytes: bytes, nodes: [key]).string(0)
                throw error(.duplicateKey(name), at: start)
            }
            skipSpace()
            guard take(":") else { throw unexpected(.colon) }
            try value()
            skipSpace()
            if take("}") { return }
            guard take(",") else { throw unexpected(.commaOrBrace) }
        }
    }

    private mutating func literal(
        _ word: StaticString, _ kind: JSONNode.Kind
    ) throws(JSONSyntaxError) {
        let letters = Array(word.description.utf8)
        guard bytes[index...].starts(with: letters) else { throw unexpected(.value) }
        nodes.append(JSONNode(kind, offset: index))
        index += letters.count
    }

    private mutating func number() throws(JSONSyntaxError) -> JSONNode {
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
        if isWhole, let integer = Int(String(decoding: bytes[start..<index], as: UTF8.self)) {
            return JSONNode(.integer, offset: start, extent: integer)
        }
        return JSONNode(.number, offset: start, extent: index - start)
    }
}

// MARK: - Strings

extension JSONParser {
    /// The string that begins with the quotation mark here, with the fingerprint of a key.
    private mutating func string() throws(JSONSyntaxError) -> JSONNode {
        let quote = index
        index += 1
        let start = index
        var isPlain = true
        while true {
            index = JSONBytes.endOfPlainText(bytes, from: index)
            guard let byte = peek() else { throw unexpected(.closingQuote) }
            switch byte {
            case UInt8(ascii: "\""):
                let range = start..<index
                index += 1
                if isPlain {
                    let fingerprint = JSONKey.fingerprint(of: bytes.span.extracting(range))
                    return JSONNode(
                        .plainString, offset: start, extent: range.count, fingerprint: fingerprint)
                }
                // Escapes are ASCII, and no part of what stands around them.
                guard String(validating: bytes[range], as: UTF8.self) != nil else {
                    throw error(.invalidUTF8, at: quote)
                }
                return JSONNode(.otherString, offset: start, extent: range.count)
            case UInt8(ascii: "\\"):
                isPlain = false
                try escape()
            case 0..<0x20:
                throw error(.controlCharacterInString)
            default:
                isPlain = isPlain && byte < 0x80
                index += 1
            }
        }
    }

    private mutating func escape() throws(JSONSyntaxError) {
        let start = index
        index += 1
        guard let letter = peek() else { throw unexpected(.closingQuote) }
        index += 1
        if JSONEscapes.scalar(ofLetter: letter) != nil { return }
        guard letter == UInt8(ascii: "u"), takeUnicodeScalar() else {
            throw error(.invalidEscape, at: start)
        }
    }

    /// Skips the digits of `\uXXXX`, or the rest of a surrogate pair; false where there is neither.
    private mutating func takeUnicodeScalar() -> Bool {
        guard let high = takeCodeUnit() else { return false }
        if Unicode.Scalar(high) != nil { return true }
        guard UTF16.isLeadSurrogate(high), take("\\"), take("u"), let low = takeCodeUnit() else {
            return false
        }
        return JSONEscapes.scalar(ofPair: high, low) != nil
    }

    private mutating func takeCodeUnit() -> UInt16? {
        guard let unit = JSONEscapes.codeUnit(bytes[index..<min(index + 4, bytes.count)]) else { return nil }
        index += 4
        return unit
    }
}

// MARK: - Bytes

extension JSONParser {
    @inline(__always)
    private func peek() -> UInt8? { index < bytes.count ? bytes[index] : nil }

    @inline(__always)
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

    @inline(__always)
    private mutating func skipSpace() {
        guard let byte = peek(), byte <= 0x20 else { return }
        index = JSONBytes.endOfSpace(bytes, from: index)
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
