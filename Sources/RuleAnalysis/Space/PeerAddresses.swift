import NetworkPrimitives
import NetworkRules

/// Whom a security-group rule names.
package struct ResolvedPeer: Hashable, Sendable {
    /// The addresses it stands for by this rule set; none where the rule set does not tell.
    package var addresses: AddressSet
    /// The addresses it can ever stand for, whatever joins or leaves it.
    package var reach: AddressSet
    /// Whether rules alone tell its addresses: blocks and lists of them do, members of a group come and go.
    package var isFixed: Bool
}

/// Finds the addresses behind the peers of one snapshot's rules.
package struct PeerAddresses: Sendable {
    private var peers: [RulePeer: ResolvedPeer] = [:]

    /// - Complexity: O(n log n), n the addresses of all interfaces and the entries of all prefix lists.
    package init(_ ruleSet: RuleSet) {
        let blocksOfVPC = Dictionary(
            ruleSet.vpcs.map { ($0.id, $0.blocks) }, uniquingKeysWith: { first, _ in first })
        var members: [String: [CIDRBlock]] = [:]
        var vpcs: [String: Set<String>] = [:]
        for interface in ruleSet.interfaces {
            for group in interface.groupIDs {
                members[group, default: []] += interface.privateBlocks
                if let vpc = interface.vpcID { vpcs[group, default: []].insert(vpc) }
            }
        }
        for group in ruleSet.securityGroups {
            let addresses = AddressSet(members[group.id] ?? [])
            let blocks = vpcs[group.id, default: []].union(group.vpcID.map { [$0] } ?? [])
                .map { blocksOfVPC[$0] ?? [] }
            // A VPC whose blocks are not known may have any.
            let reach =
                blocks.isEmpty || blocks.contains { $0.isEmpty }
                ? .everything : AddressSet(blocks.joined()).union(addresses)
            peers[.securityGroup(id: group.id)] = ResolvedPeer(
                addresses: addresses, reach: reach, isFixed: false)
        }
        for list in ruleSet.prefixLists {
            guard let entries = list.entries else { continue }
            let addresses = AddressSet(entries)
            peers[.prefixList(id: list.id)] = ResolvedPeer(
                addresses: addresses, reach: addresses, isFixed: true)
        }
    }

    /// Whether the rule set does not tell whom a rule names.
    package func isUnresolved(_ peer: RulePeer) -> Bool {
        if case .cidr = peer { false } else { peers[peer] == nil }
    }

    package subscript(peer: RulePeer) -> ResolvedPeer {
        if case .cidr(let block) = peer {
            let addresses = AddressSet(block)
            return ResolvedPeer(addresses: addresses, reach: addresses, isFixed: true)
        }
        return peers[peer] ?? ResolvedPeer(addresses: AddressSet(), reach: .everything, isFixed: false)
    }
}
