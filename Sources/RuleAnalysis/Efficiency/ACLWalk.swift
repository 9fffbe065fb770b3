import NetworkPrimitives
import NetworkRules
import RuleMatching

/// How far the entries of one direction of an ACL are walked until a record is decided.
package struct ACLWalk: Sendable {
    /// The ACL's number in the rule set.
    package let acl: Int
    package let networkACL: String
    package let direction: TrafficDirection
    /// Places of the entries in the order that decides most traffic soonest, and their rule numbers.
    package let places: [Int]
    package let order: [Int]
    /// Records that were decided.
    package let hits: UInt64
    /// Entries asked for a record, on average, now and in that order.
    package let now: Double
    package let best: Double

    /// Directions of ACLs that decided records, those with the most first.
    package static func all(_ ruleSet: RuleSet, _ logs: FlowEvidence) -> [ACLWalk] {
        let walks = ruleSet.networkACLs.enumerated().flatMap { number, acl in
            TrafficDirection.allCases.compactMap { ACLWalk(acl, number, $0, logs) }
        }
        return walks.sorted { $0.hits != $1.hits ? $0.hits > $1.hits : $0.networkACL < $1.networkACL }
    }

    /// Nil where no record was decided.
    private init?(_ acl: NetworkACL, _ number: Int, _ direction: TrafficDirection, _ logs: FlowEvidence) {
        func hits(_ rule: NumberedRule) -> UInt64 { logs.usage(of: rule).hits.records }
        let entries = acl.entries(direction)
        let counts = entries.indices.map { hits(.networkACL(number, direction, entry: $0)) }
        let implied = AddressFamily.allCases.reduce(UInt64(0)) {
            $0 &+ hits(.networkACLDefault(number, direction, $1))
        }
        let total = counts.reduce(implied, &+)
        guard total > 0 else { return nil }
        let order = EntryOrder(entries, hits: counts + [implied])
        self.acl = number
        networkACL = acl.id
        self.direction = direction
        places = order.places
        self.order = order.places.map { entries[$0].ruleNumber }
        self.hits = total
        now = order.walkedNow
        best = order.walked
    }
}
