import GzipInput

/// Takes the messages out of JSON as it streams by: the strings under `message`, a line each.
///
/// That is what all envelopes of flow logs have in common: `filter-log-events` and `get-log-events` (`events`), data of
/// a subscription (`logEvents`), Firehose (an object a record). Objects may follow each other with or without anything
/// between them. Messages of a `CONTROL_MESSAGE` are the service's own and left out.
///
/// *Source: CloudWatch Logs guide, "Real-time processing of log data with subscriptions".*
struct MessageScanner {
    private enum State {
        case value
        case key
        case colon
        case afterValue
        case string
        case escape
        case codeUnit(Int)
        case literal
    }

    private enum Meaning {
        case key
        case message
        case messageType
        case other
    }

    private var state = State.value
    /// Of each array or object that is open, whether it is an object.
    private var isObject: [Bool] = []
    private var meaning = Meaning.other
    /// The key before the value at hand, as far as it may mean something.
    private var key: [UInt8] = []
    /// The value under `messageType`, as far as it may mean something.
    private var word: [UInt8] = []
    private var unit: UInt32 = 0
    private var highSurrogate: UInt32?
    private var isControl = false
    private var hasEnvelope = false
    private var offset: UInt64 = 0

    private static let maximumDepth = 64
    private static let maximumWord = 16

    /// Whether a text begins like JSON that may hold messages: an object with its first key, or a list of objects. A line
    /// of a log that is damaged at its first byte does not.
    static func mayBegin(_ text: ArraySlice<UInt8>) -> Bool {
        var bytes = text.lazy.filter { !$0.isBlank }.makeIterator()
        switch (bytes.next(), bytes.next()) {
        case (UInt8(ascii: "{")?, UInt8(ascii: "\"")?), (UInt8(ascii: "{")?, UInt8(ascii: "}")?),
            (UInt8(ascii: "[")?, UInt8(ascii: "{")?), (UInt8(ascii: "[")?, UInt8(ascii: "]")?):
            return true
        default: return false
        }
    }

    /// Appends the messages that end in `bytes`, and as much of the last one as stands there.
    ///
    /// - Throws: `malformedEnvelope`, after everything before it.
    mutating func scan(_ bytes: ArraySlice<UInt8>, into output: inout [UInt8]) throws(InputFault) {
        for byte in bytes {
            try take(byte, &output)
            offset &+= 1
        }
    }

    /// - Throws: where the text ends within a value, or held no envelope at all.
    func finish() throws(InputFault) {
        if !isObject.isEmpty { throw fault("the end of the JSON") }
        guard hasEnvelope else { throw InputFault(.noMessages, decompressedOffset: offset) }
    }

    private func fault(_ expected: String) -> InputFault {
        InputFault(.malformedEnvelope(expected: expected), decompressedOffset: offset)
    }

