import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// Least-privilege rules for the groups of a rule set, made from the flows that its rules let through.
package struct SuggestedRules: Sendable {
    /// What is suggested for one group.
    package struct OfGroup: Sendable {
        /// The group's number in the rule set.
        package let group: Int
        package let ingress: [SuggestedRule]
        package let egress: [SuggestedRule]
        /// Packets that its rules permit now, and that the suggested ones would, by direction; as near as a `Double` comes.
        package let permittedBefore: [TrafficDirection: Double]
        package let permittedAfter: [TrafficDirection: Double]
        /// Rules of a direction and family beyond the limit: no rule of the group permits what would have to be joined.
        package let rulesBeyondLimit: Int

        package func rules(_ direction: TrafficDirection) -> [SuggestedRule] {
            direction == .ingress ? ingress : egress
        }
    }

    package let ruleSet: RuleSet
    /// Groups that some interface with records carries, in the order of the rule set.
    package let groups: [OfGroup]
    /// Numbers of groups of which nothing can be said: no interface with records carries them.
    package let unseenGroups: [Int]
    /// The rule set with the suggested rules in place of its own.
    package let suggested: RuleSet
    /// Flows that the suggestions were made from, and those of them that the suggested rules would not permit, which
    /// are none.
    package let flowCount: Int
    package let refused: [FlowAggregate]
    /// Allowed flows that no rule was made from, by the reason of their verdict.
    package let leftOut: [VerdictReason: FlowSums]
    /// Records that look like replies, though no rule would have permitted their connection.
    package let strayReplies: FlowSums
    /// Whether the logs had more flows than are told apart, so that rules may be missing.
    package let isComplete: Bool
    package let limits: SuggestionLimits

    /// - Parameter logs: judged by rules whose last snapshot is `ruleSet`.
    /// - Throws: where the suggested rules cannot be compiled.
    package init(
        _ ruleSet: RuleSet, _ logs: AuditLogs, limits: SuggestionLimits = SuggestionLimits()
    ) throws(RuleSetCompilerError) {
        let observed = ObservedOpenings(logs)
        let maker = SuggestionMaker(ruleSet, observed, limits)
        var groups: [OfGroup] = []
        var unseen: [Int] = []
        var suggested = ruleSet
        for number in ruleSet.securityGroups.indices {
            guard Self.hasRecords(ruleSet.securityGroups[number].id, logs, ruleSet) else {
                unseen.append(number)
                continue
            }
            let group = maker.suggestion(number)
            suggested.securityGroups[number].ingress = group.ingress.map(\.rule)
            suggested.securityGroups[number].egress = group.egress.map(\.rule)
            groups.append(group)
        }
        self.ruleSet = ruleSet
        self.groups = groups
        unseenGroups = unseen
        self.suggested = suggested
        flowCount = observed.flows.count
        leftOut = observed.leftOut
        strayReplies = observed.strayReplies
        isComplete = logs.result.aggregates.isComplete
        self.limits = limits
        refused = try Self.refused(observed.flows, by: suggested, logs)
    }

    private static func hasRecords(_ group: String, _ logs: AuditLogs, _ ruleSet: RuleSet) -> Bool {
        ruleSet.interfaces.contains { interface in
            interface.groupIDs.contains(group)
                && logs.numberOfInterface[interface.id].map {
                    logs.result.tally.interfaces.sums(ofInterface: $0) != nil
                } ?? false
        }
    }

    /// The flows that the suggested rules do not permit for certain.
    private static func refused(
        _ flows: [FlowAggregate], by suggested: RuleSet, _ logs: AuditLogs
    ) throws(RuleSetCompilerError) -> [FlowAggregate] {
        let compiled = try RuleSetCompiler.compile(suggested)
        let numbers = Dictionary(
            zip(compiled.interfaceIDs, 0...), uniquingKeysWith: { first, _ in first })
        let ids = logs.compiled.interfaceIDs
        var matcher = RuleMatcher(compiled)
        return flows.filter { flow in
            guard let interface = numbers[ids[Int(flow.key.interface)]] else { return true }
            let question = compiled.groupQuestion(
                ofInterface: interface, flow.key.openingDirection, flow.key.remote, flow.key.ipProtocol,
                port: flow.key.port)
            defer { if matcher.isFull { matcher.reset() } }
            return matcher.decision(question).outcome != .permit
        }
    }
}

/// Makes the suggestion for one group after another.
private struct SuggestionMaker {
    private let ruleSet: RuleSet
    private let observed: ObservedOpenings
    private let limits: SuggestionLimits
    private let peers: PeerAddresses
    private let unseen: UnseenTraffic
    private let owners: [IPAddress: [Int]]
    private let memberCounts: [String: Int]

    init(_ ruleSet: RuleSet, _ observed: ObservedOpenings, _ limits: SuggestionLimits) {
        self.ruleSet = ruleSet
        self.observed = observed
        self.limits = limits
        peers = PeerAddresses(ruleSet)
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
        let bounds = rules.map { rule -> (ServiceSet, ResolvedPeer, CIDRBlock?) in
            var block: CIDRBlock?
            if case .cidr(let known) = rule.peer { block = known }
            return (ServiceSet(rule.traffic), peers[rule.peer], block)
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
    /// the interface at the far side, where no member of it is let in anew by that; else the far side's address.
    private func peer(
        _ opening: ObservedOpening, _ rule: SecurityGroupRule,
        _ bounds: [(ServiceSet, ResolvedPeer, CIDRBlock?)]
    ) -> RulePeer {
        guard case .cidr = rule.peer else { return rule.peer }
        guard let interfaces = owners[opening.remote] else { return .cidr(CIDRBlock(opening.remote)) }
        let services = ServiceSet(opening.service.traffic)
        let permitted = bounds.reduce(AddressSet()) { permitted, bound in
            services.isSubset(of: bound.0) ? permitted.union(bound.1.addresses) : permitted
        }
        let groups = interfaces.flatMap { ruleSet.interfaces[$0].groupIDs }.filter {
            peers[.securityGroup(id: $0)].addresses.isSubset(of: permitted)
        }
        let fewest = groups.min { left, right in
            (memberCounts[left] ?? 0, left) < (memberCounts[right] ?? 0, right)
        }
        if let fewest { return .securityGroup(id: fewest) }
        return .cidr(CIDRBlock(opening.remote))
    }

    /// Packets that rules permit, as near as a `Double` comes.
    private func size(_ rules: [SecurityGroupRule]) -> Double {
        var space = TrafficSpace()
        for rule in rules where rule.isKnown {
            space.formUnion(TrafficBox(peers[rule.peer].addresses, ServiceSet(rule.traffic)))
        }
        return space.boxes.reduce(0) { sum, box in
            sum + box.services.points.size * (box.addresses.ipv4.size + box.addresses.ipv6.size)
        }
    }
}

extension RulePeer {
    /// Whether a rule that names it counts against the quota of a family; groups and lists count against both.
    func isCounted(as family: AddressFamily) -> Bool {
        if case .cidr(let block) = self { block.family == family } else { true }
    }
}
