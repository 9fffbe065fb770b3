import NetworkPrimitives
import NetworkRules

/// Which rules of older versions of a group or ACL are the very rule of a newer one, so that hits of both are of one
/// rule.
struct SameRules: Sendable {
    /// By number: the number of the rule that stands for it. Empty where there are no older versions.
    private var standIns: [RuleIndex] = []

    init() {}

    init(_ groups: [SecurityGroupVersion], _ acls: [NetworkACLVersion], ruleCount: Int) {
        standIns.reserveCapacity(ruleCount)
        for (owner, rules) in Self.rules(groups, acls) {
            for rule in rules {
                let index = RuleIndex(value: UInt32(truncatingIfNeeded: standIns.count))
                standIns.append(first(Key(owner: owner, rule: rule), else: index))
            }
        }
        known = [:]
    }

    private struct Key: Hashable {
        let owner: Owner
        let rule: Rule
    }

    private struct Owner: Hashable {
        let id: String
        let direction: TrafficDirection
    }

    private enum Rule: Hashable {
        case group(SecurityGroupRule)
        case entry(NetworkACLEntry)
        case byDefault(AddressFamily)
    }

    private var known: [Key: RuleIndex] = [:]

    private mutating func first(_ key: Key, else index: RuleIndex) -> RuleIndex {
        if let first = known[key] { return first }
        known[key] = index
        return index
    }

    /// The rules of each group and ACL and direction, in the order of their numbers.
    private static func rules(
        _ groups: [SecurityGroupVersion], _ acls: [NetworkACLVersion]
    ) -> [(Owner, [Rule])] {
        let ofGroups = groups.flatMap { version in
            TrafficDirection.allCases.map { direction in
                (
                    Owner(id: version.id, direction: direction),
                    version.group.rules(direction).map { Rule.group($0) }
                )
            }
        }
        let ofACLs = acls.flatMap { version in
            TrafficDirection.allCases.map { direction in
                (
                    Owner(id: version.id, direction: direction),
                    version.networkACL.entries(direction).map { Rule.entry($0) }
                        + AddressFamily.allCases.map { Rule.byDefault($0) }
                )
            }
        }
        return ofGroups + ofACLs
    }

    /// The rule under which the hits of a rule are counted.
    func standIn(for rule: RuleIndex) -> RuleIndex {
        standIns.isEmpty ? rule : standIns[Int(rule.value)]
    }
}
