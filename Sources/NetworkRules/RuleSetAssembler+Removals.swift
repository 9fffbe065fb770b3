import NetworkPrimitives

extension RuleSetAssembler {
    /// What is left when plans have been applied: a resource that one deletes is no longer there, whatever describes
    /// what is there now.
    func remaining<Resource: RuleSetResource>(_ resources: [Located<Resource>]) -> [Located<Resource>] {
        guard !parts.removedIDs.isEmpty else { return resources }
        return resources.filter {
            $0.source.origin == .declared || !parts.removedIDs.contains($0.resource.id)
        }
    }

    /// The groups without the rules that plans delete or change; what these become is added.
    func withoutRemovedRules(_ groups: [Located<SecurityGroup>]) -> [Located<SecurityGroup>] {
        guard !parts.removedRules.isEmpty else { return groups }
        let removed = Dictionary(grouping: parts.removedRules, by: \.groupID)
        return groups.map { group in
            guard let rules = removed[group.resource.id] else { return group }
            let shapes = Set(rules.map { RuleShape($0.rule, $0.direction) })
            var remaining = group
            remaining.resource.ingress.removeAll { shapes.contains(RuleShape($0, .ingress)) }
            remaining.resource.egress.removeAll { shapes.contains(RuleShape($0, .egress)) }
            return remaining
        }
    }

    /// The network ACLs without the entries that plans delete or change.
    func withoutRemovedEntries(_ networkACLs: [Located<NetworkACL>]) -> [Located<NetworkACL>] {
        guard !parts.removedEntries.isEmpty else { return networkACLs }
        let removed = Set(parts.removedEntries)
        return networkACLs.map { acl in
            let id = acl.resource.id
            var remaining = acl
            remaining.resource.ingress.removeAll {
                removed.contains(AddedEntry(networkACLID: id, direction: .ingress, entry: $0))
            }
            remaining.resource.egress.removeAll {
                removed.contains(AddedEntry(networkACLID: id, direction: .egress, entry: $0))
            }
            return remaining
        }
    }
}
