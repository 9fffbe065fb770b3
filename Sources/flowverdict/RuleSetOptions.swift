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

    /// Loads and compiles the rule set; a bad one ends the run with every fault named.
    func load() throws -> (compiled: CompiledRuleSet, warnings: [String]) {
        let loaded = try loadUncompiled()
        return (try compile(loaded), loaded.warnings.map(\.message))
    }

    /// Loads the rule set; a bad one ends the run with every fault named.
    func loadUncompiled() throws -> LoadedRuleSet {
        let options = DeclarationOptions(
            identities: try NamedValue.dictionary(map, option: "--map"),
            parameters: try NamedValue.dictionary(parameter, option: "--parameter"))
        do throws(RuleSetLoadError) {
            return try RuleSetLoader.load(path: rules, options: options)
        } catch {
            for message in error.messages { StandardError.write("flowverdict: \(message)") }
            if case .notFound = error { throw ExitStatus.noInput.error }
            throw ExitStatus.badData.error
        }
    }

    func compile(_ loaded: LoadedRuleSet) throws -> CompiledRuleSet {
        do throws(RuleSetCompilerError) {
            return try RuleSetCompiler.compile(loaded.history)
        } catch {
            throw StandardError.fail("\(rules): \(error.message)", .badData)
        }
    }
}
