import NetworkPrimitives
import NetworkRules

/// The order of an ACL's entries that decides most traffic soonest, among those by which every packet has the same
/// answer.
///
/// Entries that both fit some packet and do different things keep their order; all others may change places. What is
/// chosen next is the entry that, with all that has to stand before it, decides the most traffic an entry. That is the
/// best order where no entry has to stand before another, and near to it elsewhere.
package struct EntryOrder: Sendable {
    /// Places of the entries now, in the suggested order.
    package let places: [Int]
    /// Entries that are asked before a record is decided, on average, now and in the suggested order; the implied last
    /// deny counts as one more entry.
    package let walkedNow: Double
    package let walked: Double

    /// - Parameters:
    ///   - hits: of each entry, and of the implied last deny at the end.
    ///   - Complexity: O(n³), n the entries, of which there are at most some dozens.
    package init(_ entries: [NetworkACLEntry], hits: [UInt64]) {
        let before = Self.predecessors(entries)
        var order: [Int] = []
        var isPlaced = [Bool](repeating: false, count: entries.count)
        while order.count < entries.count {
            let closures = entries.indices.filter { !isPlaced[$0] }.map { entry in
                (before[entry] + [entry]).filter { !isPlaced[$0] }
            }
            func density(_ closure: [Int]) -> Double {
                closure.reduce(0) { $0 + Double(hits[$1]) } / Double(closure.count)
            }
            // Of equally good ones the first stays first.
            guard
                let best = closures.enumerated().max(by: { left, right in
                    let (one, two) = (density(left.element), density(right.element))
                    return one != two ? one < two : left.offset > right.offset
                })
            else { break }
            for entry in best.element.sorted() {
                isPlaced[entry] = true
                order.append(entry)
            }
        }
        let now = Self.walked(Array(entries.indices), hits)
        let suggested = Self.walked(order, hits)
        walkedNow = now
        places = suggested < now ? order : Array(entries.indices)
        walked = min(now, suggested)
    }

    /// For each entry all that have to stand before it, ascending.
    private static func predecessors(_ entries: [NetworkACLEntry]) -> [[Int]] {
        let boxes = entries.map { TrafficBox(AddressSet($0.block), ServiceSet($0.traffic)) }
        var before: [Set<Int>] = []
        for entry in entries.indices {
            var own: Set<Int> = []
            for earlier in 0..<entry
            where entries[earlier].action != entries[entry].action
                && !boxes[earlier].isDisjoint(with: boxes[entry])
            {
                own.insert(earlier)
                own.formUnion(before[earlier])
            }
            before.append(own)
        }
        return before.map { $0.sorted() }
    }

    private static func walked(_ order: [Int], _ hits: [UInt64]) -> Double {
        let total = hits.reduce(0) { $0 + Double($1) }
        guard total > 0 else { return 0 }
        var sum = Double(hits.last ?? 0) * Double(order.count + 1)
        for (place, entry) in order.enumerated() { sum += Double(hits[entry]) * Double(place + 1) }
        return sum / total
    }
}
