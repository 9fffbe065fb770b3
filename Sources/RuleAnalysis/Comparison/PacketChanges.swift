import NetworkPrimitives
import NetworkRules
import RuleMatching

/// Packets that a change of rules lets through or stops.
package struct PacketChange: Hashable, Sendable {
    package enum Effect: String, Hashable, Sendable {
        case allows
        case forbids
    }

    package let effect: Effect
    package let direction: TrafficDirection
    package let box: TrafficBox
    /// Interfaces at which it is so, by their ids; none where it is so of a group or ACL that nothing carries.
    package var interfaces: [String]
    /// The group or ACL, where no interface is concerned.
    package let owner: String?
    /// Rules that permit the packets: of the new rule set for what it allows, of the old one for what it forbids.
    package var rules: [String]

    /// One of the packets: of the protocol that people know best, from an address that they may have seen.
    package var example: (remote: IPAddress, service: ServicePart)? {
        let known: [IPProtocol] = [.tcp, .udp, .icmp, .icmpv6]
        let usual = known.lazy.map { ServiceSet($0, .all).intersection(box.services) }.first { !$0.isEmpty }
        guard let remote = box.addresses.example, let part = (usual ?? box.services).parts.first else {
            return nil
        }
        let number = part.protocols.lowerBound
        let details = part.protocols.count == 1 ? part.details : .all
        let isWhole = !IPProtocol(number).hasPorts && details == .all
        return (
            remote,
            ServicePart(
                protocols: number...number,
                details: isWhole ? details : PortRange(details.first, details.first))
        )
    }
}

/// The exact difference between the packets that two rule sets let through.
package struct PacketChanges: Sendable {
    /// What is allowed before what is forbidden, then by direction and interfaces.
    package let changes: [PacketChange]
    /// Interfaces that only one of the rule sets has: nothing is compared of them.
    package let addedInterfaces: [String]
    package let removedInterfaces: [String]
    /// Rules of either side that the comparison leaves out, since their packets are not known.
    package let undecided: [String]

    /// - Complexity: O(c · b²), c the combinations of groups and ACL that changed, b the boxes of each.
    package init(from old: RuleSet, to new: RuleSet) {
        let search = PacketChangeSearch(old, new)
        changes = search.changes()
        let (oldIDs, newIDs) = (Set(old.interfaces.map(\.id)), Set(new.interfaces.map(\.id)))
        addedInterfaces = newIDs.subtracting(oldIDs).sorted()
        removedInterfaces = oldIDs.subtracting(newIDs).sorted()
        undecided = search.undecided
    }
}
