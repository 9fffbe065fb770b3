/// Finds the number of a decision among those that a matcher keeps: a hash table of their numbers, open
/// addressing, linear probing, at most half full.
struct DecisionNumbers {
    private struct Slot {
        /// The upper half of the decision's hash.
        var hash: UInt32
        /// `DecisionNumbers.free` in a free slot.
        var number: UInt32
    }

    private static let free = UInt32.max

    private var slots = [Slot](repeating: Slot(hash: 0, number: free), count: 1 << 8)
    private var used = 0

    /// The number of `decision` in `decisions`, to which it is appended where it is new.
    ///
    /// - Precondition: all of `decisions` but its first were appended here.
    /// - Complexity: O(r) on average, r the rules of the decision.
    mutating func number(of decision: Decision, in decisions: inout [Decision]) -> UInt32 {
        let hash = Self.hash(decision)
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot].number != Self.free {
            let number = slots[slot].number
            if slots[slot].hash == hash, decisions[Int(number)] == decision { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        let number = UInt32(decisions.count)
        decisions.append(decision)
        slots[slot] = Slot(hash: hash, number: number)
        used += 1
        if used * 2 >= slots.count { grow() }
        return number
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(hash: 0, number: Self.free), count: old.count * 2)
        for entry in old where entry.number != Self.free {
            var slot = Int(entry.hash) & (slots.count - 1)
            while slots[slot].number != Self.free { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = entry
        }
    }

    /// Multiplicative hashing: the upper half of the product depends on all that was put in.
    private static func hash(_ decision: Decision) -> UInt32 {
        let factor: UInt64 = 0x9e37_79b9_7f4a_7c15
        var state = UInt64(decision.outcome.rawValue) << 1 | (decision.isSole ? 1 : 0)
        state = (state ^ UInt64(decision.rule?.value ?? .max)) &* factor
        for rule in decision.rules { state = (state ^ state >> 32 ^ UInt64(rule.value)) &* factor }
        return UInt32(truncatingIfNeeded: state >> 32)
    }
}
