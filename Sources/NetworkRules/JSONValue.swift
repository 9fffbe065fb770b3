/// A parsed JSON value (RFC 8259).
///
/// Whole numbers stay exact, and `true` is never taken for 1: rule numbers and ports are read from
/// here, and a guess would decide verdicts.
package enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// A number without fraction and exponent that fits 64 bits.
    case integer(Int)
    /// Every other number, as written.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])
}

extension JSONValue {
    /// `text` between quotation marks, escaped, cut after `limit` characters.
    static func quoted(_ text: String, limit: Int = 64) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars.prefix(limit) {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case " "..."~": quoted.unicodeScalars.append(scalar)
            default: quoted += scalar.properties.isAlphabetic ? String(scalar) : escaped(scalar)
            }
        }
        if text.unicodeScalars.count > limit { quoted += "..." }
        return quoted + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        "\\u{" + String(scalar.value, radix: 16) + "}"
    }
}
