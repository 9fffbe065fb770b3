/// A piece of text that many records share, in a `FragmentPool`.
struct Fragment: Hashable, Sendable {
    fileprivate var firstWord: UInt32
    /// Bytes of text.
    private(set) var count: UInt32

    fileprivate init(firstWord: UInt32, count: UInt32) {
        self.firstWord = firstWord
        self.count = count
    }

    /// Stands where a fragment has not been made yet; it is in no pool.
    static let absent = Fragment(firstWord: .max, count: .max)
}

/// Pieces of text that many records share, kept as words of eight bytes, so that copying one is a
/// handful of stores.
struct FragmentPool {
    private var words: [UInt64] = []

    mutating func add(_ text: [UInt8]) -> Fragment {
        let fragment = Fragment(firstWord: UInt32(words.count), count: UInt32(text.count))
        for start in stride(from: 0, to: text.count, by: 8) {
            var word: UInt64 = 0
            for (place, byte) in text[start..<min(start + 8, text.count)].enumerated() {
                word |= UInt64(byte) << UInt64(8 * place)
            }
            words.append(word)
        }
        return fragment
    }

    /// Forgets all fragments.
    mutating func removeAll() { words.removeAll(keepingCapacity: true) }

    @inline(__always)
    func append(_ fragment: Fragment, to buffer: inout RecordBuffer) {
        var word = Int(fragment.firstWord)
        var rest = Int(fragment.count)
        while rest > 0 {
            buffer.append(words[word], count: min(rest, 8))
            word += 1
            rest -= 8
        }
    }
}
