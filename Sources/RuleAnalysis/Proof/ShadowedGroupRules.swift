import NetworkPrimitives
import NetworkRules
import RuleMatching

/// A security-group rule that permits nothing that others would not permit without it.
package struct ShadowedGroupRule: Hashable, Sendable {
    package let rule: NumberedRule
    /// Rules that together permit all that it permits, the broadest first; none where it matches no packet.
    package let coveredBy: [NumberedRule]
    package let basis: ProofBasis
}

/// What has to stay as it is for a proof to hold, the least first.
package enum ProofBasis: Int, Comparable, Hashable, Sendable {
    /// The rules alone.
    case rules
    /// That interfaces which carry the rule's group carry the other groups too.
    case attachments
    /// That the groups which rules name have the members that they have.
    case members

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Finds security-group rules that others cover: exactly, by the union of all others, never pair by pair.
///
/// All rules found can be taken away together: of rules that cover each other, one stays. A rule counts as covered
/// where the rules that stay in its group permit all its packets, or where on every interface that carries the group
/// the rules that stay in all of the interface's groups do.
package struct ShadowedGroupRules {
    private struct Candidate {
        let rule: NumberedRule
        let services: ServiceSet
        let peer: RulePeer
        let resolved: ResolvedPeer
        /// Packets, as a measure of how broad the rule is.
        let breadth: Double
    }

    /// Of one direction: the rules that stay, by group, the broadest first.
    private var staying: [[Candidate]] = []
    private let ruleSet: RuleSet
    /// Distinct sets of groups of interfaces, by each of their groups.
    private let companions: [[[Int]]]

    /// - Parameter peers: those of the rule set, where they have been found before.
    package static func find(
        in ruleSet: RuleSet, _ peers: PeerAddresses? = nil
    ) -> [ShadowedGroupRule] {
        let peers = peers ?? PeerAddresses(ruleSet)
        let companions = companions(in: ruleSet)
        return TrafficDirection.allCases.flatMap { direction in
            var search = ShadowedGroupRules(ruleSet, companions, peers, direction)
            return search.shadowed()
        }.sorted { $0.rule < $1.rule }
    }

    private init(
        _ ruleSet: RuleSet, _ companions: [[[Int]]], _ peers: PeerAddresses, _ direction: TrafficDirection
    ) {
        self.ruleSet = ruleSet
        self.companions = companions
        staying = ruleSet.securityGroups.enumerated().map { group, content in
            content.rules(direction).enumerated().compactMap { number, rule in
                // A rule that is not known in full may turn out to be about less.
                guard rule.isKnown else { return nil }
                let resolved = peers[rule.peer]
                let services = ServiceSet(rule.traffic)
                return Candidate(
                    rule: .securityGroup(group, direction, rule: number), services: services,
                    peer: rule.peer, resolved: resolved,
                    breadth: TrafficBox(resolved.addresses, services).size)
            }.sorted { $0.breadth > $1.breadth }
        }
    }

    /// For each group, the other groups of every interface that carries it, in an order of their own.
    private static func companions(in ruleSet: RuleSet) -> [[[Int]]] {
        let numberOfGroup = ruleSet.securityGroups.map(\.id).numberOfElement
        var companions = [Set<[Int]>](repeating: [], count: ruleSet.securityGroups.count)
        for profile in Set(ruleSet.interfaces.map { Set($0.groupIDs.compactMap { numberOfGroup[$0] }) }) {
            for group in profile { companions[group].insert(profile.filter { $0 != group }.sorted()) }
        }
        return companions.map { $0.sorted { $0.lexicographicallyPrecedes($1) } }
    }

    private mutating func shadowed() -> [ShadowedGroupRule] {
        var shadowed: [ShadowedGroupRule] = []
        for group in staying.indices {
            // The narrowest first, and of equals the later: what is taken away is what says least.
            for candidate in staying[group].reversed() {
                guard let proof = proof(that: candidate, ofGroup: group) else { continue }
                shadowed.append(proof)
                staying[group].removeAll { $0.rule == candidate.rule }
            }
        }
        return shadowed
    }

    private func proof(that candidate: Candidate, ofGroup group: Int) -> ShadowedGroupRule? {
        func shadowed(_ coveredBy: [NumberedRule], _ basis: ProofBasis) -> ShadowedGroupRule {
            ShadowedGroupRule(rule: candidate.rule, coveredBy: coveredBy, basis: basis)
        }
        if candidate.services.isEmpty { return shadowed([], .rules) }
        let own = staying[group].filter {
            $0.rule != candidate.rule && !$0.services.isDisjoint(with: candidate.services)
        }
        if let cover = Self.cover(of: candidate, by: own) { return shadowed(cover.rules, cover.basis) }
        var coveredBy: [NumberedRule] = []
        var basis = ProofBasis.attachments
        for companions in companions[group] {
            let others = companions.flatMap { companion in
                staying[companion].filter { !$0.services.isDisjoint(with: candidate.services) }
            }
            guard !others.isEmpty, let cover = Self.cover(of: candidate, by: own + others) else { return nil }
            coveredBy += cover.rules.filter { !coveredBy.contains($0) }
            basis = max(basis, cover.basis)
        }
        return coveredBy.isEmpty ? nil : shadowed(coveredBy, basis)
    }

    private static func cover(
        of candidate: Candidate, by others: [Candidate]
    ) -> (rules: [NumberedRule], basis: ProofBasis)? {
        if let rules = lastingCover(of: candidate, by: others) { return (rules, .rules) }
        return presentCover(of: candidate, by: others).map { ($0, .members) }
    }

    /// A proof that holds whatever members groups will have.
    private static func lastingCover(of candidate: Candidate, by others: [Candidate]) -> [NumberedRule]? {
        var rest = TrafficSpace(TrafficBox(candidate.resolved.reach, candidate.services))
        var rules: [NumberedRule] = []
        for other in others where other.peer == candidate.peer {
            if rest.subtract(TrafficBox(.everything, other.services)) { rules.append(other.rule) }
        }
        for other in others where !rest.isEmpty && other.resolved.isFixed && other.peer != candidate.peer {
            if rest.subtract(TrafficBox(other.resolved.addresses, other.services)) {
                rules.append(other.rule)
            }
        }
        return rest.isEmpty ? rules : nil
    }

    /// A proof that holds for the members that groups have now; none for a group without any, since then every rule
    /// would do.
    private static func presentCover(of candidate: Candidate, by others: [Candidate]) -> [NumberedRule]? {
        guard !candidate.resolved.addresses.isEmpty else { return nil }
        var rest = TrafficSpace(TrafficBox(candidate.resolved.addresses, candidate.services))
        var rules: [NumberedRule] = []
        for other in others where !rest.isEmpty {
            if rest.subtract(TrafficBox(other.resolved.addresses, other.services)) {
                rules.append(other.rule)
            }
        }
        return rest.isEmpty ? rules : nil
    }
}
