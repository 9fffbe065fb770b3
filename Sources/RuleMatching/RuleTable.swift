import NetworkRules

/// The rules of one group or ACL in one direction, found by the peer sets that cover a remote address
/// and by the packet's service class.
///
/// A peer set has two sorts of rules: those that match its addresses for certain, and those that *may*
/// match, because they look at something that a flow log does not carry.
///
/// Tables hold no ids, so groups and ACLs of equal rules share one. A class, so that whoever asks a table
/// takes hold of it once and not of each of its arrays.
final class RuleTable: Sendable {
    /// One rule as the table is built from it: the services it names, the peer set whose addresses
    /// it matches, and the peer sets whose addresses it may match.
    struct Row: Hashable {
        var traffic: RuleTraffic
        var certain: PeerSet?
        var possible: [PeerSet]
        var action = NetworkACLEntry.Action.allow
    }

    /// What is asked of a rule once it matches.
    struct Effect: Sendable {
        var action: NetworkACLEntry.Action
        /// How many ports the rule is about.
        var portCount: UInt32
    }

    /// The effect of each rule.
    let effects: [Effect]
    private let certainRules: PeerRules
    private let possibleRules: PeerRules

    /// - Complexity: O(n log n), n rows.
    init(_ rows: [Row], services: ServiceClasses) {
        effects = rows.map { Effect(action: $0.action, portCount: UInt32($0.traffic.portRange.count)) }
        var certain: [PeerRules.Entry] = []
        var possible: [PeerRules.Entry] = []
        for (rule, row) in rows.enumerated() {
            let classes = services.classes(of: row.traffic)
            let entry = { PeerRules.Entry(peer: $0, services: classes, rule: UInt32(rule)) }
            if let peer = row.certain { certain.append(entry(peer)) }
            possible += row.possible.map(entry)
        }
        certainRules = PeerRules(certain)
        possibleRules = PeerRules(possible)
    }

    var ruleCount: Int { effects.count }

    var byteCount: Int {
        certainRules.byteCount + possibleRules.byteCount + effects.count * MemoryLayout<Effect>.stride
    }

    /// The rules that match packets of a service to or from addresses under `cover`.
    ///
    /// - Complexity: O(c log r + k log k) on average: c peer sets in the cover, of at most r rules each,
    ///   k rules that match.
    func match(_ cover: ArraySlice<CoveringPeer>, serviceClass: UInt32, into match: inout RuleMatch) {
        match.removeAll()
        if !certainRules.isEmpty {
            for covering in cover {
                certainRules.append(covering, serviceClass: serviceClass, to: &match.certain)
            }
            if match.certain.count > 1 { match.certain.sort() }
        }
        if !possibleRules.isEmpty {
            for covering in cover {
                possibleRules.append(covering, serviceClass: serviceClass, to: &match.possible)
            }
            match.tidyPossible()
        }
    }
}

/// A rule that matches or may match, and the length of the longest prefix by which it does.
///
/// One word: bits 39...8 hold the rule's number, bits 7...0 the prefix length.
struct MatchingRule: Hashable, Comparable {
    private let word: UInt64

    init(_ rule: UInt32, prefixLength: Int) {
        word = UInt64(rule) << 8 | UInt64(truncatingIfNeeded: prefixLength)
    }

    var rule: Int { Int(truncatingIfNeeded: word >> 8) }
    var prefixLength: Int { Int(truncatingIfNeeded: word & 255) }

    static func < (left: Self, right: Self) -> Bool { left.word < right.word }
}

/// Which rules of a table match for certain and which others may match, both ascending and without
/// repeats; storage is reused.
struct RuleMatch {
    fileprivate(set) var certain: [MatchingRule] = []
    fileprivate(set) var possible: [MatchingRule] = []

    /// - Complexity: O(log k), k the rules that match for certain.
    func isCertain(_ rule: Int) -> Bool { Self.contains(rule, in: certain) }

    /// - Complexity: O(log k), k the rules that may match.
    func isPossible(_ rule: Int) -> Bool { Self.contains(rule, in: possible) }

    private static func contains(_ rule: Int, in matches: [MatchingRule]) -> Bool {
        let place = matches.lowerBound(of: MatchingRule(UInt32(rule), prefixLength: 0))
        return place < matches.count && matches[place].rule == rule
    }

    fileprivate mutating func removeAll() {
        certain.removeAll(keepingCapacity: true)
        possible.removeAll(keepingCapacity: true)
    }

    /// Sorts what may match, of which each peer set may have named the same, and drops what matches.
    fileprivate mutating func tidyPossible() {
        guard !possible.isEmpty else { return }
        possible.sort()
        var kept = 0
        for match in possible where !isCertain(match.rule) {
            if kept > 0, possible[kept - 1].rule == match.rule { continue }
            possible[kept] = match
            kept += 1
        }
        possible.removeLast(possible.count - kept)
    }
}

extension Array where Element: Comparable {
    /// Sorts the array and drops elements that equal the one before them.
    mutating func sortUniquely() {
        sort()
        var kept = 0
        for index in indices where index == 0 || self[index] != self[kept - 1] {
            self[kept] = self[index]
            kept += 1
        }
        removeLast(count - kept)
    }

    /// In a sorted array, the first index whose element is not below `value`.
    func lowerBound(of value: Element) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
