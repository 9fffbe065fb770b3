/// Resources of one kind over time: of each, what it was from which snapshot on.
struct ResourceHistory<Resource: Equatable & Sendable>: Sendable {
    /// What a resource is from a snapshot on.
    private struct Era: Sendable {
        let firstSnapshot: Int
        /// Nil where it is gone.
        let resource: Resource?
    }

    /// The eras of each resource, ascending; no two that follow each other are alike.
    private var eras: [[Era]] = []
    private var numberOfID: [String: Int] = [:]
    /// Of each resource, whether the snapshot that was added last has it.
    private var isPresent: [Bool] = []

    /// All that resources ever were.
    var versions: [Resource] { eras.flatMap { $0.compactMap(\.resource) } }

    /// Resources at a snapshot, by the order in which they first came.
    ///
    /// - Complexity: O(n log v), n resources of v eras each.
    func resources(at snapshot: Int) -> [Resource] {
        eras.compactMap { Self.resource(in: $0, at: snapshot) }
    }

    private static func resource(in eras: [Era], at snapshot: Int) -> Resource? {
        var low = 0
        var high = eras.count
        while low < high {
            let middle = (low + high) / 2
            if eras[middle].firstSnapshot <= snapshot { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : eras[low - 1].resource
    }
}

extension ResourceHistory where Resource: RuleSetResource {
    /// Adds the resources of a snapshot, behind all that were added before; ids are unique.
    ///
    /// - Returns: whether anything is other than in the snapshot before.
    mutating func append(_ resources: [Resource], snapshot: Int) -> Bool {
        guard snapshot > 0 else {
            begin(resources)
            return !resources.isEmpty
        }
        var hasChanged = false
        var isStillPresent = [Bool](repeating: false, count: eras.count)
        for resource in resources {
            guard let number = numberOfID[resource.id] else {
                numberOfID[resource.id] = eras.count
                eras.append([Era(firstSnapshot: snapshot, resource: resource)])
                isStillPresent.append(true)
                hasChanged = true
                continue
            }
            isStillPresent[number] = true
            let known = eras[number][eras[number].count - 1].resource
            if known == resource || known?.inCanonicalOrder() == resource.inCanonicalOrder() { continue }
            eras[number].append(Era(firstSnapshot: snapshot, resource: resource))
            hasChanged = true
        }
        for number in isPresent.indices where isPresent[number] && !isStillPresent[number] {
            eras[number].append(Era(firstSnapshot: snapshot, resource: nil))
            hasChanged = true
        }
        isPresent = isStillPresent
        return hasChanged
    }

    private mutating func begin(_ resources: [Resource]) {
        eras = resources.map { [Era(firstSnapshot: 0, resource: $0)] }
        isPresent = [Bool](repeating: true, count: resources.count)
        numberOfID = Dictionary(
            resources.indices.map { (resources[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
