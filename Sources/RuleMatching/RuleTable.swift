import NetworkRules

/// The rules of one group or ACL in one direction as bitsets: bit i stands for the i-th rule.
///
/// A rule matches where its bit is set both in the row of a peer set that covers the remote address
/// and in the row of the packet's service class. Each peer set has two rows: rules that then match
/// for certain, and rules that *may* match, because they look at something that a flow log does
/// not carry. Rows are `wordCount` words long and stand one after another.
///
/// Tables hold no ids, so groups and ACLs of equal rules share one.
struct RuleTable: Sendable {
    /// One rule as the table is built from it: the services it names, the peer set whose addresses
    /// it matches, and the peer sets whose addresses it may match.
    struct Row: Hashable {
        var traffic: RuleTraffic
        var certain: PeerSet?
        var possible: [PeerSet]
    }

    let ruleCount: Int
    let wordCount: Int
    /// Peer sets that any rule names, ascending.
    private let peers: [PeerSet]
    private let certainRules: [UInt64]
    private let possibleRules: [UInt64]
    /// First service class of each interval in which all rules answer alike, ascending from 0.
    private let serviceStarts: [UInt32]
    private let rulesOfService: [UInt64]

    init(_ rows: [Row], services: ServiceClasses) {
        ruleCount = rows.count
        wordCount = (rows.count + 63) / 64
        let words = wordCount
        var peers: [PeerSet] = []
        for row in rows {
            if let peer = row.certain { peers.append(peer) }
            peers += row.possible
        }
        peers.sortUniquely()
        let ranges = rows.map { services.classes(of: $0.traffic) }
        var starts: [UInt32] = [0]
        for range in ranges where !range.isEmpty {
            starts.append(range.lowerBound)
            starts.append(range.upperBound)
        }
        starts.sortUniquely()

        var certain = [UInt64](repeating: 0, count: peers.count * words)
        var possible = certain
        var ofService = [UInt64](repeating: 0, count: starts.count * words)
        for (rule, row) in rows.enumerated() {
            let bit = UInt64(1) << UInt64(rule % 64)
            if let peer = row.certain { certain[peers.lowerBound(of: peer) * words + rule / 64] |= bit }
            for peer in row.possible { possible[peers.lowerBound(of: peer) * words + rule / 64] |= bit }
            let range = ranges[rule]
            guard !range.isEmpty else { continue }
            for interval in starts.lowerBound(of: range.lowerBound)..<starts.lowerBound(of: range.upperBound)
            {
                ofService[interval * words + rule / 64] |= bit
            }
        }
        self.peers = peers
        certainRules = certain
        possibleRules = possible
        serviceStarts = starts
        rulesOfService = ofService
    }

    var byteCount: Int {
        4 * (peers.count + serviceStarts.count)
            + 8 * (certainRules.count + possibleRules.count + rulesOfService.count)
    }

    /// The rules that match packets of a service to or from addresses under `cover`.
    ///
    /// - Complexity: O(c log p + c w): c peer sets in the cover, p in the table, w words a row.
    func match(_ cover: ArraySlice<CoveringPeer>, serviceClass: UInt32, into match: inout RuleMatch) {
        match.reset(wordCount: wordCount)
        for covering in cover {
            let peer = peers.lowerBound(of: covering.peer)
            guard peer < peers.count, peers[peer] == covering.peer else { continue }
            for word in 0..<wordCount {
                match.certain[word] |= certainRules[peer * wordCount + word]
                match.possible[word] |= possibleRules[peer * wordCount + word]
            }
        }
        let service = serviceStarts.upperBound(of: serviceClass) - 1
        for word in 0..<wordCount {
            let inService = rulesOfService[service * wordCount + word]
            match.certain[word] &= inService
            match.possible[word] &= inService & ~match.certain[word]
        }
    }

    /// The length of the longest prefix under `cover` by which `rule` matches for certain.
    func prefixLength(ofRule rule: Int, under cover: ArraySlice<CoveringPeer>) -> Int {
        var longest = 0
        for covering in cover where covering.prefixLength > longest {
            let peer = peers.lowerBound(of: covering.peer)
            guard peer < peers.count, peers[peer] == covering.peer else { continue }
            let row = certainRules[peer * wordCount..<(peer + 1) * wordCount]
            if row[row.startIndex + rule / 64] >> UInt64(rule % 64) & 1 == 1 {
                longest = covering.prefixLength
            }
        }
        return longest
    }
}

/// Which rules of a table match for certain and which may match, as bitsets; storage is reused.
struct RuleMatch {
    fileprivate(set) var certain: [UInt64] = []
    fileprivate(set) var possible: [UInt64] = []

    fileprivate mutating func reset(wordCount: Int) {
        certain.removeAll(keepingCapacity: true)
        possible.removeAll(keepingCapacity: true)
        certain.append(contentsOf: repeatElement(0, count: wordCount))
        possible.append(contentsOf: repeatElement(0, count: wordCount))
    }

    /// Whether the bit of `rule` is set in `bits`.
    static func contains(_ rule: Int, in bits: [UInt64]) -> Bool {
        bits[rule / 64] >> UInt64(rule % 64) & 1 == 1
    }

    /// Calls `body` with the number of each set bit, ascending, until it returns false.
    static func forEach(in bits: [UInt64], while body: (Int) -> Bool) {
        for (index, word) in bits.enumerated() {
            var rest = word
            while rest != 0 {
                guard body(index * 64 + rest.trailingZeroBitCount) else { return }
                rest &= rest - 1
            }
        }
    }
}

extension Array where Element: Comparable {
    /// In a sorted array, the first index whose element is not below `value`.
    func lowerBound(of value: Element) -> Int {
        boundary { $0 < value }
    }

    /// In a sorted array, the first index whose element is above `value`.
    func upperBound(of value: Element) -> Int {
        boundary { $0 <= value }
    }

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

    private func boundary(_ isBefore: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
