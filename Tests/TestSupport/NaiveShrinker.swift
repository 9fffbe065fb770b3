import NetworkRules

/// Makes a failing rule set smaller while it fails, so that what a disagreement needs can be read.
package enum NaiveShrinker {
    /// A rule set that still fails, of which no single part can be left out: no interface, group, ACL, subnet,
    /// VPC or prefix list, no rule, entry or address of theirs.
    ///
    /// - Parameter fails: whether a rule set shows the disagreement; true for `ruleSet`.
    /// - Complexity: O(*n*^2) calls of `fails` at the worst, *n* the number of parts.
    package static func shrink(_ ruleSet: RuleSet, while fails: (RuleSet) -> Bool) -> RuleSet {
        var smallest = ruleSet
        var count = Int.max
        while smallest.partCount < count {
            count = smallest.partCount
            for list in RuleSet.partLists { shrink(&smallest, list, fails) }
        }
        return smallest
    }

    /// Leaves out runs of a list's elements, long runs first.
    private static func shrink(_ ruleSet: inout RuleSet, _ list: RuleSet.PartList, _ fails: (RuleSet) -> Bool)
    {
        var length = list.count(ruleSet)
        while length > 0 {
            var start = 0
            while start < list.count(ruleSet) {
                var candidate = ruleSet
                list.remove(&candidate, start..<min(start + length, list.count(ruleSet)))
                if fails(candidate) { ruleSet = candidate } else { start += length }
            }
            length /= 2
        }
    }
}

extension RuleSet {
    /// A way to count and remove parts of one kind, numbered through all that hold them.
    fileprivate struct PartList {
        var count: (RuleSet) -> Int
        var remove: (inout RuleSet, Range<Int>) -> Void

        init<Element>(_ list: WritableKeyPath<RuleSet, [Element]>) {
            count = { $0[keyPath: list].count }
            remove = { $0[keyPath: list].removeSubrange($1) }
        }

        init<Holder, Element>(
            _ holders: WritableKeyPath<RuleSet, [Holder]>, _ list: WritableKeyPath<Holder, [Element]>
        ) {
            count = { $0[keyPath: holders].reduce(0) { $0 + $1[keyPath: list].count } }
            remove = { ruleSet, range in
                var number = 0
                for holder in ruleSet[keyPath: holders].indices {
                    ruleSet[keyPath: holders][holder][keyPath: list].removeAll { _ in
                        defer { number += 1 }
                        return range.contains(number)
                    }
                }
            }
        }
    }

    fileprivate static var partLists: [PartList] {
        [
            PartList(\.interfaces), PartList(\.securityGroups), PartList(\.networkACLs),
            PartList(\.prefixLists), PartList(\.subnets), PartList(\.vpcs),
            PartList(\.securityGroups, \.ingress), PartList(\.securityGroups, \.egress),
            PartList(\.networkACLs, \.ingress), PartList(\.networkACLs, \.egress),
            PartList(\.interfaces, \.addresses), PartList(\.interfaces, \.delegatedPrefixes),
            PartList(\.interfaces, \.groupIDs), PartList(\.networkACLs, \.subnetIDs),
            PartList(\.subnets, \.blocks), PartList(\.vpcs, \.blocks),
        ]
    }

    fileprivate var partCount: Int { Self.partLists.reduce(0) { $0 + $1.count(self) } }
}
