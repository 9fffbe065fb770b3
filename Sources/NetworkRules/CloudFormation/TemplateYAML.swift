import Yams

/// Why a text is no YAML that templates are written in.
package struct YAMLProblem: Error, Hashable, Sendable {
    /// From 1; nil where it is not known.
    package var line: Int?
    package var text: String
}

/// Turns the YAML of a template into the JSON that says the same: short tags become the functions that they stand for,
/// `!Ref X` being `{"Ref": "X"}`.
///
/// Scalars become strings, since a template means the same by `22` and `"22"`, and a number that is written with
/// leading zeros would lose them.
///
/// *Source: CloudFormation guide, "Intrinsic function reference"; YAML 1.1.*
struct TemplateYAML {
    private var json: [UInt8] = []

    /// Aliases can make a short text stand for one of any length. CloudFormation knows none of them; a few are what
    /// other tools resolve before.
    private static let maximumAliases = 40
    private static let maximumSize = 1 << 28

    /// Bytes that a text and what stands in it take at the most while it is read: an empty list takes two bytes of text, and
    /// a node of about a hundred.
    static func mostMemory(ofNodes bytes: [UInt8]) -> Int { 64 * bytes.count }

    static func json(_ bytes: [UInt8]) throws(YAMLProblem) -> [UInt8] {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw YAMLProblem(text: "it is not UTF-8; save the file as UTF-8")
        }
        try checkAliases(bytes)
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw YAMLProblem(error)
        } catch {
            throw YAMLProblem(text: "\(error)")
        }
        guard let root else { throw YAMLProblem(text: "it is empty") }
        var writer = TemplateYAML()
        try writer.write(root, depth: 0)
        return writer.json
    }

    /// Words that begin like aliases, in a text that has one that begins like an anchor.
    private static func checkAliases(_ bytes: [UInt8]) throws(YAMLProblem) {
        var hasAnchor = false
        var aliases = 0
        var line = 1
        var previous = UInt8(ascii: "\n")
        for (index, byte) in bytes.enumerated() {
            defer { previous = byte }
            if byte == UInt8(ascii: "\n") { line += 1 }
            guard byte == UInt8(ascii: "*") || byte == UInt8(ascii: "&"),
                " \n\t[{,:-?".utf8.contains(previous),
                index + 1 < bytes.count, bytes[index + 1].isLetterOrDigit
            else { continue }
            if byte == UInt8(ascii: "&") { hasAnchor = true } else { aliases += 1 }
            if hasAnchor, aliases > maximumAliases {
                throw YAMLProblem(
                    line: line,
                    text:
                        "more than \(maximumAliases) aliases, of which CloudFormation knows none; write out what they "
                        + "stand for")
            }
        }
    }

    private mutating func write(_ node: Node, depth: Int) throws(YAMLProblem) {
        guard depth < JSONParser.maximumDepth, json.count < Self.maximumSize else {
            throw YAMLProblem(
                line: node.mark?.line,
                text:
                    "nested deeper than \(JSONParser.maximumDepth) levels, or too large when its aliases are resolved"
            )
        }
        guard let function = Self.function(node.tag.description) else {
            return try writeValue(node, depth: depth)
        }
        json += [UInt8(ascii: "{")]
        write(function)
        json += [UInt8(ascii: ":")]
        if function == "Fn::GetAtt", let text = node.scalar?.string, let dot = text.firstIndex(of: ".") {
            json += [UInt8(ascii: "[")]
            write(String(text[..<dot]))
            json += [UInt8(ascii: ",")]
            write(String(text[text.index(after: dot)...]))
            json += [UInt8(ascii: "]")]
        } else {
            try writeValue(node, depth: depth + 1)
        }
        json += [UInt8(ascii: "}")]
    }

    /// The function that a short tag stands for; nil for all other tags.
    private static func function(_ tag: String) -> String? {
        guard tag.hasPrefix("!"), !tag.hasPrefix("!!"), tag.count > 1 else { return nil }
        let name = String(tag.dropFirst())
        return name == "Ref" || name == "Condition" ? name : "Fn::" + name
    }

    private mutating func writeValue(_ node: Node, depth: Int) throws(YAMLProblem) {
        switch node {
        case .scalar(let scalar):
            if scalar.style == .plain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) {
                json += "null".utf8
            } else {
                write(scalar.string)
            }
        case .sequence(let sequence):
            json += [UInt8(ascii: "[")]
            for (index, element) in sequence.enumerated() {
                if index > 0 { json += [UInt8(ascii: ",")] }
                try write(element, depth: depth + 1)
            }
            json += [UInt8(ascii: "]")]
        case .mapping(let mapping):
            json += [UInt8(ascii: "{")]
            for (index, pair) in mapping.enumerated() {
                guard let key = pair.key.scalar?.string else {
                    throw YAMLProblem(line: pair.key.mark?.line, text: "a key that is no plain word")
                }
                if index > 0 { json += [UInt8(ascii: ",")] }
                write(key)
                json += [UInt8(ascii: ":")]
                try write(pair.value, depth: depth + 1)
            }
            json += [UInt8(ascii: "}")]
        case .alias:
            throw YAMLProblem(line: node.mark?.line, text: "an alias that stands for nothing")
        }
    }

    private mutating func write(_ text: String) { json += JSONValue.quoted(text).utf8 }
}

extension YAMLProblem {
    fileprivate init(_ error: YamlError) {
        if let problem = error.problem {
            self.init(line: problem.line, text: problem.text)
            return
        }
        switch error {
        case .duplicatedKeysInMapping(let duplicates, let context):
            self.init(
                line: context.mark.line,
                text:
                    "the key \(JSONValue.quoted(duplicates.first ?? "")) is there twice in one mapping; keep one"
            )
        default:
            self.init(text: "\(error)")
        }
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}
