import NetworkPrimitives
import NetworkRules

/// Snapshots of a random rule set in which from one to the next a few things come, go or change.
package enum RandomHistory {
    /// - Returns: snapshots by ascending time, around the times of `RandomRecords`.
    package static func make(
        _ size: RandomRuleSet.Size, snapshots count: Int, using generator: inout SeededGenerator
    ) -> (everything: RuleSet, snapshots: [(time: UInt64, ruleSet: RuleSet)]) {
        let everything = RandomRuleSet.make(size, using: &generator)
        var current = everything
        for _ in 0..<3 { change(&current, everything, using: &generator) }
        var time = UInt64(1_700_000_000 + generator.number(-600...600))
        var snapshots: [(time: UInt64, ruleSet: RuleSet)] = []
        for _ in 0..<count {
            snapshots.append((time, current))
            time += UInt64(generator.number(1...1500))
            // Now and then nothing changes.
            for _ in 0..<generator.pick([0, 1, 1, 2, 4]) { change(&current, everything, using: &generator) }
        }
        return (everything, snapshots)
    }

    private static func change(
        _ ruleSet: inout RuleSet, _ everything: RuleSet, using generator: inout SeededGenerator
    ) {
        switch generator.number(0...9) {
        case 0: toggle(&ruleSet, everything, \.interfaces, using: &generator)
        case 1: toggle(&ruleSet, everything, \.securityGroups, using: &generator)
        case 2: toggle(&ruleSet, everything, \.prefixLists, using: &generator)
        case 3: toggle(&ruleSet, everything, \.subnets, using: &generator)
        case 4: toggle(&ruleSet, everything, \.networkACLs, using: &generator)
        case 5, 6: changeGroup(&ruleSet, everything, using: &generator)
        case 7: changeACL(&ruleSet, using: &generator)
        default: changeInterface(&ruleSet, everything, using: &generator)
        }
    }

    /// Takes a resource away, or puts one back.
    private static func toggle<Resource: Equatable>(
        _ ruleSet: inout RuleSet, _ everything: RuleSet, _ list: WritableKeyPath<RuleSet, [Resource]>,
        using generator: inout SeededGenerator
    ) {
        guard !everything[keyPath: list].isEmpty else { return }
        let resource = generator.pick(everything[keyPath: list])
        var kept = ruleSet[keyPath: list]
        if let place = kept.firstIndex(of: resource) {
            kept.remove(at: place)
        } else {
            return
        }
        ruleSet[keyPath: list] = kept
        if generator.chance(50) { ruleSet[keyPath: list] = everything[keyPath: list] }
    }

    private static func changeGroup(
        _ ruleSet: inout RuleSet, _ everything: RuleSet, using generator: inout SeededGenerator
    ) {
        guard !ruleSet.securityGroups.isEmpty else { return }
        let place = generator.number(0...ruleSet.securityGroups.count - 1)
        var group = ruleSet.securityGroups[place]
        if generator.chance(40), let whole = everything.securityGroups.first(where: { $0.id == group.id }) {
            group = whole
        } else if generator.chance(50), !group.ingress.isEmpty {
            group.ingress.remove(at: generator.number(0...group.ingress.count - 1))
        } else if !group.egress.isEmpty {
            group.egress.remove(at: generator.number(0...group.egress.count - 1))
        }
        ruleSet.securityGroups[place] = group
    }

    private static func changeACL(_ ruleSet: inout RuleSet, using generator: inout SeededGenerator) {
        guard !ruleSet.networkACLs.isEmpty else { return }
        let place = generator.number(0...ruleSet.networkACLs.count - 1)
        for direction in [\NetworkACL.ingress, \NetworkACL.egress] {
            guard !ruleSet.networkACLs[place][keyPath: direction].isEmpty, generator.chance(60) else {
                continue
            }
            let entry = generator.number(0...ruleSet.networkACLs[place][keyPath: direction].count - 1)
            if generator.chance(50) {
                ruleSet.networkACLs[place][keyPath: direction].remove(at: entry)
            } else {
                let action = ruleSet.networkACLs[place][keyPath: direction][entry].action
                ruleSet.networkACLs[place][keyPath: direction][entry].action =
                    action == .allow ? .deny : .allow
            }
        }
    }

    /// Other groups, another type, another subnet, or fewer addresses.
    private static func changeInterface(
        _ ruleSet: inout RuleSet, _ everything: RuleSet, using generator: inout SeededGenerator
    ) {
        guard !ruleSet.interfaces.isEmpty else { return }
        let place = generator.number(0...ruleSet.interfaces.count - 1)
        switch generator.number(0...3) {
        case 0:
            ruleSet.interfaces[place].groupIDs = generator.pickSome(
                generator.number(0...2), of: everything.securityGroups.map(\.id))
        case 1: ruleSet.interfaces[place].type = generator.pick(["interface", "lambda", "nat_gateway"])
        case 2:
            ruleSet.interfaces[place].subnetID = generator.pick(everything.subnets.map(\.id) + ["subnet-x"])
        default:
            if ruleSet.interfaces[place].addresses.count > 1 {
                ruleSet.interfaces[place].addresses.removeLast()
            }
        }
    }
}
