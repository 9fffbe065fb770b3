/// What one resource was at some time, with all that its meaning depends on.
protocol ResourceVersion: Hashable {
    var id: String { get }
}

/// All that resources of one kind ever were, each version once, in an order by which the first are those of now.
struct VersionList<Version: ResourceVersion> {
    private var versions: [Version] = []
    /// By version, where there may be several of an id.
    private var numbers: [Version: Int] = [:]
    private let isHistory: Bool
    /// Numbers of the versions in the phase that was added last.
    private var current: [Int] = []
    /// Of each id, the version that was added last.
    private var lastOfID: [String: Int] = [:]

    /// The place of each version in the order, as soon as there is one.
    private(set) var places: [Int] = []
    /// How many of the first versions are those of the last phase.
    private(set) var currentCount = 0
    /// How many of the first versions are the last one of their id, be it of now or not.
    private(set) var lastCount = 0

    init(isHistory: Bool) { self.isHistory = isHistory }

    mutating func beginPhase() { current.removeAll(keepingCapacity: true) }

    /// Adds a version of the phase, in the order of ids; returns its number.
    mutating func add(_ version: Version) -> Int {
        var number = versions.count
        if isHistory, let known = numbers[version] {
            number = known
        } else {
            versions.append(version)
            if isHistory { numbers[version] = number }
        }
        if isHistory {
            current.append(number)
            lastOfID[version.id] = number
        }
        return number
    }

    /// Puts the versions into their order: those of the last phase by id, the last ones of what is gone by id, the
    /// others as they came.
    mutating func finish() {
        guard isHistory else {
            (currentCount, lastCount) = (versions.count, versions.count)
            places = Array(versions.indices)
            return
        }
        let isCurrent = Set(current)
        let gone = lastOfID.values.filter { !isCurrent.contains($0) }.sorted {
            versions[$0].id < versions[$1].id
        }
        let isLast = isCurrent.union(gone)
        let order = current + gone + versions.indices.filter { !isLast.contains($0) }
        (currentCount, lastCount) = (current.count, current.count + gone.count)
        places = [Int](repeating: 0, count: versions.count)
        for (place, number) in order.enumerated() { places[number] = place }
        versions = order.map { versions[$0] }
        numbers = [:]
    }

    /// The versions in their order, when there is one.
    var inOrder: [Version] { versions }
}
