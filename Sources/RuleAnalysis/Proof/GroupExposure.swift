import NetworkPrimitives
import NetworkRules
import RuleMatching

/// What a set of rules lets all of the public internet do.
///
/// Exact: two halves of the internet, or a prefix list that holds it in pieces, open what `0.0.0.0/0` opens.
package struct GroupExposure: Sendable {
    /// Services that every public address of the family may use, or that may be used at every one.
    package let services: ServiceSet
    /// Rules that name public addresses of the family, and the services that each opens by itself.
    package let rules: [OpeningRule]

    package struct OpeningRule: Hashable, Sendable {
        package let rule: NumberedRule
        /// What the rule is about.
        package let named: ServiceSet
        /// What it opens to everyone without other rules: all or nothing of `named`.
        package let opened: ServiceSet
    }

    /// The exposure by the rules of one group in one direction, of one family.
    ///
    /// - Complexity: O(r²) where r rules name different public addresses; O(r) where all name the same ones.
    package init(
        _ group: Int, _ direction: TrafficDirection, _ family: AddressFamily, _ ruleSet: RuleSet,
        _ peers: PeerAddresses
    ) {
        let everyone = PublicInternet.addresses(family)
        var closed = TrafficSpace(TrafficBox(everyone, .everything))
        var rules: [OpeningRule] = []
        for (number, rule) in ruleSet.securityGroups[group].rules(direction).enumerated() where rule.isKnown {
            let addresses = peers[rule.peer].addresses.intersection(everyone)
            let services = ServiceSet(rule.traffic)
            guard !addresses.isEmpty, !services.isEmpty else { continue }
            closed.subtract(TrafficBox(addresses, services))
            rules.append(
                OpeningRule(
                    rule: .securityGroup(group, direction, rule: number), named: services,
                    opened: everyone.isSubset(of: addresses) ? services : ServiceSet()))
        }
        services = ServiceSet.everything.subtracting(closed.services)
        self.rules = rules
    }
}
