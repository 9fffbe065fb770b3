/// A rule set and what is to be known about it.
package struct LoadedRuleSet: Sendable {
    package var ruleSet: RuleSet
    /// What was ignored, and what cannot be decided because the rule set lacks it.
    package var warnings: [RuleSetIssue]
    /// The files that hold parts of the rule set, sorted.
    package var documents: [String]
}

/// Loads rule sets from what the AWS CLI prints.
///
/// Files are recognised by what they hold, never by name: the outputs of `describe-security-groups`,
/// `describe-security-group-rules`, `describe-network-acls`, `describe-network-interfaces`, `describe-subnets`, `describe-vpcs`,
/// `describe-prefix-lists`, `describe-managed-prefix-lists` and `get-managed-prefix-list-entries`,
/// in any number of files, pages, accounts and Regions. Entries alone need a name, `PL-ID.json`,
/// since that output does not say whose they are.
package enum RuleSetLoader {
    /// Loads a file, or all files of a directory and the directories in it.
    ///
    /// Links to files are followed, links to directories are not; names that begin with a dot are
    /// passed over.
    ///
    /// - Throws: `RuleSetLoadError`; a rule set with anything wrong in it is not loaded in part,
    ///   since rules that are missing would turn verdicts around.
    package static func load(
        path: String, options: DeclarationOptions = DeclarationOptions()
    ) throws(RuleSetLoadError) -> LoadedRuleSet {
        let files = try RuleSetFiles(path: path)
        let log = IssueLog()
        var parts = RuleSetParts()
        var documents: [String] = []
        for reading in RuleSetFileReading.readAll(files.paths, named: path, options) {
            log.add(errors: reading.errors, warnings: reading.warnings)
            parts.add(reading.parts)
            if reading.isPart { documents.append(reading.file) }
        }
        guard log.errors.isEmpty else { throw .issues(log.errors) }
        guard !documents.isEmpty else { throw .noRuleSet(path: path, ignored: log.warnings) }

        parts.identify(options, path: path, log)
        let ruleSet = RuleSetAssembler(parts, path: path, log).assemble()
        guard log.errors.isEmpty else { throw .issues(log.errors) }
        for key in RuleSetDocumentKey.allCases where parts.endsOfPages[key] == false {
            log.warn(RuleSetIssue(file: path, cause: .gap(.incompletePages(key: key.key.description))))
        }
        let crossReferences = RuleSetCrossReferences(
            of: ruleSet, path: path, unresolvedNames: log.unresolvedGroupNames)
        return LoadedRuleSet(
            ruleSet: ruleSet, warnings: log.warnings + crossReferences.warnings(), documents: documents)
    }
}