    private mutating func take(_ byte: UInt8, _ output: inout [UInt8]) throws(InputFault) {
        switch state {
        case .string: try takeInString(byte, &output)
        case .escape: try takeEscape(byte, &output)
        case .codeUnit(let left): try takeDigit(byte, left, &output)
        case .value, .key, .colon, .afterValue:
            if byte.isBlank { return }
            try takeBetween(byte)
        case .literal:
            if byte.isBlank || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]")
                || byte == UInt8(ascii: "}")
            {
                endValue()
                if !byte.isBlank { try takeBetween(byte) }
            } else if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "{") {
                throw fault("a number or a word")
            }
        }
    }

    private mutating func takeBetween(_ byte: UInt8) throws(InputFault) {
        switch (state, byte) {
        case (.value, UInt8(ascii: "{")): try open(object: true)
        case (.value, UInt8(ascii: "[")): try open(object: false)
        case (.value, UInt8(ascii: "\"")): beginString()
        case (.value, UInt8(ascii: "]")) where isObject.last == false: close()
        case (.value, UInt8(ascii: "-")), (.value, UInt8(ascii: "0")...UInt8(ascii: "9")),
            (.value, UInt8(ascii: "a")...UInt8(ascii: "z")):
            state = .literal
        case (.key, UInt8(ascii: "\"")):
            meaning = .key
            key.removeAll(keepingCapacity: true)
            state = .string
        case (.key, UInt8(ascii: "}")),
            (.afterValue, UInt8(ascii: "}")) where isObject.last == true:
            close()
        case (.afterValue, UInt8(ascii: "]")) where isObject.last == false: close()
        case (.afterValue, UInt8(ascii: ",")): state = isObject.last == true ? .key : .value
        case (.colon, UInt8(ascii: ":")): state = .value
        default: throw fault(expectation)
        }
    }

    private var expectation: String {
        switch state {
        case .key: "a key in double quotes"
        case .colon: "\":\""
        case .afterValue: "\",\" or a closing bracket"
        default: "a value"
        }
    }

    private mutating func open(object: Bool) throws(InputFault) {
        guard isObject.count < Self.maximumDepth else {
            throw fault("no more than \(Self.maximumDepth) levels")
        }
        if !object { noteList() }
        isObject.append(object)
        key.removeAll(keepingCapacity: true)
        state = object ? .key : .value
    }

    /// Lists of events are envelopes, be they empty.
    private mutating func noteList() {
        if key == Array("logEvents".utf8) || key == Array("events".utf8) { hasEnvelope = true }
    }

    private mutating func close() {
        isObject.removeLast()
        endValue()
    }

    private mutating func endValue() {
        state = isObject.isEmpty ? .value : .afterValue
        if isObject.last == true { key.removeAll(keepingCapacity: true) }
        if isObject.isEmpty { isControl = false }
    }
}

// MARK: - Strings

extension MessageScanner {
    private mutating func beginString() {
        meaning = .other
        if isObject.last == true {
            if key == Array("message".utf8) {
                meaning = .message
                hasEnvelope = true
            } else if key == Array("messageType".utf8) {
                meaning = .messageType
                word.removeAll(keepingCapacity: true)
            }
        }
        state = .string
    }

    private mutating func takeInString(_ byte: UInt8, _ output: inout [UInt8]) throws(InputFault) {
        switch byte {
        case UInt8(ascii: "\""): endString(&output)
        case UInt8(ascii: "\\"): state = .escape
        case 0..<0x20: throw fault("a closing quotation mark")
        default: append(byte, &output)
        }
    }

    private mutating func endString(_ output: inout [UInt8]) {
        switch meaning {
        case .key:
            state = .colon
            return
        case .message:
            if !isControl, output.last != UInt8(ascii: "\n") { output.append(UInt8(ascii: "\n")) }
        case .messageType: isControl = word == Array("CONTROL_MESSAGE".utf8)
        case .other: break
        }
        endValue()
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8, _ output: inout [UInt8]) {
        switch meaning {
        case .message: if !isControl { output.append(byte) }
        case .key: if key.count < Self.maximumWord { key.append(byte) }
        case .messageType: if word.count < Self.maximumWord { word.append(byte) }
        case .other: break
        }
    }

    private mutating func takeEscape(_ byte: UInt8, _ output: inout [UInt8]) throws(InputFault) {
        state = .string
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): append(byte, &output)
        case UInt8(ascii: "n"): append(UInt8(ascii: "\n"), &output)
        case UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "b"), UInt8(ascii: "f"):
            append(UInt8(ascii: " "), &output)
        case UInt8(ascii: "u"):
            unit = 0
            state = .codeUnit(4)
        default: throw fault("an escape")
        }
    }

    private mutating func takeDigit(_ byte: UInt8, _ left: Int, _ output: inout [UInt8]) throws(InputFault) {
        guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
            throw fault("a hexadecimal digit")
        }
        unit = unit << 4 | UInt32(digit)
        if left > 1 {
            state = .codeUnit(left - 1)
            return
        }
        state = .string
        if let high = highSurrogate {
            highSurrogate = nil
            let isLow = (0xDC00...0xDFFF).contains(unit)
            unit = isLow ? 0x10000 + (high - 0xD800) << 10 + (unit - 0xDC00) : 0xFFFD
        } else if (0xD800...0xDBFF).contains(unit) {
            highSurrogate = unit
            return
        }
        let scalar = Unicode.Scalar(unit) ?? "\u{FFFD}"
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { append(byte, &output) }
    }
}

extension UInt8 {
    /// Whether JSON ignores the byte between its values.
    var isBlank: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}
