/// Which fields the records carry.
package enum RecordFormat: String, CaseIterable, Sendable {
    /// The default format of version 2: fourteen fields, no flags.
    case standard
    /// A custom format with `tcp-flags`, `flow-direction`, `pkt-srcaddr`, `pkt-dstaddr` and
    /// `reject-reason`. Its `version` column says 8, since that is the version of `reject-reason`.
    case detailed
}

/// What to generate: the size of the network, the number of records and the seed that decides all
/// else. The same plan gives the same files, byte for byte, with the same zlib.
package struct GenerationPlan: Sendable {
    package var seed: UInt64
    /// Flow records in total, over all VPCs; header lines are not counted.
    package var records: Int
    package var vpcs = 2
    /// Network interfaces in total.
    package var interfaces = 200
    /// Security groups in total.
    package var groups = 40
    /// Rules of each group, both directions together.
    package var rulesPerGroup = 12
    /// Entries of each custom ACL, in each direction; default ACLs keep the two the cloud gives.
    package var aclRules = 10
    package var recordFormat = RecordFormat.standard
    /// What part of the records each class shall have, as weights: they need not sum to one. A
    /// class without an entry gets none of its own, though the other side of a connection made for
    /// another class may still belong to it. `blockedByVPC` needs the detailed format.
    package var shares = GenerationPlan.defaultShares
    /// Unix seconds; the first file covers the five minutes that hold it.
    package var startTime = 1_767_225_600

    package init(seed: UInt64, records: Int) {
        self.seed = seed
        self.records = records
    }

    package static let defaultShares: [IntendedClass: Double] = [
        .allowedBySecurityGroup: 0.81, .blockedBySecurityGroup: 0.12, .blockedByNetworkACL: 0.04,
        .blockedByVPC: 0.005, .anomalous: 0.005, .notEvaluated: 0.02,
    ]
}

/// Why a plan cannot be carried out.
package enum GenerationPlanError: Error, Hashable, Sendable {
    package enum Quantity: String, Sendable {
        case records
        case vpcs
        case interfaces
        case groups
        case rulesPerGroup
        case aclRules
        case startTime
    }

    case outOfRange(Quantity, value: Int, allowed: ClosedRange<Int>)
    /// A share is negative, infinite or not a number.
    case invalidShare(IntendedClass, Double)
    /// A text that gives a class its share and is not of the form `class=number`.
    case unreadableShare(String)
    /// No class that the format can show has a share above zero.
    case noShares
}

extension GenerationPlan {
    /// The plan itself, where it can be carried out.
    ///
    /// The lower bounds are what one VPC needs so that every kind of traffic has somewhere to go;
    /// the upper ones what the address space and the rule numbers hold. They are above the cloud's
    /// own quotas on purpose, so that rule sets for load tests can be made.
    package func validated() throws(GenerationPlanError) -> GenerationPlan {
        try check(.records, records, 1...10_000_000_000)
        try check(.vpcs, vpcs, 1...64)
        try check(.interfaces, interfaces, vpcs * InterfacePlacement.fewestInterfacesPerVPC...1_000_000)
        try check(.groups, groups, vpcs * InterfaceRole.grouped.count...100_000)
        try check(.rulesPerGroup, rulesPerGroup, GroupRules.mostFixedRules...1_000)
        try check(.aclRules, aclRules, ACLRules.mostFixedEntries + 1...5_000)
        try check(.startTime, startTime, 0...4_102_444_800)
        var sum = 0.0
        for intendedClass in IntendedClass.allCases {
            let share = shares[intendedClass] ?? 0
            guard share.isFinite, share >= 0 else { throw .invalidShare(intendedClass, share) }
            if intendedClass != .blockedByVPC || recordFormat == .detailed { sum += share }
        }
        guard sum > 0 else { throw .noShares }
        return self
    }

    private func check(
        _ quantity: GenerationPlanError.Quantity, _ value: Int, _ allowed: ClosedRange<Int>
    ) throws(GenerationPlanError) {
        guard allowed.contains(value) else {
            throw .outOfRange(quantity, value: value, allowed: allowed)
        }
    }

    /// Each class's part of the records, in the order of `IntendedClass.allCases`, summing to one.
    var classFractions: [Double] {
        let weights = IntendedClass.allCases.map {
            $0 == .blockedByVPC && recordFormat == .standard ? 0 : shares[$0] ?? 0
        }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }
}
