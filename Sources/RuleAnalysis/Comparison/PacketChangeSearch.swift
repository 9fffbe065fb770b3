import NetworkPrimitives
import NetworkRules
import RuleMatching

/// Compares what two rule sets permit, interface by interface, each combination of groups and ACL once.
struct PacketChangeSearch {
    private let old: PermittedTraffic
    private let new: PermittedTraffic

    init(_ old: RuleSet, _ new: RuleSet) {
        self.old = PermittedTraffic(old)
        self.new = PermittedTraffic(new)
    }

    /// Rules that name what is not resolved, and are not the same on both sides.
    var undecided: [String] {
        func names(_ side: PermittedTraffic) -> [String] {
            side.undecidedRules.map { side.ruleSet.name(of: $0) }
        }
        let (before, after) = (Set(names(old)), Set(names(new)))
        return before.symmetricDifference(after).sorted()
    }

    /// All by which an interface's permitted packets can differ from those of another.
    private struct Combination: Hashable {
        let oldGroups: [String]
        let newGroups: [String]
        let oldACL: Int?
        let newACL: Int?
        let oldSubnet: String?
        let newSubnet: String?
    }

    func changes() -> [PacketChange] {
        var interfaces: [Combination: [Int]] = [:]
        let numbers = new.ruleSet.interfaces.map(\.id).numberOfElement
        for (number, interface) in old.ruleSet.interfaces.enumerated() {
            guard let after = numbers[interface.id].map({ new.ruleSet.interfaces[$0] }) else { continue }
            let combination = Combination(
                oldGroups: interface.groupIDs.sorted(), newGroups: after.groupIDs.sorted(),
                oldACL: old.networkACL(of: interface), newACL: new.networkACL(of: after),
                oldSubnet: interface.subnetID, newSubnet: after.subnetID)
            interfaces[combination, default: []].append(number)
        }
        var found: [Key: PacketChange] = [:]
        for (combination, members) in interfaces where mayDiffer(combination) {
            guard let first = members.first else { continue }
            let before = old.ruleSet.interfaces[first]
            guard let after = numbers[before.id].map({ new.ruleSet.interfaces[$0] }) else { continue }
            let ids = members.map { old.ruleSet.interfaces[$0].id }
            for direction in TrafficDirection.allCases {
                add(before, after, direction, ids, to: &found)
            }
        }
        let shown = Array(found.values)
        for change in groupChanges() + aclChanges(beside: shown) { found[Key(change)] = change }
        return found.values.map(Self.tidied).sorted(by: Self.precedes)
    }

    private struct Key: Hashable {
        let effect: PacketChange.Effect
        let direction: TrafficDirection
        let box: TrafficBox
        let owner: String?

        init(_ change: PacketChange) {
            effect = change.effect
            direction = change.direction
            box = change.box
            owner = change.owner
        }
    }

    private func add(
        _ before: NetworkInterface, _ after: NetworkInterface, _ direction: TrafficDirection, _ ids: [String],
        to found: inout [Key: PacketChange]
    ) {
        let (oldSpace, newSpace) = (old.space(before, direction), new.space(after, direction))
        for (effect, space) in Self.differences(oldSpace, newSpace) {
            let (side, interface) = effect == .allows ? (new, after) : (old, before)
            for box in space.boxes {
                var change = PacketChange(
                    effect: effect, direction: direction, box: box, interfaces: ids, owner: nil, rules: [])
                change.rules = Self.permitting(box, side, interface, direction)
                if let known = found[Key(change)] {
                    change.interfaces += known.interfaces
                    change.rules = Array(Set(change.rules + known.rules))
                }
                found[Key(change)] = change
            }
        }
    }

    private static func differences(
        _ before: TrafficSpace, _ after: TrafficSpace
    ) -> [(PacketChange.Effect, TrafficSpace)] {
        if before == after { return [] }
        var allowed = after
        allowed.subtract(before)
        var forbidden = before
        forbidden.subtract(after)
        return [(.allows, allowed.joined()), (.forbids, forbidden.joined())]
    }

    /// The rules of an interface's groups and ACL that permit some packet of a box.
    private static func permitting(
        _ box: TrafficBox, _ side: PermittedTraffic, _ interface: NetworkInterface,
        _ direction: TrafficDirection
    ) -> [String] {
        let groups = side.parts(ofGroups: interface.groupIDs, direction).filter {
            !$0.box.isDisjoint(with: box)
        }
        .map(\.rule)
        let acl =
            side.networkACL(of: interface).map { side.passage($0, direction).allowing(box) } ?? []
        return (groups + acl).map { side.ruleSet.name(of: $0) }
    }

    private static func tidied(_ change: PacketChange) -> PacketChange {
        var change = change
        change.interfaces.sort()
        change.rules = Set(change.rules).sorted()
        return change
    }

