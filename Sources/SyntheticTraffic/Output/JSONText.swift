/// JSON written straight into bytes, in the order of the calls, two spaces a level.
struct JSONText {
    private(set) var bytes: [UInt8] = []
    private var depth = 0
    private var isFirst = true

    /// Takes what has been written so far, so that a large document can leave in pieces.
    mutating func takeBytes() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    mutating func object(_ key: String? = nil, _ members: (inout JSONText) -> Void) {
        open(key, "{")
        members(&self)
        close("}")
    }

    mutating func array<Element>(
        _ key: String, _ elements: [Element], _ element: (inout JSONText, Element) -> Void
    ) {
        open(key, "[")
        for each in elements { element(&self, each) }
        close("]")
    }

    mutating func open(_ key: String?, _ bracket: String) {
        begin(key)
        bytes.append(contentsOf: bracket.utf8)
        depth += 1
        isFirst = true
    }

    mutating func close(_ bracket: String) {
        depth -= 1
        if !isFirst { newLine() }
        bytes.append(contentsOf: bracket.utf8)
        isFirst = false
        if depth == 0 { bytes.append(UInt8(ascii: "\n")) }
    }

    mutating func string(_ key: String, _ value: String) {
        begin(key)
        quote(value)
    }

    mutating func number(_ key: String, _ value: Int) {
        begin(key)
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes.append(decimal: abs(value))
    }

    mutating func boolean(_ key: String, _ value: Bool) {
        begin(key)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    private mutating func begin(_ key: String?) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        if depth > 0 { newLine() }
        isFirst = false
        guard let key else { return }
        quote(key)
        bytes.append(contentsOf: ": ".utf8)
    }

    private mutating func newLine() {
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    /// RFC 8259, section 7: quotation mark, reverse solidus and control characters are escaped.
    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
            if byte < 0x20 {
                bytes.append(contentsOf: "\\u".utf8)
                bytes.append(hexadecimal: UInt64(byte), digits: 4)
            } else {
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
