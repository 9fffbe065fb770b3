/// Rules by the peer set and the services that they name.
///
///     slots    peer set -> its stretch of runs; open addressing, at most half full
///     runs     a peer set's rules of equal services, by first class: an interval tree
///     rules    the rules of each run, ascending
///
/// The middle run of a stretch is the root of its tree, the middles of both halves are its children,
/// and so on; each knows the furthest end below it, so that a search leaves out what ends too early.
/// Few runs are looked at one by one. Memory is linear in the rules, whatever they name.
struct PeerRules: Sendable {
    /// One rule: whom it names, and the service classes that it names.
    struct Entry {
        var peer: PeerSet
        var services: Range<UInt32>
        var rule: UInt32
    }

    private struct Slot {
        /// The peer set's index; `PeerRules.free` in a free slot.
        var peer: UInt32
        var firstRun: UInt32
        var endRun: UInt32
    }

    private struct Run {
        var firstClass: UInt32
        var endClass: UInt32
        /// The greatest `endClass` in the tree that this run is the root of.
        var furthestEnd: UInt32
        /// Where its rules begin; they end where those of the next run begin.
        var firstRule: UInt32
    }

    private static let free = UInt32.max
    /// Runs that are looked at one by one sooner than searched as a tree.
    private static let shortStretch = 8

    private var slots = emptySlots(forPeers: 0)
    private var runs: [Run] = []
    private var rules: [UInt32] = []

    /// - Parameter entries: in any order; those without services match nothing.
    /// - Complexity: O(n log n), n entries.
    init(_ entries: [Entry]) {
        let sorted = entries.filter { !$0.services.isEmpty }.sorted { $0.place < $1.place }
        guard !sorted.isEmpty else { return }
        var firstRuns: [(peer: PeerSet, firstRun: Int)] = []
        var previous: Entry?
        for entry in sorted {
            if previous?.peer != entry.peer { firstRuns.append((entry.peer, runs.count)) }
            if previous?.peer != entry.peer || previous?.services != entry.services {
                runs.append(
                    Run(
                        firstClass: entry.services.lowerBound, endClass: entry.services.upperBound,
                        furthestEnd: 0, firstRule: UInt32(rules.count)))
            }
            rules.append(entry.rule)
            previous = entry
        }
        let ends = firstRuns.dropFirst().map(\.firstRun) + [runs.count]
        slots = Self.emptySlots(forPeers: firstRuns.count)
        for ((peer, first), end) in zip(firstRuns, ends) {
            _ = findFurthestEnds(first..<end)
            place(peer, first..<end)
        }
        // Where the rules of the last run end.
        runs.append(Run(firstClass: 0, endClass: 0, furthestEnd: 0, firstRule: UInt32(rules.count)))
    }

    var byteCount: Int {
        slots.count * MemoryLayout<Slot>.stride + runs.count * MemoryLayout<Run>.stride + 4 * rules.count
    }

    var isEmpty: Bool { rules.isEmpty }

    /// Appends each rule that names the peer set and a service class.
    ///
    /// - Complexity: O(log r + k) on average, r the peer set's runs, k the rules that match.
    func append(_ covering: CoveringPeer, serviceClass: UInt32, to matches: inout [MatchingRule]) {
        guard let stretch = runs(of: covering.peer) else { return }
        append(stretch, serviceClass, covering.prefixLength, to: &matches)
    }

    private func append(
        _ stretch: Range<Int>, _ serviceClass: UInt32, _ prefixLength: Int, to matches: inout [MatchingRule]
    ) {
        var rest = stretch
        while rest.count > Self.shortStretch {
            let root = Self.root(rest)
            let run = runs[root]
            if run.furthestEnd <= serviceClass { return }
            append(rest.lowerBound..<root, serviceClass, prefixLength, to: &matches)
            // Runs behind the root begin no earlier.
            if run.firstClass > serviceClass { return }
            if run.endClass > serviceClass { append(root, prefixLength, to: &matches) }
            rest = root + 1..<rest.upperBound
        }
        for index in rest {
            let run = runs[index]
            if run.firstClass > serviceClass { return }
            if run.endClass > serviceClass { append(index, prefixLength, to: &matches) }
        }
    }

    private func append(_ run: Int, _ prefixLength: Int, to matches: inout [MatchingRule]) {
        for rule in Int(runs[run].firstRule)..<Int(runs[run + 1].firstRule) {
            matches.append(MatchingRule(rules[rule], prefixLength: prefixLength))
        }
    }

    private static func root(_ stretch: Range<Int>) -> Int { (stretch.lowerBound + stretch.upperBound) / 2 }

    private mutating func findFurthestEnds(_ stretch: Range<Int>) -> UInt32 {
        guard !stretch.isEmpty else { return 0 }
        let root = Self.root(stretch)
        let below = max(
            findFurthestEnds(stretch.lowerBound..<root), findFurthestEnds(root + 1..<stretch.upperBound))
        runs[root].furthestEnd = max(runs[root].endClass, below)
        return runs[root].furthestEnd
    }

    private static func emptySlots(forPeers count: Int) -> [Slot] {
        var capacity = 2
        while capacity < count * 2 { capacity *= 2 }
        return [Slot](repeating: Slot(peer: free, firstRun: 0, endRun: 0), count: capacity)
    }

    private func firstSlot(of peer: UInt32) -> Int {
        Int(truncatingIfNeeded: (UInt64(peer) &* 0x9e37_79b9_7f4a_7c15) >> 32) & (slots.count - 1)
    }

    private mutating func place(_ peer: PeerSet, _ stretch: Range<Int>) {
        var slot = firstSlot(of: peer.index)
        while slots[slot].peer != Self.free { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Slot(
            peer: peer.index, firstRun: UInt32(stretch.lowerBound), endRun: UInt32(stretch.upperBound))
    }

    private func runs(of peer: PeerSet) -> Range<Int>? {
        var slot = firstSlot(of: peer.index)
        while slots[slot].peer != peer.index {
            if slots[slot].peer == Self.free { return nil }
            slot = (slot + 1) & (slots.count - 1)
        }
        return Int(slots[slot].firstRun)..<Int(slots[slot].endRun)
    }
}

extension PeerRules.Entry {
    /// Sorts by peer set, then by services, then by rule.
    fileprivate var place: (UInt32, UInt32, UInt32, UInt32) {
        (peer.index, services.lowerBound, services.upperBound, rule)
    }
}
