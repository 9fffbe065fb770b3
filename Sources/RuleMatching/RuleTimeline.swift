import NetworkRules

/// Which snapshots of a history there are, and what each interface was under each of them.
package struct RuleTimeline: Sendable {
    package let snapshots: [RuleHistory.Snapshot]
    /// When each snapshot came into force, ascending: Unix seconds.
    private let times: [UInt64]
    private let phaseOfSnapshot: [Int]
    private let firstSnapshotOfPhase: [Int]
    /// Where the eras of each interface begin; one more than there are interfaces.
    private var eraStart: [UInt32] = [0]
    private var firstPhaseOfEra: [UInt32] = []
    private var versionOfEra: [UInt32] = []
    /// Whose addresses those of a class are, where that depends on the phase.
    private let hosts: HostSets

    init(_ history: RuleHistory, _ versions: RuleVersions) {
        snapshots = history.snapshots
        times = history.snapshots.map { $0.time ?? 0 }
        phaseOfSnapshot = versions.phaseOfSnapshot
        firstSnapshotOfPhase = phaseOfSnapshot.indices.filter {
            $0 == 0 || versions.phaseOfSnapshot[$0 - 1] != versions.phaseOfSnapshot[$0]
        }
        hosts = versions.hosts
        guard versions.isHistory else { return }
        for interface in versions.interfaces.inOrder.prefix(versions.interfaces.lastCount) {
            for era in versions.erasOfInterface[interface.id] ?? [] {
                firstPhaseOfEra.append(UInt32(truncatingIfNeeded: era.firstPhase))
                versionOfEra.append(
                    era.version.map { UInt32(truncatingIfNeeded: versions.interfaces.places[$0]) }
                        ?? Self.gone)
            }
            eraStart.append(UInt32(truncatingIfNeeded: firstPhaseOfEra.count))
        }
    }

    /// What an interface that a snapshot does not hold is under it: the number of no interface.
    package static var gone: UInt32 { .max }

    /// Whether there is more than one snapshot.
    package var isHistory: Bool { snapshots.count > 1 }

    /// How many interfaces there ever were; their numbers are below.
    package var interfaceCount: Int { eraStart.count - 1 }

    /// The snapshots in force at any time from `first` to `last`, Unix seconds; the earliest one serves what came
    /// before it.
    ///
    /// - Complexity: O(log n), n snapshots.
    package func snapshots(from first: UInt64, to last: UInt64) -> ClosedRange<Int> {
        let low = snapshot(at: min(first, last))
        return low...max(low, snapshot(at: last))
    }

    /// Whether a moment is before the earliest snapshot.
    package func isBeforeFirst(_ time: UInt64) -> Bool { isHistory && time < times[0] }

    private func snapshot(at time: UInt64) -> Int {
        var low = 0
        var high = times.count
        while low < high {
            let middle = (low + high) / 2
            if times[middle] <= time { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }

    /// The snapshots from which on something is otherwise that the verdicts of an interface depend on, ascending;
    /// its first one is among them.
    package func changes(ofInterface interface: Int) -> [Int] {
        if hosts.clientPhases.isEmpty {
            return eras(ofInterface: interface).map { firstSnapshotOfPhase[Int(firstPhaseOfEra[$0])] }
        }
        // What a remote host is may have changed with any of them.
        return firstSnapshotOfPhase
    }

    private func eras(ofInterface interface: Int) -> Range<Int> {
        Int(eraStart[interface])..<Int(eraStart[interface + 1])
    }

    /// Number of an interface's version under a snapshot, or `gone`.
    ///
    /// - Complexity: O(v), v the interface's versions.
    package func version(ofInterface interface: Int, at snapshot: Int) -> UInt32 {
        let phase = phaseOfSnapshot[snapshot]
        return eras(ofInterface: interface).last { firstPhaseOfEra[$0] <= phase }.map { versionOfEra[$0] }
            ?? Self.gone
    }

    /// Whether addresses of a class belong, under a snapshot, to an interface that opens connections from any port
    /// from 1024 up.
    package func isLowPortClient(
        _ addressClass: UInt32, of addresses: borrowing AddressClasses, at snapshot: Int
    ) -> Bool {
        hosts.isClient(addresses.cover(of: addressClass), atPhase: phaseOfSnapshot[snapshot])
    }
}
