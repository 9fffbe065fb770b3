import NetworkPrimitives
import NetworkRules

/// Makes few rules of many openings of one group, direction and address family, none of them broader than the rules
/// that permitted the openings.
///
/// First each service has the blocks of its far sides, joined where that costs no more than the slack; then ranges of
/// ports are made of neighbours. Where there are still too many rules, those are joined that cost least, in addresses
/// times ports that nobody used.
struct RuleGeneralizer {
    /// A rule of the group: no suggestion goes beyond a single one of them.
    struct Bound {
        let services: ServiceSet
        let peer: ResolvedPeer
        /// Whom it names, where that is a block.
        let block: CIDRBlock?
    }

    /// So few joins of a round that all other candidates are looked at for each.
    private static let fewJoins = 16

    private let limits: SuggestionLimits
    private let bounds: [Bound]
    /// Addresses of the far sides, ascending.
    private let remotes: [IPAddress]
    /// The groups and prefix lists that openings name, in the order of rules.
    private let namedPeers: [RulePeer]
    /// In order of services once blocks are joined.
    private var candidates: [RuleCandidate] = []

    /// - Parameter peers: of every opening, whom a rule would name.
    init(_ openings: [ObservedOpening], _ peers: [RulePeer], bounds: [Bound], _ limits: SuggestionLimits) {
        self.limits = limits
        self.bounds = bounds
        namedPeers = Self.namedPeers(peers)
        let numbers = namedPeers.numberOfElement
        var remotes: [IPAddress] = []
        var places: [CandidateScope: Int] = [:]
        // By far side, so that those of each candidate come in their order.
        for number in openings.indices.sorted(by: { openings[$0].remote < openings[$1].remote }) {
            let opening = openings[number]
            if opening.remote != remotes.last { remotes.append(opening.remote) }
            let remote = UInt32(remotes.count - 1)
            let scope = CandidateScope(
                service: CandidateService(
                    ipProtocol: opening.service.ipProtocol,
                    ports: PortRange(opening.service.port, opening.service.port)),
                peer: Self.peer(peers[number], numbers))
            if let place = places[scope] {
                candidates[place].records &+= opening.records
                if candidates[place].remotes.last != remote { candidates[place].remotes.append(remote) }
            } else {
                places[scope] = candidates.count
                candidates.append(RuleCandidate(scope: scope, records: opening.records, remotes: [remote]))
            }
        }
        self.remotes = remotes
    }

    /// Groups, then prefix lists, each by id.
    private static func namedPeers(_ peers: [RulePeer]) -> [RulePeer] {
        let named = Set(peers.filter { if case .cidr = $0 { false } else { true } })
        return named.sorted { left, right in
            switch (left, right) {
            case (.securityGroup, .prefixList): true
            case (.prefixList, .securityGroup): false
            default: left.description < right.description
            }
        }
    }

    private static func peer(_ peer: RulePeer, _ numbers: [RulePeer: Int]) -> CandidatePeer {
        switch peer {
        case .cidr(let block): .block(block)
        case .securityGroup, .prefixList: .named(numbers[peer, default: 0])
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
        return candidates.map { candidate in
            SuggestedRule(
                rule: SecurityGroupRule(
                    traffic: candidate.scope.service.traffic, peer: rulePeer(candidate.scope.peer)),
                records: candidate.records, remotes: candidate.remotes.count)
        }
    }

    private func rulePeer(_ peer: CandidatePeer) -> RulePeer {
        switch peer {
        case .named(let number): namedPeers[number]
        case .block(let block): .cidr(block)
        }
    }
}

// MARK: - Neighbours

extension RuleGeneralizer {
    /// Joins neighbouring blocks of each service while a pair costs no more than the slack.
    private mutating func joinBlocks() {
        sortByService()
        var joined: [RuleCandidate] = []
        for candidate in candidates {
            var next = candidate
            while let last = joined.last, let scope = blockWithinSlack(last, next) {
                joined.removeLast()
                next = Self.joined(consume last, next, as: scope)
            }
            joined.append(next)
        }
        candidates = joined
    }

    private static func joined(
        _ left: consuming RuleCandidate, _ right: RuleCandidate, as scope: CandidateScope
    ) -> RuleCandidate {
        left.join(right, as: scope)
        return left
    }

    /// The block for two blocks of one service that follow each other, where it holds no more addresses at which nobody
    /// was seen than the slack allows.
    private func blockWithinSlack(_ left: RuleCandidate, _ right: RuleCandidate) -> CandidateScope? {
        guard left.scope.service == right.scope.service, case .block = left.scope.peer,
            case .block = right.scope.peer, let scope = join(left, right), case .block(let block) = scope.peer
        else { return nil }
        let isTold = unseen(block, seenAt: left.remotes, right.remotes) <= limits.slack
        return isTold ? scope : nil
    }

