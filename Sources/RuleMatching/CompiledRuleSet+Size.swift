import NetworkPrimitives

// What the parts of a compiled rule set cost.

extension CompiledRuleSet {
    /// Distinct sets of groups that interfaces carry.
    package var groupProfileCount: Int { profiles.count }

    /// The sections whose tables take the most bytes, the largest first; of sections that share a table the first.
    package func largestTables(
        _ count: Int
    ) -> [(owner: String, direction: TrafficDirection, rules: Int, bytes: Int)] {
        var firstSection: [Int: Int] = [:]
        for (section, table) in tableOfSection.enumerated() where firstSection[Int(table)] == nil {
            firstSection[Int(table)] = section
        }
        let largest = tables.indices.filter { tables[$0].ruleCount > 0 }.sorted {
            (tables[$1].byteCount, $0) < (tables[$0].byteCount, $1)
        }
        return largest.prefix(count).map { table in
            let section = firstSection[table] ?? 0
            let groups = ruleSet.securityGroups.count
            let owner =
                section < 2 * groups
                ? ruleSet.securityGroups[section / 2].id : ruleSet.networkACLs[section / 2 - groups].id
            return (
                owner, section % 2 == 0 ? .ingress : .egress, tables[table].ruleCount, tables[table].byteCount
            )
        }
    }
}
