import ArgumentParser
import NetworkRules
import RuleMatching

/// What plans and templates leave open, and loading of the rule sets that have some.
struct DeclarationArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The id of what a plan or template names: a Terraform address or a logical id; repeatable.",
            valueName: "address=id"))
    var map: [NamedValue] = []

    @Option(
        name: .long,
        help: ArgumentHelp("A value for a template's parameter; repeatable.", valueName: "name=value"))
    var parameter: [NamedValue] = []

    func validate() throws {
        _ = try NamedValue.dictionary(map, option: "--map")
        _ = try NamedValue.dictionary(parameter, option: "--parameter")
    }

    /// Loads a rule set; a bad one ends the run with every fault named.
    ///
    /// - Parameter isShared: whether the options are for several rule sets, of which one may have nothing of what
    ///   they name.
    func load(_ path: String, _ memory: MemoryOptions, isShared: Bool = false) throws -> LoadedRuleSet {
        var options = DeclarationOptions(
            identities: try NamedValue.dictionary(map, option: "--map"),
            parameters: try NamedValue.dictionary(parameter, option: "--parameter"))
        options.isShared = isShared
        let loaded: LoadedRuleSet
        do throws(RuleSetLoadError) {
            loaded = try Diagnostics.timed("rule set loaded", ["rules": "\(path)"]) {
                () throws(RuleSetLoadError) in
                try RuleSetLoader.load(path: path, options: options, memory: memory.loadBudget)
            }
        } catch {
            for message in error.messages { StandardError.write("flowverdict: \(message)") }
            if case .notFound = error { throw ExitStatus.noInput.error }
            throw ExitStatus.badData.error
        }
        let log = Diagnostics.log
        for document in loaded.documents {
            log.debug("part of it", metadata: ["file": "\(document)"])
        }
        try memory.check("the rule set \(path)")
        return loaded
    }

    func compile(_ loaded: LoadedRuleSet, _ path: String) throws -> CompiledRuleSet {
        do throws(RuleSetCompilerError) {
            let compiled = try Diagnostics.timed("rule set compiled", ["rules": "\(path)"]) {
                () throws(RuleSetCompilerError) in try RuleSetCompiler.compile(loaded.history)
            }
            let counts = compiled.currentCounts
            Diagnostics.log.debug(
                "rule set",
                metadata: [
                    "groups": "\(counts.securityGroups)", "acls": "\(counts.networkACLs)",
                    "interfaces": "\(counts.interfaces)", "snapshots": "\(loaded.history.snapshots.count)",
                ])
            return compiled
        } catch {
            throw StandardError.fail("\(path): \(error.message)", .badData)
        }
    }
}
