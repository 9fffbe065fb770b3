extension JSONTape {
    /// A value as error messages quote it: scalars as JSON text of at most `limit` characters,
    /// containers by kind and size. Control characters never reach a terminal unescaped.
    func excerpt(_ node: Int, limit: Int = 64) -> String {
        switch nodes[node].kind {
        case .null: return "null"
        case .isFalse: return "false"
        case .isTrue: return "true"
        case .integer: return "\(nodes[node].extent)"
        case .number:
            let text = string(node)
            return text.count > limit ? text.prefix(limit) + "..." : text
        case .plainString, .otherString: return JSONValue.quoted(string(node), limit: limit)
        case .array: return "an array of \(children(of: node).count)"
        case .object: return "an object of \(children(of: node).count) keys"
        }
    }
}
