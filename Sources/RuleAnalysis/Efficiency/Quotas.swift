import NetworkPrimitives
import NetworkRules

/// A limit of the cloud, and how near a rule set comes to it.
package struct QuotaUse: Hashable, Sendable {
    package enum Quota: String, CaseIterable, Hashable, Sendable {
        /// Rules of a group in one direction and family.
        case rulesPerGroup = "rules-per-group"
        /// Entries of an ACL in one direction, the implied last deny among them.
        case entriesPerACL = "entries-per-acl"
        case groupsPerInterface = "groups-per-interface"
        /// Rules of a direction and family that an interface faces: those of all of its groups.
        case rulesPerInterface = "rules-per-interface"
    }

    package let quota: Quota
    package let limit: Int
    package let most: Int
    /// What has the most.
    package let owner: String
    /// How many are above the limit.
    package let above: Int
}

/// *Source: VPC guide, "Amazon VPC quotas".*
package struct QuotaLimits: Hashable, Sendable {
    package var rulesPerGroup = 60
    package var entriesPerACL = 20
    package var groupsPerInterface = 5
    package static let rulesPerInterface = 1000

    package init() {}

    package func use(by ruleSet: RuleSet) -> [QuotaUse] {
        let rules = Dictionary(
            ruleSet.securityGroups.map { ($0.id, Self.mostRules(of: $0)) },
            uniquingKeysWith: { first, _ in first })
        let ofGroups = ruleSet.securityGroups.map { ($0.id, rules[$0.id] ?? 0) }
        let ofACLs = ruleSet.networkACLs.map { ($0.id, max($0.ingress.count, $0.egress.count) + 1) }
        let ofInterfaces = ruleSet.interfaces.map { ($0.id, $0.groupIDs.count) }
        let faced = ruleSet.interfaces.map { interface in
            (interface.id, interface.groupIDs.reduce(0) { $0 + (rules[$1] ?? 0) })
        }
        return [
            Self.use(.rulesPerGroup, rulesPerGroup, ofGroups),
            Self.use(.entriesPerACL, entriesPerACL, ofACLs),
            Self.use(.groupsPerInterface, groupsPerInterface, ofInterfaces),
            Self.use(.rulesPerInterface, Self.rulesPerInterface, faced),
        ]
    }

    private static func mostRules(of group: SecurityGroup) -> Int {
        TrafficDirection.allCases.flatMap { direction in
            AddressFamily.allCases.map { family in
                group.rules(direction).count { $0.peer.isCounted(as: family) }
            }
        }.max() ?? 0
    }

    private static func use(_ quota: QuotaUse.Quota, _ limit: Int, _ counts: [(String, Int)]) -> QuotaUse {
        let most = counts.max { $0.1 != $1.1 ? $0.1 < $1.1 : $0.0 > $1.0 }
        return QuotaUse(
            quota: quota, limit: limit, most: most?.1 ?? 0, owner: most?.0 ?? "-",
            above: counts.count { $0.1 > limit })
    }
}

extension RulePeer {
    /// Whether a rule that names it counts against the quota of a family; groups and lists count against both.
    func isCounted(as family: AddressFamily) -> Bool {
        if case .cidr(let block) = self { block.family == family } else { true }
    }
}
