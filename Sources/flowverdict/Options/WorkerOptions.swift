import ArgumentParser
import FlowEvaluation
import FoundationEssentials

/// How many workers read logs, and whether it is shown how far they are.
struct WorkerOptions: ParsableArguments {
    @Option(name: .long, help: "How many workers to use; as many as processors by default.")
    var threads: Int?

    @OptionGroup var progress: ProgressOptions

    func validate() throws {
        let most = EvaluationPipeline.Plan.maximumThreads
        if let threads, !(1...most).contains(threads) {
            throw ValidationError("--threads takes a number from 1 to \(most); got \(threads)")
        }
    }

    var count: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }
}
