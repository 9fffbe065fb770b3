import ArgumentParser
import NetworkRules
import RuleMatching

/// The rule set that a verb judges by.
struct RuleSetOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The rule set: a file or a directory of AWS CLI output.", valueName: "rules"))
    var rules: String

    /// Loads and compiles the rule set; a bad one ends the run with every fault named.
    func load() throws -> (compiled: CompiledRuleSet, warnings: [String]) {
        let loaded: LoadedRuleSet
        do throws(RuleSetLoadError) {
            loaded = try RuleSetLoader.load(path: rules)
        } catch {
            for message in error.messages { StandardError.write("flowverdict: \(message)") }
            if case .notFound = error { throw ExitStatus.noInput.error }
            throw ExitStatus.badData.error
        }
        do throws(RuleSetCompilerError) {
            return (try RuleSetCompiler.compile(loaded.ruleSet), loaded.warnings.map(\.message))
        } catch {
            throw StandardError.fail("\(rules): \(error.message)", .badData)
        }
    }
}
