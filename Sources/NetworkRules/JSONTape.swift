/// A parsed JSON text: its bytes, and its values and keys in the order of the text.
///
/// Nothing is copied out of the text before it is asked for. Node 0 is the whole value; behind an
/// array or object stand its elements, or its keys each followed by its value.
struct JSONTape: Sendable {
    let bytes: [UInt8]
    let nodes: [JSONNode]

    /// The number of the node behind the value `node` and all in it.
    func end(of node: Int) -> Int {
        switch nodes[node].kind {
        case .array, .object: nodes[node].extent
        default: node + 1
        }
    }

    func isString(_ node: Int) -> Bool {
        switch nodes[node].kind {
        case .plainString, .otherString: true
        default: false
        }
    }

    /// The string of a key or value that is one.
    func string(_ node: Int) -> String {
        let node = nodes[node]
        let text = String(decoding: bytes[node.range], as: UTF8.self)
        return node.kind == .plainString ? text : JSONEscapes.decoded(text)
    }

    /// The value of the member `key` of an object; nil where there is none.
    ///
    /// *Complexity:* O(n) in the members.
    /// - Parameter isLowerCamelCase: whether keys begin with a small letter there.
    func member(_ key: JSONKey, of object: Int, isLowerCamelCase: Bool = false) -> Int? {
        let end = nodes[object].extent
        var node = object + 1
        while node < end {
            if isLowerCamelCase {
                if key.isLowerCamelCase(bytes.span.extracting(nodes[node].range)) { return node + 1 }
            } else if isKey(node, key) {
                return node + 1
            }
            node = self.end(of: node + 1)
        }
        return nil
    }

    private func isKey(_ node: Int, _ key: JSONKey) -> Bool {
        let found = nodes[node]
        guard found.kind == .plainString else { return string(node) == key.description }
        return found.fingerprint == key.fingerprint && found.extent == key.count
            && key.isEqual(to: bytes.span.extracting(found.range))
    }

    /// The numbers of the values in an array or object.
    func children(of container: Int) -> [Int] {
        let step = nodes[container].kind == .object ? 1 : 0
        let end = nodes[container].extent
        var children: [Int] = []
        var node = container + 1
        while node < end {
            children.append(node + step)
            node = self.end(of: node + step)
        }
        return children
    }

    /// A node and all in it as a value of its own.
    func value(_ node: Int) -> JSONValue {
        switch nodes[node].kind {
        case .null: .null
        case .isFalse: .boolean(false)
        case .isTrue: .boolean(true)
        case .integer: .integer(nodes[node].extent)
        case .number: .number(string(node))
        case .plainString, .otherString: .string(string(node))
        case .array: .array(children(of: node).map { value($0) })
        case .object:
            .object(
                Dictionary(
                    children(of: node).map { (string($0 - 1), value($0)) },
                    uniquingKeysWith: { first, _ in first }))
        }
    }
}
