import ArgumentParser

/// Generates rule sets with keys to look up, and measures look-ups.
@main
struct Lookup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Generate rule sets of ClassBench's kinds, and measure what a look-up in them costs.",
        subcommands: [GenerateCommand.self, RunCommand.self, CompareCommand.self])
}
