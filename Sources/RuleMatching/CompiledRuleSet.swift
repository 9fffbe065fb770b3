import NetworkPrimitives
import NetworkRules

/// A rule set in the form that records are matched with: flat, immutable, shared by all workers.
///
/// `RuleSetCompiler` makes it, a `RuleMatcher` for each worker asks it.
public struct CompiledRuleSet: Sendable {
    package let ruleSet: RuleSet
    package let addresses: AddressClasses
    package let services: ServiceClasses
    package let interfaces: CompiledInterfaces
    package let subnets: CompiledSubnets
    /// The snapshots that the rules are of.
    package let history: RuleTimeline

    /// Where the rules of each group and ACL and direction stand in the numbering of all rules.
    let sections: [RuleSection]
    /// Distinct tables; sections of equal rules name the same one.
    let tables: [RuleTable]
    /// Table of each section.
    let tableOfSection: [UInt32]
    /// Distinct sets of groups that interfaces carry.
    let profiles: [GroupProfile]
    /// Which rules of older versions are those of newer ones.
    let sameRules: SameRules
    /// How many groups, ACLs and interfaces the last snapshot has: the first ones of the rule set.
    package let currentCounts: CurrentCounts

    /// The ids of all interfaces that there ever were, by number; behind them in `ruleSet` stand earlier versions.
    package var interfaceIDs: [String] { ruleSet.interfaces.prefix(interfaceCount).map(\.id) }

    package var interfaceCount: Int { history.isHistory ? history.interfaceCount : interfaces.count }

    /// How many rule numbers there are; ACLs count two more a direction for their default rules.
    package var ruleCount: Int { sections.last.map { Int($0.first.value) + $0.count } ?? 0 }

    /// Bytes of the matching structures, names and rule texts not counted.
    package var byteCount: Int {
        addresses.byteCount + tables.reduce(0) { $0 + $1.byteCount } + 65536 * 2
    }

    /// The number of the table of an ACL in a direction.
    package func aclTable(_ acl: Int, _ direction: TrafficDirection) -> UInt32 {
        UInt32(2 * (profiles.count + acl) + Int(direction.rawValue))
    }

    /// The rules of group `group` in `direction`.
    func section(group: Int, _ direction: TrafficDirection) -> Int { 2 * group + Int(direction.rawValue) }

    /// The entries of ACL `acl` in `direction`.
    func section(acl: Int, _ direction: TrafficDirection) -> Int {
        2 * (ruleSet.securityGroups.count + acl) + Int(direction.rawValue)
    }

    /// Which rule a number stands for.
    ///
    /// - Complexity: O(log s), s twice the number of groups and ACLs.
    package func rule(_ index: RuleIndex) -> NumberedRule {
        var low = 0
        var high = sections.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if sections[middle].first <= index { low = middle } else { high = middle }
        }
        let offset = Int(index.value - sections[low].first.value)
        let direction: TrafficDirection = low % 2 == 0 ? .ingress : .egress
        let groups = ruleSet.securityGroups.count
        if low < 2 * groups { return .securityGroup(low / 2, direction, rule: offset) }
        let acl = low / 2 - groups
        let entries = ruleSet.networkACLs[acl].entries(direction).count
        switch offset - entries {
        case ..<0: return .networkACL(acl, direction, entry: offset)
        case 0: return .networkACLDefault(acl, direction, .ipv4)
        default: return .networkACLDefault(acl, direction, .ipv6)
        }
    }

    /// The name by which verdicts call a rule: see `SecurityGroupRule.name`; an ACL entry's is its
    /// number.
    package func ruleName(_ index: RuleIndex) -> String { ruleName(rule(index)) }

    package func ruleName(_ rule: NumberedRule) -> String {
        switch rule {
        case .securityGroup(let group, let direction, let rule):
            let group = ruleSet.securityGroups[group]
            return group.rules(direction)[rule].name(inGroup: group.id, direction)
        case .networkACL(let acl, let direction, let entry):
            return "\(ruleSet.networkACLs[acl].entries(direction)[entry].ruleNumber)"
        case .networkACLDefault(_, _, let family):
            return "\(NetworkACL.defaultRuleNumber(family))"
        }
    }
}

/// How many resources of each kind are in force under the last snapshot.
package struct CurrentCounts: Hashable, Sendable {
    package var securityGroups: Int
    package var networkACLs: Int
    package var interfaces: Int
}

/// A rule by its place in the rule set.
package enum NumberedRule: Hashable, Sendable {
    case securityGroup(Int, TrafficDirection, rule: Int)
    case networkACL(Int, TrafficDirection, entry: Int)
    /// The implied last deny (`*`) of an ACL, for one address family.
    case networkACLDefault(Int, TrafficDirection, AddressFamily)
}

extension NumberedRule: Comparable {
    /// Groups before ACLs, then as the rule set has them; implied last denies behind all entries.
    package static func < (left: Self, right: Self) -> Bool { left.place < right.place }

    private var place: (layer: Int, owner: Int, direction: UInt8, number: Int) {
        switch self {
        case .securityGroup(let group, let direction, let rule): (0, group, direction.rawValue, rule)
        case .networkACL(let acl, let direction, let entry): (1, acl, direction.rawValue, entry)
        case .networkACLDefault(let acl, let direction, let family):
            (1, acl, direction.rawValue, .max - (family == .ipv4 ? 1 : 0))
        }
    }
}

/// A run of rule numbers: the rules of one group or ACL in one direction.
struct RuleSection: Sendable {
    var first: RuleIndex
    var count: Int
}

/// A set of groups that one or more interfaces carry.
struct GroupProfile: Hashable, Sendable {
    /// Groups by their number in the rule set, ascending.
    var groups: [Int]
    /// Whether the interface names a group that the rule set does not hold.
    var hasMissingGroup: Bool
}
