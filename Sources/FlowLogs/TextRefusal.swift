/// A kind of text that holds flow records, but not as lines of columns.
public enum TextRefusal: Hashable, Sendable {
    /// JSON where lines are expected, such as records that are objects themselves.
    case json
    /// Comma-separated values, as queries export them.
    case commaSeparated

    /// Recognises such a text by how its first line begins; nil for anything else.
    package init?(firstLine text: Span<UInt8>) {
        var index = text.startIndexBehindByteOrderMark
        while index < text.count, text[index].endsColumn { index += 1 }
        guard index < text.count else { return nil }
        if text[index] == UInt8(ascii: "{") || text[index] == UInt8(ascii: "[") {
            self = .json
            return
        }
        var end = index
        while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
        let names = String(copying: text.extracting(index..<end)).split(separator: ",")
        guard names.count > 1 else { return nil }
        let known = names.count { name in
            let words = name.split { $0 == "_" || $0.isWhitespace || $0 == "\"" }
            return FlowLogField(rawValue: words.joined(separator: "-")) != nil
        }
        guard known * 2 >= names.count else { return nil }
        self = .commaSeparated
    }

    /// What it is and what to do instead, for a message about the file.
    public var message: String {
        switch self {
        case .json:
            "this is JSON, not lines of columns; take the lines out first, for CloudWatch Logs with "
                + "jq -r '.logEvents[].message', for Firehose with jq -r .message, and pipe them in as -"
        case .commaSeparated:
            "this is comma-separated text, not the space-separated columns of a flow log; turn it round "
                + "first with sed '1s/_/-/g; s/,/ /g' and pipe it in as -"
        }
    }
}

extension Span<UInt8> {
    /// 3 where a UTF-8 byte-order mark stands first, else 0.
    var startIndexBehindByteOrderMark: Int {
        count >= 3 && self[0] == 0xef && self[1] == 0xbb && self[2] == 0xbf ? 3 : 0
    }
}
