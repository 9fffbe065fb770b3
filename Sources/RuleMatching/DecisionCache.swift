/// A hash table from question to the number of its answer: open addressing, linear probing, one
/// worker's own. It only saves work: when it is full, it is emptied.
struct DecisionCache {
    private var keys: [UInt64]
    private var answers: [UInt32]
    private var used = 0
    private var mask: Int

    private static let empty = UInt64.max
    /// Entries at which the table starts over: 3 MiB.
    private static let maximumCapacity = 1 << 18

    init() {
        let capacity = 1 << 10
        keys = [UInt64](repeating: Self.empty, count: capacity)
        answers = [UInt32](repeating: 0, count: capacity)
        mask = capacity - 1
    }

    /// - Complexity: O(1) on average.
    func answer(to key: DecisionKey) -> UInt32? {
        var slot = slot(of: key.word)
        while true {
            let word = keys[slot]
            if word == key.word { return answers[slot] }
            if word == Self.empty { return nil }
            slot = (slot + 1) & mask
        }
    }

    /// Adds an answer to a question that has none.
    mutating func insert(_ answer: UInt32, for key: DecisionKey) {
        if used * 2 >= keys.count { makeRoom() }
        place(answer, for: key.word)
    }

    mutating func removeAll() { self = DecisionCache() }

    private func slot(of word: UInt64) -> Int {
        // Fibonacci hashing: the product's high bits mix all bits of the key.
        let product = word &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: product >> 32) & mask
    }

    private mutating func place(_ answer: UInt32, for word: UInt64) {
        var slot = slot(of: word)
        while keys[slot] != Self.empty { slot = (slot + 1) & mask }
        keys[slot] = word
        answers[slot] = answer
        used += 1
    }

    private mutating func makeRoom() {
        let old = self
        let capacity = min(old.keys.count * 2, Self.maximumCapacity)
        keys = [UInt64](repeating: Self.empty, count: capacity)
        answers = [UInt32](repeating: 0, count: capacity)
        mask = capacity - 1
        used = 0
        guard capacity > old.keys.count else { return }
        for (word, answer) in zip(old.keys, old.answers) where word != Self.empty { place(answer, for: word) }
    }
}
