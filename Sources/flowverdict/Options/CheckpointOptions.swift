import ArgumentParser
import FlowEvaluation
import FlowLogs

/// Whether a long run keeps how far it is.
struct CheckpointOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Keep in a directory how far the run is, and go on from there when the same command is given again.",
            discussion: "Of use for many files. The directory is gone when the report is written.",
            valueName: "dir"))
    var checkpoint: String?

    /// Refuses what cannot be gone on from.
    func check(_ logs: [String]) throws {
        guard checkpoint != nil else { return }
        if checkpoint == "" { throw ValidationError("--checkpoint takes the path of a directory") }
        if logs.isEmpty { throw ValidationError("--checkpoint is for reading logs; give some") }
        if logs.contains("-") {
            throw ValidationError("--checkpoint goes on from files; standard input can be read only once")
        }
    }

    /// The checkpoint, where one is asked for.
    ///
    /// - Parameter verb: and what else of the command line its result depends on, beside rules and logs.
    func open(
        _ pipeline: EvaluationPipeline, _ plan: EvaluationPipeline.Plan,
        _ rules: @autoclosure () -> RulesFingerprint,
        verb: String...
    ) throws -> Checkpoint? {
        guard let checkpoint else { return nil }
        let fingerprint = RunFingerprint(
            rules: rules().value, options: RunFingerprint.options(of: plan) + verb,
            inputs: plan.inputs.map(RunFingerprint.digest))
        return try Checkpoint(directory: checkpoint, fingerprint, pipeline)
    }
}
