import NetworkPrimitives
import NetworkRules
import RuleMatching

/// What a network ACL lets pass in one direction, and by which entries.
package struct ACLPassage: Sendable {
    package struct Part: Sendable {
        package let entry: NumberedRule
        package let action: NetworkACLEntry.Action
        /// What the entry decides: what it is about, less what entries before it decide.
        package let decided: TrafficSpace
    }

    /// The entries that decide something, in the order in which they are asked.
    package let parts: [Part]

    /// - Complexity: O(n²), n the entries.
    package init(_ acl: Int, _ direction: TrafficDirection, _ ruleSet: RuleSet) {
        var open = TrafficSpace.everything
        parts = ruleSet.networkACLs[acl].entries(direction).enumerated().compactMap { place, entry in
            guard entry.isKnown else { return nil }
            let box = TrafficBox(AddressSet(entry.block), ServiceSet(entry.traffic))
            let decided = open.intersection(box)
            guard !decided.isEmpty else { return nil }
            open.subtract(box)
            return Part(
                entry: .networkACL(acl, direction, entry: place), action: entry.action, decided: decided)
        }
    }

    /// The addresses with which some packet of the services may be exchanged.
    package func addresses(of services: ServiceSet) -> AddressSet {
        parts.reduce(AddressSet()) { addresses, part in
            part.action == .allow ? addresses.union(part.decided.addresses(of: services)) : addresses
        }
    }

    /// Entries that allow some packet of the services with some of the addresses.
    package func allowing(_ box: TrafficBox) -> [NumberedRule] {
        parts.filter { $0.action == .allow && !$0.decided.intersection(box).isEmpty }.map(\.entry)
    }
}
