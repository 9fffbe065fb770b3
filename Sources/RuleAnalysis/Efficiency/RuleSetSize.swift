import NetworkPrimitives
import NetworkRules
import RuleMatching

/// How large a rule set is, in what people count and in what matching costs.
package struct RuleSetSize: Sendable {
    package let groups: Int
    package let groupRules: Int
    package let networkACLs: Int
    package let aclEntries: Int
    package let interfaces: Int
    package let prefixLists: Int
    package let prefixListEntries: Int
    /// Distinct sets of groups that interfaces carry.
    package let groupProfiles: Int
    /// Addresses, and services, that no rule tells apart, are of one class.
    package let addressClasses: Int
    package let serviceClasses: Int
    /// Bytes of the matching structures.
    package let compiledBytes: Int
    package let addressBytes: Int
    /// The sections whose tables take the most bytes, the largest first; equal sections share one.
    package let largestTables: [(owner: String, direction: TrafficDirection, rules: Int, bytes: Int)]
    /// Groups and prefix lists that rules name as far sides, by the blocks that they stand for, the most first: address
    /// classes follow them.
    package let largestPeers: [(id: String, blocks: Int)]

    package init(_ ruleSet: RuleSet, _ compiled: CompiledRuleSet) {
        groups = ruleSet.securityGroups.count
        groupRules = ruleSet.securityGroups.reduce(0) { $0 + $1.ingress.count + $1.egress.count }
        networkACLs = ruleSet.networkACLs.count
        aclEntries = ruleSet.networkACLs.reduce(0) { $0 + $1.ingress.count + $1.egress.count }
        interfaces = ruleSet.interfaces.count
        prefixLists = ruleSet.prefixLists.count
        prefixListEntries = ruleSet.prefixLists.reduce(0) { $0 + ($1.entries?.count ?? 0) }
        groupProfiles = compiled.groupProfileCount
        addressClasses = compiled.addresses.owners.count
        serviceClasses = compiled.services.count
        compiledBytes = compiled.byteCount
        addressBytes = compiled.addresses.byteCount
        largestTables = compiled.largestTables(10)
        largestPeers = Self.largestPeers(ruleSet, 10)
    }

    private static func largestPeers(_ ruleSet: RuleSet, _ count: Int) -> [(id: String, blocks: Int)] {
        let named = Set(ruleSet.securityGroups.flatMap { ($0.ingress + $0.egress).map(\.peer) })
        var blocks: [String: Int] = [:]
        for interface in ruleSet.interfaces {
            for group in interface.groupIDs where named.contains(.securityGroup(id: group)) {
                blocks[group, default: 0] += interface.privateBlocks.count
            }
        }
        for list in ruleSet.prefixLists where named.contains(.prefixList(id: list.id)) {
            blocks[list.id] = list.entries?.count
        }
        let largest = blocks.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        return largest.prefix(count).map { ($0.key, $0.value) }
    }
}
