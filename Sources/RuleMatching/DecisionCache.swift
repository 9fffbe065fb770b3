/// A hash table from question to answer: open addressing, linear probing, one
/// worker's own. It only saves work: when it is full, it is emptied.
struct DecisionCache {
    /// A question and its answer side by side, since they are asked for together.
    private struct Slot {
        var key = DecisionCache.empty
        var answer = LayerAnswer.notApplied
    }

    /// A power of two of them, a quarter full at most until there are as many as may be: a search that ends in
    /// its first slot is one that the processor foresees.
    private var slots: [Slot]
    /// Leaves as many high bits of a hash as number the slots.
    private let hashShift: UInt64
    private var used = 0

    /// No question: they have fewer tables than fit their key.
    private static let empty = UInt64.max
    /// Slots at which the table starts over: 4 MiB.
    private static let maximumCapacity = 1 << 18
    /// The answer of questions that are not in the table.
    static var unknown: LayerAnswer { LayerAnswer(word: .max) }

    init() { self.init(capacity: 1 << 10) }

    private init(capacity: Int) {
        slots = [Slot](repeating: Slot(), count: capacity)
        hashShift = UInt64(64 - capacity.trailingZeroBitCount)
        // So that it is no case of its own.
        place(.notApplied, for: DecisionKey.notApplied.word)
    }

    /// The answers to the first `count` questions; `unknown` where it is not here, the place of which is added to
    /// `missing`.
    ///
    /// - Complexity: O(count) on average.
    func answers(
        to keys: [DecisionKey], count: Int, into answers: inout [LayerAnswer], missing: inout [Int]
    ) {
        let slots = slots.span
        let mask = slots.count &- 1
        let keys = keys.span.extracting(0..<count)
        var answers = answers.mutableSpan
        for index in keys.indices {
            let word = keys[index].word
            var place = hash(word)
            var slot = slots[place]
            // Asked in this order, since nearly all are found in their first slot.
            while slot.key != word {
                if slot.key == Self.empty {
                    slot.answer = Self.unknown
                    missing.append(index)
                    break
                }
                place = (place &+ 1) & mask
                slot = slots[place]
            }
            answers[index] = slot.answer
        }
    }

    /// - Complexity: O(1) on average.
    func answer(to key: DecisionKey) -> LayerAnswer? {
        var place = hash(key.word)
        while slots[place].key != key.word {
            if slots[place].key == Self.empty { return nil }
            place = (place + 1) & (slots.count - 1)
        }
        return slots[place].answer
    }

    /// Adds an answer to a question that has none.
    mutating func insert(_ answer: LayerAnswer, for key: DecisionKey) {
        if used * (slots.count < Self.maximumCapacity ? 4 : 2) >= slots.count { makeRoom() }
        place(answer, for: key.word)
    }

    mutating func removeAll() { self = DecisionCache() }

    /// Fibonacci hashing: the product's high bits mix all bits of the key.
    @inline(__always)
    private func hash(_ word: UInt64) -> Int {
        Int(truncatingIfNeeded: (word &* 0x9e37_79b9_7f4a_7c15) &>> hashShift)
    }

    private mutating func place(_ answer: LayerAnswer, for word: UInt64) {
        var place = hash(word)
        while slots[place].key != Self.empty { place = (place + 1) & (slots.count - 1) }
        slots[place] = Slot(key: word, answer: answer)
        used += 1
    }

    private mutating func makeRoom() {
        let old = self
        self = DecisionCache(capacity: min(old.slots.count * 2, Self.maximumCapacity))
        guard slots.count > old.slots.count else { return }
        for slot in old.slots where slot.key != Self.empty && slot.key != DecisionKey.notApplied.word {
            place(slot.answer, for: slot.key)
        }
    }
}
