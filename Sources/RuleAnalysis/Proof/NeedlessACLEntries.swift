import NetworkPrimitives
import NetworkRules
import RuleMatching

/// An entry of a network ACL without which every packet would have the same answer.
package struct NeedlessACLEntry: Hashable, Sendable {
    package enum Why: Hashable, Sendable {
        /// Entries before it decide all its packets.
        case neverReached
        /// What it decides, entries behind it would decide in the same way.
        case sameWithout
    }

    package let entry: NumberedRule
    package let why: Why
    /// The entries that decide its packets instead, by their numbers; the implied last deny (`*`) among them.
    package let decidedBy: [NumberedRule]
    /// Whether an entry of the other action is among them, so that the entry does not do what it says.
    package let isContradicted: Bool
}

/// Finds entries of network ACLs that change nothing: exactly, by all that stands before and behind them.
///
/// All entries found can be taken away together.
package struct NeedlessACLEntries {
    private struct Entry {
        let rule: NumberedRule
        let action: NetworkACLEntry.Action
        let box: TrafficBox
        let isKnown: Bool
    }

    package static func find(in ruleSet: RuleSet) -> [NeedlessACLEntry] {
        ruleSet.networkACLs.indices.flatMap { acl in
            TrafficDirection.allCases.flatMap { find(in: ruleSet.networkACLs[acl], acl, $0) }
        }
    }

    private static func find(
        in acl: NetworkACL, _ number: Int, _ direction: TrafficDirection
    ) -> [NeedlessACLEntry] {
        var staying = acl.entries(direction).enumerated().map { place, entry in
            Entry(
                rule: .networkACL(number, direction, entry: place), action: entry.action,
                box: TrafficBox(AddressSet(entry.block), ServiceSet(entry.traffic)), isKnown: entry.isKnown)
        }
        let search = Self(acl: number, direction: direction)
        var needless: [NeedlessACLEntry] = []
        for why in [NeedlessACLEntry.Why.neverReached, .sameWithout] {
            // From the last one on, so that entries are needless for what stands before them.
            for place in staying.indices.reversed() {
                guard staying[place].isKnown, let found = search.proof(why, place, staying) else { continue }
                needless.append(found)
                staying.remove(at: place)
            }
        }
        return needless.sorted { $0.entry < $1.entry }
    }

    private let acl: Int
    private let direction: TrafficDirection

    private func proof(
        _ why: NeedlessACLEntry.Why, _ place: Int, _ entries: [Entry]
    ) -> NeedlessACLEntry? {
        let entry = entries[place]
        var rest = TrafficSpace(entry.box)
        var before: [Entry] = []
        for earlier in entries[..<place] where earlier.isKnown && rest.subtract(earlier.box) {
            before.append(earlier)
        }
        if why == .neverReached {
            return rest.isEmpty
                ? NeedlessACLEntry(
                    entry: entry.rule, why: why, decidedBy: before.map(\.rule),
                    isContradicted: before.contains { $0.action != entry.action })
                : nil
        }
        var behind: [NumberedRule] = []
        for later in entries[(place + 1)...] where !rest.intersection(later.box).isEmpty {
            guard later.action == entry.action else { return nil }
            behind.append(later.rule)
            if later.isKnown { rest.subtract(later.box) }
        }
        if !rest.isEmpty {
            guard entry.action == .deny else { return nil }
            let family = entry.box.addresses.ipv4.isEmpty ? AddressFamily.ipv6 : .ipv4
            behind.append(.networkACLDefault(acl, direction, family))
        }
        return NeedlessACLEntry(entry: entry.rule, why: why, decidedBy: behind, isContradicted: false)
    }
}