    /// Addresses of a block at which nobody was seen; of IPv6, blocks of 64 bits.
    private func unseen(_ block: CIDRBlock, seenAt left: [UInt32], _ right: [UInt32]) -> UInt64 {
        let bits = block.family == .ipv4 ? 32 : 64
        let hostBits = max(0, bits - block.prefixLength)
        let size: UInt64 = hostBits >= 63 ? .max : 1 << UInt64(hostBits)
        let seen = block.family == .ipv4 ? left.count + right.count : networkCount(left, right)
        return size - min(size, UInt64(seen))
    }

    /// Blocks of 64 bits that far sides of IPv6 are in; those of the second row follow those of the first.
    private func networkCount(_ left: [UInt32], _ right: [UInt32]) -> Int {
        var count = 0
        var last: CIDRBlock?
        for remote in [left, right].joined() {
            let network = CIDRBlock(containing: remotes[Int(remote)], prefixLength: 64)
            if network != last { count += 1 }
            last = network
        }
        return count
    }

    /// Joins ports of one far side that follow each other.
    private mutating func joinPorts() {
        candidates.sort { CandidateScope.isOrderedByPeer($0.scope, $1.scope) }
        var joined: [RuleCandidate] = []
        for candidate in candidates {
            if let last = joined.last, Self.portsFollow(last.scope, candidate.scope),
                let scope = join(last, candidate)
            {
                joined[joined.count - 1].join(candidate, as: scope)
            } else {
                joined.append(candidate)
            }
        }
        candidates = joined
        sortByService()
    }

    private static func portsFollow(_ left: CandidateScope, _ right: CandidateScope) -> Bool {
        left.peer == right.peer && left.service.ipProtocol == right.service.ipProtocol
            && left.service.ipProtocol.hasPorts
            && Int(right.service.ports.first) <= Int(left.service.ports.last) + 1
    }
}

// MARK: - The limit

extension RuleGeneralizer {
    /// Two candidates that may become one.
    private struct Pair {
        let cost: Double
        let first: Int
        let second: Int
        let scope: CandidateScope
    }

    /// Joins the pairs whose joins add the fewest packets, of those that stand beside each other by service or by far
    /// side.
    ///
    /// - Returns: whether there was any.
    private mutating func joinCheapest(_ count: Int) -> Bool {
        var isTaken = [Bool](repeating: false, count: candidates.count)
        var joined: [RuleCandidate] = []
        for pair in pairs().sorted(by: { $0.cost < $1.cost }) where joined.count < count {
            guard !isTaken[pair.first], !isTaken[pair.second] else { continue }
            (isTaken[pair.first], isTaken[pair.second]) = (true, true)
            var both = candidates[pair.first]
            both.join(candidates[pair.second], as: pair.scope)
            joined.append(both)
        }
        guard !joined.isEmpty else { return false }
        // What has come to be covered by another goes into it; while many are joined at once, that can wait.
        for number in candidates.indices where joined.count <= Self.fewJoins && !isTaken[number] {
            if let place = joined.firstIndex(where: { $0.scope.covers(candidates[number].scope) }) {
                joined[place].join(candidates[number], as: joined[place].scope)
                isTaken[number] = true
            }
        }
        candidates = candidates.indices.filter { !isTaken[$0] }.map { candidates[$0] } + joined
        sortByService()
        return true
    }

    private mutating func sortByService() {
        candidates.sort { CandidateScope.isOrderedByService($0.scope, $1.scope) }
    }

    private func pairs() -> [Pair] {
        let scopes = candidates.map(\.scope)
        let byService = Array(scopes.indices)
        let byPeer = scopes.indices.sorted { CandidateScope.isOrderedByPeer(scopes[$0], scopes[$1]) }
        return [byService, byPeer].flatMap { order in
            zip(order, order.dropFirst()).compactMap { first, second in
                guard let scope = join(candidates[first], candidates[second]) else { return nil }
                let cost = scope.breadth - scopes[first].breadth - scopes[second].breadth
                return Pair(cost: cost, first: first, second: second, scope: scope)
            }
        }
    }

    /// What one rule for two candidates would permit, where a rule of the group permits all of it.
    private func join(_ left: RuleCandidate, _ right: RuleCandidate) -> CandidateScope? {
        guard let scope = left.scope.joined(with: right.scope) else { return nil }
        let isPermitted = bounds.contains { bound in
            guard scope.service.isPermitted(by: bound.services) else { return false }
            switch scope.peer {
            case .block(let block):
                return bound.block.map { $0.contains(block) } ?? bound.peer.addresses.contains(block)
            case .named:
                return [left.remotes, right.remotes].joined()
                    .allSatisfy { bound.peer.addresses.contains(remotes[Int($0)]) }
            }
        }
        return isPermitted ? scope : nil
    }
}