    private static func precedes(_ left: PacketChange, _ right: PacketChange) -> Bool {
        if left.effect != right.effect { return left.effect == .allows }
        if left.direction != right.direction { return left.direction == .ingress }
        if left.interfaces != right.interfaces {
            return left.interfaces.lexicographicallyPrecedes(right.interfaces)
        }
        if left.owner != right.owner { return left.owner ?? "" < right.owner ?? "" }
        return "\(left.box.services) \(left.box.addresses)" < "\(right.box.services) \(right.box.addresses)"
    }

    // MARK: - What can have changed

    /// Whether an interface of the combination can be let through other packets than before.
    private func mayDiffer(_ combination: Combination) -> Bool {
        guard combination.oldGroups == combination.newGroups, combination.oldSubnet == combination.newSubnet
        else {
            return true
        }
        return combination.oldGroups.contains { isChanged($0) }
            || isChanged(combination.oldACL, combination.newACL)
            || isSubnetChanged(combination.oldSubnet)
    }

    private func isChanged(_ group: String) -> Bool {
        switch (old.group(group), new.group(group)) {
        case (nil, nil): false
        case (let before?, let after?):
            TrafficDirection.allCases.contains { direction in
                before.rules(direction).map(\.traffic) != after.rules(direction).map(\.traffic)
                    || before.rules(direction).map(\.isKnown) != after.rules(direction).map(\.isKnown)
                    || old.resolvedPeers(of: before, direction) != new.resolvedPeers(of: after, direction)
            }
        default: true
        }
    }

    private func isChanged(_ before: Int?, _ after: Int?) -> Bool {
        guard let before, let after else { return (before == nil) != (after == nil) }
        let (oldACL, newACL) = (old.ruleSet.networkACLs[before], new.ruleSet.networkACLs[after])
        return oldACL.ingress != newACL.ingress || oldACL.egress != newACL.egress
    }

    private func isSubnetChanged(_ id: String?) -> Bool {
        id.map { old.blocks(ofSubnet: $0) != new.blocks(ofSubnet: $0) } ?? false
    }

    // MARK: - Groups and ACLs that no interface shows

    /// What changes in groups that no interface carries on either side.
    private func groupChanges() -> [PacketChange] {
        let carried = Set((old.ruleSet.interfaces + new.ruleSet.interfaces).flatMap(\.groupIDs))
        let groups = Set((old.ruleSet.securityGroups + new.ruleSet.securityGroups).map(\.id)).subtracting(
            carried)
        return groups.filter(isChanged).flatMap { group in
            TrafficDirection.allCases.flatMap { direction in
                // A group that is not there permits nothing.
                changes(
                    of: group, direction,
                    old.group(group) == nil ? TrafficSpace() : old.space(ofGroups: [group], direction),
                    new.group(group) == nil ? TrafficSpace() : new.space(ofGroups: [group], direction)
                ) { side in
                    side.parts(ofGroups: [group], direction).map { ($0.rule, TrafficSpace($0.box)) }
                }
            }
        }
    }

    /// What changes in ACLs and is not shown at interfaces: replies pass groups whatever these say of their direction,
    /// and need the ACL alone.
    private func aclChanges(beside shown: [PacketChange]) -> [PacketChange] {
        let newNumbers = new.ruleSet.networkACLs.map(\.id).numberOfElement
        return old.ruleSet.networkACLs.enumerated().flatMap { before, acl -> [PacketChange] in
            guard let after = newNumbers[acl.id], isChanged(before, after) else { return [] }
            return TrafficDirection.allCases.flatMap { direction in
                changes(
                    of: acl.id, direction, old.space(ofACL: before, direction),
                    new.space(ofACL: after, direction),
                    beside: shown.filter { $0.direction == direction }
                ) { side in
                    side.passage(side === old ? before : after, direction).parts
                        .filter { $0.action == .allow }.map { ($0.entry, $0.decided) }
                }
            }
        }
    }

    private func changes(
        of owner: String, _ direction: TrafficDirection, _ before: TrafficSpace, _ after: TrafficSpace,
        beside shown: [PacketChange] = [],
        _ parts: (PermittedTraffic) -> [(rule: NumberedRule, space: TrafficSpace)]
    ) -> [PacketChange] {
        Self.differences(before, after).flatMap { effect, difference in
            let side = effect == .allows ? new : old
            var space = difference
            for change in shown where change.effect == effect { space.subtract(change.box) }
            return space.joined().boxes.map { box in
                PacketChange(
                    effect: effect, direction: direction, box: box, interfaces: [], owner: owner,
                    rules: parts(side).filter { !$0.space.intersection(box).isEmpty }.map {
                        side.ruleSet.name(of: $0.rule)
                    })
            }
        }
    }
}
