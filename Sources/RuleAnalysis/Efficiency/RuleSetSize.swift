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
    }
}
