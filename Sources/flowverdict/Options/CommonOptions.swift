import ArgumentParser

/// What every verb takes.
struct CommonOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Take options from a file, YAML, where the command line does not give them.",
            discussion: "By default the file that FLOWVERDICT_CONFIG names, or else "
                + "~/.config/flowverdict/config.yaml where there is one.",
            valueName: "file"))
    var config: String?

    @Flag(name: .long, help: "Take options from the command line alone.")
    var noConfig = false

    @Flag(
        name: .shortAndLong, help: "Tell on standard error what is done, from what, and how long it takes.")
    var verbose = false

    func validate() throws {
        if config != nil, noConfig {
            throw ValidationError("--config and --no-config ask for the opposite; give one of them")
        }
    }
}

/// A verb of the program.
protocol Verb: ParsableCommand {
    var common: CommonOptions { get }
}
