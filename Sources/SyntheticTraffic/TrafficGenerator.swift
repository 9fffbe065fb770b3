import NetworkRules

/// What was generated.
package struct GenerationSummary: Hashable, Sendable {
    package struct Count: Hashable, Sendable {
        package var verdict: IntendedVerdict
        package var records: Int
    }

    package var records = 0
    /// Log files, and the bytes of their text before and after compression.
    package var files = 0
    package var textBytes = 0
    package var compressedBytes = 0
    /// Records by the verdict they were made for, in the order of `IntendedVerdict.allCases`,
    /// without those there are none of.
    package var counts: [Count] = []
}

/// Generates a rule set, an archive of flow logs that obeys or breaks it, and the truth about each
/// record.
///
/// The module knows the model of rules but nothing that evaluates them: a record's verdict is
/// known from the recipe that made it.
package enum TrafficGenerator {
    /// Records that a log file holds on average where there are many.
    private static let recordsPerFile = 10_000
    private static let fewestWindows = 3

    /// Writes `rules/`, `logs/` and `truth.ndjson` into `directory`.
    ///
    /// Every file appears complete or not at all, the truth last. Memory grows with the network,
    /// not with the number of records.
    ///
    /// - Parameter directory: absent or empty; folders above it are made as well.
    /// - Throws: `GenerationError`. What was written before the error stays.
    /// - Complexity: linear in records, interfaces and rules.
    package static func generate(
        _ plan: GenerationPlan, into directory: String
    ) throws(GenerationError) -> GenerationSummary {
        let plan = try validated(plan)
        try UnsafeOutputDirectory.checkAbsentOrEmpty(directory)
        try UnsafeOutputDirectory.make(directory + "/rules")
        let vpcs = NetworkBuilder.vpcs(of: plan)
        try RuleFiles.write(vpcs, into: directory + "/rules")
        return try writeLogs(plan, vpcs, into: directory)
    }

    private static func validated(_ plan: GenerationPlan) throws(GenerationError) -> GenerationPlan {
        do {
            return try plan.validated()
        } catch {
            throw .invalidPlan(error)
        }
    }

    /// VPC after VPC, five minutes after five minutes: the order in which the files' paths sort.
    private static func writeLogs(
        _ plan: GenerationPlan, _ vpcs: [SyntheticVPC], into directory: String
    ) throws(GenerationError) -> GenerationSummary {
        var archive = try ArchiveWriter(directory: directory)
        var composer = TrafficComposer(plan: plan, vpcs: vpcs)
        let recipes = Recipe.drawingLists(hasFlags: composer.hasFlags)
        let window = TrafficComposer.windowSeconds
        let windows = max(fewestWindows, plan.records / (vpcs.count * recordsPerFile))
        for (index, vpc) in vpcs.enumerated() {
            composer.vpcIndex = index
            for number in 0..<windows {
                // Each file takes the records up to its own share of the whole.
                let file = index * windows + number + 1
                let target = plan.records.multipliedFullWidth(by: file)
                let written = (vpcs.count * windows).dividingFullWidth(target).quotient
                guard composer.written < written else { continue }
                composer.windowStart = plan.startTime / window * window + number * window
                let name = LogFileName(
                    accountID: vpc.accountID, region: vpc.region, flowLogID: vpc.flowLogID,
                    time: composer.windowStart, hash: UInt32(truncatingIfNeeded: composer.random.next()))
                composer.writer.beginFile(name.path)
                while composer.written < written {
                    composer.random.element(recipes[composer.classMostWanted.index]).perform(&composer)
                }
                try archive.write(name, composer.writer)
            }
        }
        return try archive.finish(counts: composer.writer.counts)
    }
}

extension IntendedClass {
    /// Its place in `allCases`.
    fileprivate var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
