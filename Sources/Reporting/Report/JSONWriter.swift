/// Writes JSON with members in the order of the calls (RFC 8259).
///
/// The outer levels are broken into lines, one for each member or element; what lies deeper stands
/// on one line, so that one rule or one interface is one line.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private var depth = 0
    private var isFirst = true

    /// Levels that are broken into lines.
    private static let brokenLevels = 3

    init() {}

    /// The text, with a line end.
    var text: String { String(decoding: bytes, as: UTF8.self) + "\n" }

    mutating func object(_ body: (inout JSONWriter) -> Void) { container("{", "}", body) }

    mutating func object(_ key: String, _ body: (inout JSONWriter) -> Void) {
        self.key(key)
        container("{", "}", body)
    }

    /// An array with an element for each call in `body`.
    mutating func array(_ key: String, _ body: (inout JSONWriter) -> Void) {
        self.key(key)
        container("[", "]", body)
    }

    mutating func element(object body: (inout JSONWriter) -> Void) {
        separate()
        container("{", "}", body)
    }

    mutating func element(_ text: String) {
        separate()
        JSONText.append(text, to: &bytes)
    }

    mutating func member(_ key: String, _ text: String?) {
        self.key(key)
        if let text { JSONText.append(text, to: &bytes) } else { append("null") }
    }

    mutating func member(_ key: String, _ number: UInt64?) {
        self.key(key)
        append(number.map { "\($0)" } ?? "null")
    }

    mutating func member(_ key: String, _ number: Int?) {
        self.key(key)
        append(number.map { "\($0)" } ?? "null")
    }

    /// A number rounded to three decimals.
    mutating func member(_ key: String, _ number: Double) {
        self.key(key)
        append(number.isFinite ? "\((number * 1000).rounded() / 1000)" : "null")
    }

    mutating func member(_ key: String, _ flag: Bool) {
        self.key(key)
        append(flag ? "true" : "false")
    }

    private mutating func key(_ key: String) {
        separate()
        JSONText.append(key, to: &bytes)
        append(": ")
    }

    private mutating func container(_ open: String, _ close: String, _ body: (inout JSONWriter) -> Void) {
        append(open)
        depth += 1
        isFirst = true
        body(&self)
        depth -= 1
        if !isFirst, depth < Self.brokenLevels { breakLine() }
        isFirst = false
        append(close)
    }

    private mutating func separate() {
        if !isFirst { append(depth > Self.brokenLevels ? ", " : ",") }
        if depth <= Self.brokenLevels { breakLine() }
        isFirst = false
    }

    private mutating func breakLine() { append("\n" + String(repeating: "  ", count: depth)) }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
