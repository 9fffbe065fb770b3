import ArgumentParser
import NetworkRules
import RuleMatching

/// The rule set that a verb judges by.
struct RuleSetOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The rule set: a file or a directory, of AWS CLI output, Terraform, CloudFormation or AWS Config.",
            valueName: "rules"))
    var rules: String

    @OptionGroup var declarations: DeclarationArguments

    /// Loads and compiles the rule set; a bad one ends the run with every fault named.
    func load(_ memory: MemoryOptions) throws -> (compiled: CompiledRuleSet, warnings: [String]) {
        let loaded = try loadUncompiled(memory)
        return (try compile(loaded), loaded.warnings.map(\.message))
    }

    /// By what it is known that the rules are the same as in an earlier run.
    ///
    /// - Parameter documents: the files that were found to hold parts of the rule set.
    func fingerprint(documents: [String]) -> RulesFingerprint {
        var fingerprint = RulesFingerprint()
        fingerprint.add(rules, documents: documents, declarations)
        return fingerprint
    }

    /// Loads the rule set; a bad one ends the run with every fault named.
    func loadUncompiled(_ memory: MemoryOptions) throws -> LoadedRuleSet {
        try declarations.load(rules, memory)
    }

    func compile(_ loaded: LoadedRuleSet) throws -> CompiledRuleSet {
        try declarations.compile(loaded, rules)
    }
}
