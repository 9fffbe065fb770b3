/// A hash table from question to answer: open addressing, linear probing, one
/// worker's own. It only saves work: when it is full, it is emptied.
struct DecisionCache {
    /// A question and its answer side by side, since they are asked for together.
    struct Slot {
        fileprivate(set) var key = DecisionCache.empty
        fileprivate(set) var answer = LayerAnswer.notApplied
    }

    /// A power of two of them, a quarter full at most until there are as many as may be: a search that ends in
    /// its first slot is one that the processor foresees.
    private var slots: [Slot]
    /// Leaves as many high bits of a hash as number the slots.
    private let hashShift: UInt64
    private var used = 0

    /// Not even no question: there are fewer tables than fit a key.
    private static let empty = UInt64.max - 1
    /// Slots at which the table starts over: 4 MiB.
    private static let maximumCapacity = 1 << 18

    init() { self.init(capacity: 1 << 10) }

    private init(capacity: Int) {
        slots = [Slot](repeating: Slot(), count: capacity)
        hashShift = UInt64(64 - capacity.trailingZeroBitCount)
        // So that it is no case of its own.
        place(.notApplied, for: DecisionKey.notApplied.word)
    }

    /// The answers to the questions of a range, as far as they stand in their first slots, which nearly all do.
    ///
    /// Nothing is called here, so that the loop keeps its pointers in registers.
    ///
    /// - Parameter unanswered: the places of the other questions, from the beginning on.
    /// - Returns: how many they are.
    /// - Complexity: O(n), n questions.
    func answers(
        to keys: [DecisionKey], _ range: Range<Int>, into answers: inout [LayerAnswer],
        unanswered: inout [Int]
    ) -> Int {
        let slots = slots.span
        let keys = keys.span
        var answers = answers.mutableSpan
        var unanswered = unanswered.mutableSpan
        precondition(
            range.lowerBound >= 0 && range.upperBound <= keys.count && range.upperBound <= answers.count)
        var unansweredCount = 0
        for index in range {
            let word = keys[index].word
            let slot = slots.slot(ofHash: Self.hash(word), shift: hashShift)
            if slot.key == word {
                answers[index] = slot.answer
            } else {
                unanswered[unansweredCount] = index
                unansweredCount &+= 1
            }
        }
        return unansweredCount
    }

    /// - Complexity: O(1) on average.
    func answer(to key: DecisionKey) -> LayerAnswer? {
        var place = place(of: key.word)
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
    private static func hash(_ word: UInt64) -> UInt64 { word &* 0x9e37_79b9_7f4a_7c15 }

    /// Where the search for a question begins.
    private func place(of word: UInt64) -> Int { Int(truncatingIfNeeded: Self.hash(word) &>> hashShift) }

    private mutating func place(_ answer: LayerAnswer, for word: UInt64) {
        var place = place(of: word)
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
