import NetworkPrimitives
import NetworkRules

/// Makes few rules of many openings of one group, direction and address family, none of them broader than the rules
/// that permitted the openings.
///
/// First each service has the blocks of its far sides, joined where that costs no more than the slack; then ranges of
/// ports are made of neighbours. Where there are still too many rules, those are joined that cost least, in addresses
/// times ports that nobody used.
struct RuleGeneralizer {
    /// So few joins of a round that all other candidates are looked at for each.
    private static let fewJoins = 16

    private let limits: SuggestionLimits
    /// What the group's rules permit: no suggestion goes beyond a single one of them.
    private let bounds: [(services: ServiceSet, peer: ResolvedPeer, block: CIDRBlock?)]
    private var candidates: [RuleCandidate] = []

    /// - Parameter peers: of every opening, whom a rule would name.
    init(
        _ openings: [ObservedOpening], _ peers: [RulePeer], bounds: [(ServiceSet, ResolvedPeer, CIDRBlock?)],
        _ limits: SuggestionLimits
    ) {
        self.limits = limits
        self.bounds = bounds.map { (services: $0.0, peer: $0.1, block: $0.2) }
        var places: [RuleCandidate.Place: Int] = [:]
        for (opening, peer) in zip(openings, peers) {
            let ports = PortRange(opening.service.port, opening.service.port)
            let candidate = RuleCandidate(
                ipProtocol: opening.service.ipProtocol, ports: ports, peer: peer, records: opening.records,
                remotes: [opening.remote])
            if let place = places[candidate.place] {
                candidates[place].join(candidate)
            } else {
                places[candidate.place] = candidates.count
                candidates.append(candidate)
            }
        }
    }

    /// The rules, by service and far side.
    mutating func rules() -> [SuggestedRule] {
        joinBlocks()
        joinPorts()
        while candidates.count > limits.maximumRules {
            // Many at once while there are many too many, one by one at the end.
            guard joinCheapest(max(1, (candidates.count - limits.maximumRules) / 4)) else { break }
        }
        return candidates.sorted { $0.place < $1.place }.map { candidate in
            SuggestedRule(
                rule: SecurityGroupRule(traffic: candidate.traffic, peer: candidate.peer),
                records: candidate.records, remotes: candidate.remotes.count)
        }
    }

    /// Joins neighbouring blocks of each service while a pair costs no more than the slack.
    private mutating func joinBlocks() {
        var rest: [RuleCandidate] = []
        var blocks: [RuleCandidate.Service: [RuleCandidate]] = [:]
        for candidate in candidates {
            if case .cidr = candidate.peer {
                blocks[candidate.service, default: []].append(candidate)
            } else {
                rest.append(candidate)
            }
        }
        for service in blocks.keys.sorted() {
            var joined: [RuleCandidate] = []
            for candidate in (blocks[service] ?? []).sorted(by: { $0.place < $1.place }) {
                var next = candidate
                while let last = joined.last, let both = join(last, next), unseen(both) <= limits.slack {
                    next = both
                    joined.removeLast()
                }
                joined.append(next)
            }
            rest += joined
        }
        candidates = rest
    }

    /// Joins ports of one far side that follow each other.
    private mutating func joinPorts() {
        var joined: [RuleCandidate] = []
        for candidate in candidates.sorted(by: { $0.byPeer < $1.byPeer }) {
            if let last = joined.last, last.peer == candidate.peer, last.ipProtocol == candidate.ipProtocol,
                candidate.ipProtocol.hasPorts, Int(candidate.ports.first) <= Int(last.ports.last) + 1,
                let both = join(last, candidate)
            {
                joined[joined.count - 1] = both
            } else {
                joined.append(candidate)
            }
        }
        candidates = joined
    }

    /// Joins the pairs whose joins add the fewest packets, of those that stand beside each other by service or by far
    /// side.
    ///
    /// - Returns: whether there was any.
    private mutating func joinCheapest(_ count: Int) -> Bool {
        var taken: Set<Int> = []
        var joined: [RuleCandidate] = []
        for pair in pairs().sorted(by: { $0.cost < $1.cost }) where joined.count < count {
            guard !taken.contains(pair.first), !taken.contains(pair.second) else { continue }
            taken.formUnion([pair.first, pair.second])
            joined.append(pair.joined)
        }
        guard !joined.isEmpty else { return false }
        // What has come to be covered by another goes into it; while many are joined at once, that can wait.
        for number in candidates.indices where joined.count <= Self.fewJoins && !taken.contains(number) {
            if let place = joined.firstIndex(where: { $0.covers(candidates[number]) }) {
                joined[place].join(candidates[number])
                taken.insert(number)
            }
        }
        candidates = candidates.indices.filter { !taken.contains($0) }.map { candidates[$0] } + joined
        return true
    }

    private func pairs() -> [(cost: Double, first: Int, second: Int, joined: RuleCandidate)] {
        let byService = candidates.indices.sorted { candidates[$0].place < candidates[$1].place }
        let byPeer = candidates.indices.sorted { candidates[$0].byPeer < candidates[$1].byPeer }
        return [byService, byPeer].flatMap { order in
            zip(order, order.dropFirst()).compactMap { first, second in
                guard let joined = join(candidates[first], candidates[second]) else { return nil }
                let cost = joined.breadth - candidates[first].breadth - candidates[second].breadth
                return (cost, first, second, joined)
            }
        }
    }

    /// One rule for what two are for, where a rule of the group permits all of it.
    private func join(_ left: RuleCandidate, _ right: RuleCandidate) -> RuleCandidate? {
        guard left.ipProtocol == right.ipProtocol else { return nil }
        let peer: RulePeer
        switch (left.peer, right.peer) {
        case (let one, let two) where one == two: peer = one
        case (.cidr(let one), .cidr(let two)):
            guard left.ports == right.ports, let block = one.joined(with: two) else { return nil }
            peer = .cidr(block)
        default: return nil
        }
        var joined = left
        joined.peer = peer
        let first = min(left.ports.first, right.ports.first)
        joined.ports = PortRange(first, max(left.ports.last, right.ports.last))
        joined.join(right)
        return isWithinBounds(joined) ? joined : nil
    }

    private func isWithinBounds(_ candidate: RuleCandidate) -> Bool {
        let services = ServiceSet(candidate.traffic)
        return bounds.contains { bound in
            guard services.isSubset(of: bound.services) else { return false }
            switch candidate.peer {
            case .cidr(let block):
                if let limit = bound.block { return limit.contains(block) }
                return AddressSet(block).isSubset(of: bound.peer.addresses)
            case .securityGroup, .prefixList:
                return candidate.remotes.allSatisfy { bound.peer.addresses.contains($0) }
            }
        }
    }

    /// Addresses of a candidate's block at which nobody was seen.
    private func unseen(_ candidate: RuleCandidate) -> UInt64 {
        guard case .cidr(let block) = candidate.peer else { return 0 }
        let bits = block.family == .ipv4 ? 32 : 64
        let hostBits = max(0, bits - block.prefixLength)
        let size: UInt64 = hostBits >= 63 ? .max : 1 << UInt64(hostBits)
        let seen =
            block.family == .ipv4
            ? candidate.remotes.count
            : Set(candidate.remotes.map { CIDRBlock(containing: $0, prefixLength: 64) }).count
        return size - min(size, UInt64(seen))
    }
}
