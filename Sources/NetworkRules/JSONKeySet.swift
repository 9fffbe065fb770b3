/// The keys of one object while it is parsed, so that none stands there twice.
///
/// Few plain keys, which is what the cloud's output has, are compared by length and fingerprint, and
/// most not even that: one bit for several fingerprints each says which keys are surely new. Where
/// there are many, or such as have to be decoded, their texts are kept in a set.
struct JSONKeySet {
    private static let maximumCompared = 64

    /// The number of the node of the first key.
    private let first: Int
    private var count = 0
    private var fingerprints: UInt64 = 0
    private var texts: Set<String>?

    init(first: Int) { self.first = first }

    /// Adds the key that is the last of `nodes`, where all before it are complete.
    ///
    /// - Returns: false where an equal key is there.
    /// - Complexity: O(1).
    mutating func insert(_ nodes: [JSONNode], _ bytes: [UInt8]) -> Bool {
        let key = nodes[nodes.count - 1]
        count += 1
        if key.kind == .plainString, texts == nil, count <= Self.maximumCompared {
            let bit = UInt64(1) << UInt64(key.fingerprint & 63)
            let isNew = fingerprints & bit == 0 || !contains(key, JSONTape(bytes: bytes, nodes: nodes))
            fingerprints |= bit
            return isNew
        }
        return insertText(JSONTape(bytes: bytes, nodes: nodes))
    }

    /// Whether one of the keys before the last one, all of them plain, equals it.
    private func contains(_ key: JSONNode, _ tape: JSONTape) -> Bool {
        let bytes = tape.bytes.span
        var node = first
        while node < tape.nodes.count - 1 {
            let other = tape.nodes[node]
            if other.fingerprint == key.fingerprint, other.extent == key.extent,
                bytes.extracting(other.range).isEqual(to: bytes.extracting(key.range))
            {
                return true
            }
            node = tape.end(of: node + 1)
        }
        return false
    }

    private mutating func insertText(_ tape: JSONTape) -> Bool {
        let last = tape.nodes.count - 1
        var texts = self.texts ?? []
        self.texts = nil
        if texts.isEmpty {
            var node = first
            while node < last {
                texts.insert(tape.string(node))
                node = tape.end(of: node + 1)
            }
        }
        let isNew = texts.insert(tape.string(last)).inserted
        self.texts = texts
        return isNew
    }
}
