import NetworkPrimitives

extension RuleSetParts {
    /// The moments from which on AWS Config says that something was otherwise, ascending, as snapshots.
    var moments: [RuleHistory.Snapshot] {
        Set(items.compactMap(\.time)).sorted().map {
            RuleHistory.Snapshot(time: $0, name: RFC3339Time.text($0))
        }
    }

    /// The parts as they were at a moment: of resources with items the last one that is not later.
    func at(_ time: UInt64?) -> RuleSetParts {
        var last: [ConfigurationItem.Key: ConfigurationItem] = [:]
        for item in items where item.time ?? 0 <= time ?? .max {
            if let known = last[item.key], known.time ?? 0 > item.time ?? 0 { continue }
            last[item.key] = item
        }
        var parts = withoutResources(Set(items.map(\.key.id)))
        parts.items = []
        for (_, item) in last.sorted(by: { ($0.key.type, $0.key.id) < ($1.key.type, $1.key.id) }) {
            if let described = item.parts { parts.add(described) }
        }
        return parts
    }

    /// Takes the last item of each resource as what it is.
    mutating func addLastItems() {
        if !items.isEmpty { self = at(nil) }
    }

    /// The parts without what is described otherwise of some resources.
    private func withoutResources(_ ids: Set<String>) -> RuleSetParts {
        var parts = self
        parts.securityGroups.removeAll { ids.contains($0.group.id) }
        parts.networkACLs.removeAll { ids.contains($0.resource.id) }
        parts.interfaces.removeAll { ids.contains($0.resource.id) }
        parts.subnets.removeAll { ids.contains($0.resource.id) }
        parts.vpcs.removeAll { ids.contains($0.resource.id) }
        parts.prefixLists.removeAll { ids.contains($0.resource.id) }
        return parts
    }
}
