import ArgumentParser
import RuleSetKinds

/// Writes a rule set and a trace of keys as files that other programs can read as well.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Write rules.txt and keys.bin, the same for the same options.")

    @Option(help: "What the rules are like: access-list, firewall or ip-chain.")
    var kind: RuleSetKind

    @Option(help: "How many rules.")
    var rules: Int

    @Option(help: "How many keys.")
    var keys: Int

    @Option(help: "Decides all that is drawn.")
    var seed: UInt64 = 1

    @Option(help: "How keys follow one another: in runs (pareto), or each drawn anew (none).")
    var locality: KeyTrace.Locality = .pareto

    @Option(help: "The folder to write to; it is made where it is absent.")
    var output: String

    func validate() throws {
        guard (1...1_000_000).contains(rules) else { throw ValidationError("--rules is 1 to 1000000") }
        guard (1...100_000_000).contains(keys) else { throw ValidationError("--keys is 1 to 100000000") }
    }

    func run() throws {
        let rules = RuleSetGenerator.rules(kind, count: rules, seed: seed)
        let folder = LookupFolder(path: output)
        try folder.write(rules)
        try folder.write(KeyTrace.keys(rules, count: keys, seed: seed, locality: locality))
    }
}

extension RuleSetKind: ExpressibleByArgument {}
extension KeyTrace.Locality: ExpressibleByArgument {}
