import NetworkPrimitives
import NetworkRules

/// Makes the suggestion for one group after another.
struct SuggestionMaker {
    private let ruleSet: RuleSet
    private let observed: ObservedOpenings
    private let limits: SuggestionLimits
    private let peers: PeerAddresses
    private let unseen: UnseenTraffic
    private let owners: [IPAddress: [Int]]
    private let memberCounts: [String: Int]
    /// Prefix lists of no more addresses than one that was seen and the slack; of IPv6, blocks of 64 bits count.
    private let narrowLists: [RulePeer]

    init(_ ruleSet: RuleSet, _ observed: ObservedOpenings, _ limits: SuggestionLimits) {
        self.ruleSet = ruleSet
        self.observed = observed
        self.limits = limits
        let peers = PeerAddresses(ruleSet)
        self.peers = peers
        narrowLists = ruleSet.prefixLists.map { .prefixList(id: $0.id) }.filter { list in
            let addresses = peers[list].addresses
            return !addresses.isEmpty
                && addresses.ipv4.size + addresses.ipv6.size / 0x1p64 <= Double(limits.slack) + 1
        }
        unseen = UnseenTraffic(ruleSet)
        var owners: [IPAddress: [Int]] = [:]
        var memberCounts: [String: Int] = [:]
        for (number, interface) in ruleSet.interfaces.enumerated() {
            for address in interface.addresses { owners[address, default: []].append(number) }
            for group in interface.groupIDs { memberCounts[group, default: 0] += 1 }
        }
        self.owners = owners
        self.memberCounts = memberCounts
    }

    func suggestion(_ number: Int) -> SuggestedRules.OfGroup {
        let group = ruleSet.securityGroups[number]
        var rules: [TrafficDirection: [SuggestedRule]] = [:]
        var before: [TrafficDirection: Double] = [:]
        var after: [TrafficDirection: Double] = [:]
        var beyond = 0
        for direction in TrafficDirection.allCases {
            let suggested = suggestion(number, direction)
            rules[direction] = suggested
            before[direction] = size(group.rules(direction))
            after[direction] = size(suggested.map(\.rule))
            for family in AddressFamily.allCases {
                let count = suggested.count { $0.rule.peer.isCounted(as: family) }
                beyond += max(0, count - limits.maximumRules)
            }
        }
        return SuggestedRules.OfGroup(
            group: number, ingress: rules[.ingress] ?? [], egress: rules[.egress] ?? [],
            permittedBefore: before,
            permittedAfter: after, rulesBeyondLimit: beyond)
    }

    private func suggestion(_ number: Int, _ direction: TrafficDirection) -> [SuggestedRule] {
        let rules = ruleSet.securityGroups[number].rules(direction)
        let openings = observed.openings[.init(group: number, direction: direction)] ?? []
        let kept = keptRules(rules, openings)
        let bounds = rules.map { rule -> RuleGeneralizer.Bound in
            var block: CIDRBlock?
            if case .cidr(let known) = rule.peer { block = known }
            return RuleGeneralizer.Bound(
                services: ServiceSet(rule.traffic), peer: peers[rule.peer], block: block)
        }
        let made = AddressFamily.allCases.flatMap { family -> [SuggestedRule] in
            let own = openings.filter { $0.remote.family == family }
            var generalizer = RuleGeneralizer(
                own, own.map { peer($0, rules[$0.rule], bounds) }, bounds: bounds, limits)
            return generalizer.rules()
        }
        return Self.joined(made) + kept
    }

    /// Rules for both families that name the same group are one.
    private static func joined(_ rules: [SuggestedRule]) -> [SuggestedRule] {
        var joined: [SuggestedRule] = []
        for rule in rules {
            if let place = joined.firstIndex(where: { $0.rule == rule.rule }) {
                joined[place].records &+= rule.records
                joined[place].remotes += rule.remotes
            } else {
                joined.append(rule)
            }
        }
        return joined
    }

    /// Rules for what logs never show: nothing speaks against them.
    private func keptRules(_ rules: [SecurityGroupRule], _ openings: [ObservedOpening]) -> [SuggestedRule] {
        let used = Set(openings.map(\.rule))
        return rules.enumerated().compactMap { place, rule in
            guard rule.isKnown, !used.contains(place), unseen.reason(rule, peers[rule.peer].addresses) != nil
            else {
                return nil
            }
            return SuggestedRule(rule: rule, records: 0, remotes: 0, isKept: true)
        }
    }

    /// Whom a rule for an opening names: whom the rule that permitted it names where that is no block; else a group of
    /// the interface at the far side, or a prefix list within the slack, where nobody is let in anew by that; else the
    /// far side's address.
    private func peer(
        _ opening: ObservedOpening, _ rule: SecurityGroupRule, _ bounds: [RuleGeneralizer.Bound]
    ) -> RulePeer {
        guard case .cidr = rule.peer else { return rule.peer }
        let named = groups(at: opening.remote) + lists(around: opening.remote)
        if named.isEmpty { return .cidr(CIDRBlock(opening.remote)) }
        let services = ServiceSet(opening.service.traffic)
        let known = named.first { peer in
            let permitted = bounds.reduce(AddressSet()) { permitted, bound in
                services.isSubset(of: bound.services) ? permitted.union(bound.peer.addresses) : permitted
            }
            return peers[peer].addresses.isSubset(of: permitted)
        }
        return known ?? .cidr(CIDRBlock(opening.remote))
    }

    /// The groups of the interfaces that have an address, those with the fewest members first.
    private func groups(at remote: IPAddress) -> [RulePeer] {
        guard let owners = owners[remote] else { return [] }
        return owners.flatMap { ruleSet.interfaces[$0].groupIDs }.sorted {
            (memberCounts[$0] ?? 0, $0) < (memberCounts[$1] ?? 0, $1)
        }
        .map { .securityGroup(id: $0) }
    }

    /// The prefix lists that hold an address and no more others than the slack allows, in the order of the rule set.
    private func lists(around remote: IPAddress) -> [RulePeer] {
        narrowLists.isEmpty ? [] : narrowLists.filter { peers[$0].addresses.contains(remote) }
    }

    /// Packets that rules permit, as near as a `Double` comes.
    private func size(_ rules: [SecurityGroupRule]) -> Double {
        var space = TrafficSpace()
        for rule in rules where rule.isKnown {
            space.formUnion(TrafficBox(peers[rule.peer].addresses, ServiceSet(rule.traffic)))
        }
        return space.boxes.reduce(0) { $0 + $1.size }
    }
}
