import ArgumentParser

/// Whether it is shown how far a run is.
struct ProgressOptions: ParsableArguments {
    @Flag(
        name: .long,
        help: "Show how far the run is where standard error is no terminal too: a line each second.")
    var progress = false

    @Flag(name: .long, help: "Do not show how far the run is.")
    var quiet = false

    func validate() throws {
        if progress, quiet {
            throw ValidationError("--progress and --quiet ask for the opposite; give one of them")
        }
    }
}
