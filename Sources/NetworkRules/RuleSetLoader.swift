/// A rule set and what is to be known about it.
public struct LoadedRuleSet: Sendable {
    /// The rules over time; one snapshot where there is no more.
    public var history: RuleHistory
    /// What was ignored, and what cannot be decided because the rule set lacks it.
    public var warnings: [RuleSetIssue]
    /// The files that hold parts of the rule set, sorted.
    public var documents: [String]
    /// What accounts have beside the rules; of several snapshots, what the last one has.
    package var surroundings = AccountSurroundings()
    /// Where groups and network ACLs stand, by their ids; of several snapshots, in the last one.
    package var places: [String: RuleSetTextPlace] = [:]

    /// The rules of the last snapshot.
    public var ruleSet: RuleSet { history.latest }
}

/// Loads rule sets from what the AWS CLI prints, Terraform's states and plans, CloudFormation templates and what AWS Config
/// delivers, of one moment or of several.
///
/// Files are recognised by what they hold, never by name, in any number of files, pages, accounts and Regions. Only the
/// output of `get-managed-prefix-list-entries` needs a name, `PL-ID.json`, since it does not say whose entries they are.
/// Documentation/formats.md lists what is read.
public enum RuleSetLoader {
    /// Loads a file, or all files of a directory and the directories in it; where entries of the directory are named by
    /// RFC 3339 times, each of them as the snapshot of that time.
    ///
    /// Links to files are followed, links to directories are not; names that begin with a dot are
    /// passed over.
    ///
    /// - Throws: `RuleSetLoadError`; a rule set with anything wrong in it is not loaded in part,
    ///   since rules that are missing would turn verdicts around.
    public static func load(
        path: String, options: DeclarationOptions = DeclarationOptions()
    ) throws(RuleSetLoadError) -> LoadedRuleSet {
        try load(path: path, options: options, memory: .unlimited)
    }

    /// The same, with so much memory for the texts; what is made of them takes about as much again.
    package static func load(
        path: String, options: DeclarationOptions = DeclarationOptions(), memory: LoadBudget
    ) throws(RuleSetLoadError) -> LoadedRuleSet {
        if let snapshots = try SnapshotFiles(path: path) { return try load(snapshots, options, memory) }
        let reading = try read(path: path, options, memory)
        return try assemble(reading, path: path)
    }

    /// Loads snapshots one after another: what one has like the one before it is kept once.
    private static func load(
        _ snapshots: SnapshotFiles, _ options: DeclarationOptions, _ memory: LoadBudget
    ) throws(RuleSetLoadError) -> LoadedRuleSet {
        try check(snapshots, options, memory)
        var loaded = LoadedRuleSet(history: RuleHistory(), warnings: [], documents: [])
        var told: Set<RuleSetIssue.Cause> = []
        for entry in snapshots.entries {
            var reading = try read(path: entry.path, options, memory)
            reading.parts.addLastItems()
            let snapshot = try assemble(reading.parts, path: entry.path, reading.log)
            loaded.history.append(
                snapshot.ruleSet, RuleHistory.Snapshot(time: entry.time, name: entry.name))
            loaded.documents += reading.documents
            loaded.surroundings = reading.parts.surroundings
            loaded.places = snapshot.places
            // What one snapshot lacks the next one mostly lacks too.
            loaded.warnings += snapshot.warnings.filter { told.insert($0.cause).inserted }
        }
        return loaded
    }

    /// No two snapshots are of one moment, and no part of a rule set stands outside of them.
    private static func check(
        _ snapshots: SnapshotFiles, _ options: DeclarationOptions, _ memory: LoadBudget
    ) throws(RuleSetLoadError) {
        var issues: [RuleSetIssue] = []
        for (first, second) in zip(snapshots.entries, snapshots.entries.dropFirst())
        where first.time == second.time {
            issues.append(
                RuleSetIssue(file: second.path, cause: .file(.secondSnapshotOfMoment(other: first.path))))
        }
        for path in snapshots.others {
            let files = try RuleSetFiles(path: path).paths
            for reading in RuleSetFileReading.readAll(files, named: "", options, memory) where reading.isPart
            {
                issues.append(RuleSetIssue(file: reading.file, cause: .file(.outsideOfSnapshots)))
            }
        }
        guard issues.isEmpty else { throw .issues(issues) }
    }

    /// What the files of a rule set hold.
    private struct Reading {
        var parts: RuleSetParts
        let log: IssueLog
        let documents: [String]
    }

    private static func read(
        path: String, _ options: DeclarationOptions, _ memory: LoadBudget
    ) throws(RuleSetLoadError) -> Reading {
        let files = try RuleSetFiles(path: path)
        let log = IssueLog()
        var parts = RuleSetParts()
        var documents: [String] = []
        for reading in RuleSetFileReading.readAll(files.paths, named: path, options, memory) {
            log.add(errors: reading.errors, warnings: reading.warnings)
            parts.add(reading.parts)
            if reading.isPart { documents.append(reading.file) }
        }
        guard log.errors.isEmpty else { throw .issues(log.errors) }
        guard !documents.isEmpty else { throw .noRuleSet(path: path, ignored: log.warnings) }
        if parts.moments.isEmpty { parts.addLastItems() }
        parts.identify(options, path: path, log)
        return Reading(parts: parts, log: log, documents: documents)
    }

    /// What files say together: of one moment, or, where AWS Config says from when on something was so, over time.
    private static func assemble(
        _ reading: Reading, path: String
    ) throws(RuleSetLoadError) -> LoadedRuleSet {
        let moments = reading.parts.moments
        guard !moments.isEmpty else {
            let snapshot = try assemble(reading.parts, path: path, reading.log)
            return LoadedRuleSet(
                history: RuleHistory(snapshot.ruleSet), warnings: snapshot.warnings,
                documents: reading.documents, surroundings: reading.parts.surroundings,
                places: snapshot.places)
        }
        var loaded = LoadedRuleSet(
            history: RuleHistory(), warnings: [], documents: reading.documents,
            surroundings: reading.parts.surroundings)
        var told: Set<RuleSetIssue.Cause> = []
        for moment in moments {
            let log = IssueLog()
            let snapshot = try assemble(reading.parts.at(moment.time), path: path, log)
            loaded.history.append(snapshot.ruleSet, moment)
            loaded.places = snapshot.places
            loaded.warnings += snapshot.warnings.filter { told.insert($0.cause).inserted }
        }
        loaded.warnings = reading.log.warnings + loaded.warnings
        return loaded
    }

    private static func assemble(
        _ parts: RuleSetParts, path: String, _ log: IssueLog
    ) throws(RuleSetLoadError) -> AssembledRuleSet {
        let (ruleSet, places) = RuleSetAssembler(parts, path: path, log).assemble()
        guard log.errors.isEmpty else { throw .issues(log.errors) }
        for key in RuleSetDocumentKey.allCases where parts.endsOfPages[key] == false {
            log.warn(RuleSetIssue(file: path, cause: .gap(.incompletePages(key: key.key.description))))
        }
        let crossReferences = RuleSetCrossReferences(
            of: ruleSet, path: path, unresolvedNames: log.unresolvedGroupNames)
        return AssembledRuleSet(
            ruleSet: ruleSet, places: places, warnings: log.warnings + crossReferences.warnings())
    }

    /// The rule set of one moment.
    private struct AssembledRuleSet {
        let ruleSet: RuleSet
        let places: [String: RuleSetTextPlace]
        let warnings: [RuleSetIssue]
    }
}
