import FlowEvaluation
import GzipInput
import OperatingSystem
import Reporting

/// Reads inputs part by part, and keeps after each part how far the run is.
struct CheckpointedRun {
    let pipeline: EvaluationPipeline
    let checkpoint: Checkpoint
    /// The file of verdict records, where there is one.
    let records: FileRecordOutput?
    let output: (any VerdictRecordOutput)?
    let progress: EvaluationProgress

    func run(makeEncoder: @Sendable () -> (any VerdictRecordEncoder)?) -> EvaluationResult {
        var position = checkpoint.takePosition()
        let inputs = position.result.inputs
        let nothing = pipeline.beginning
        var parts = PartSize()
        while position.input < inputs.count {
            let end = parts.end(of: inputs, from: position.input)
            let part = position.input..<end
            let begun = ContinuousClock.now
            var before = nothing
            swap(&before, &position.result)
            position.result = pipeline.run(
                part, after: consume before, output: output, progress: progress, makeEncoder: makeEncoder)
            // What a part has not been read of would be missing from what follows.
            if progress.isInterrupted || position.result.outputFailure != nil { break }
            let read = ContinuousClock.now
            position.input = end
            position.recordBytes = records?.length ?? 0
            if end < inputs.count { checkpoint.keep(position, records) }
            parts.adapt(
                seconds: (read - begun) / .seconds(1), keeping: (ContinuousClock.now - read) / .seconds(1))
        }
        return position.result
    }
}

/// How much is read between one checkpoint and the next: little at first; then what takes about five seconds, or longer, so
/// that keeping takes a twentieth of the time at the most.
private struct PartSize {
    private var bytes: UInt64 = 1 << 20
    /// What a file takes beside its bytes, as bytes.
    private static let bytesOfFile: UInt64 = 16 << 10

    /// The number of the input behind a part that begins with `first`; a part has at least one.
    func end(of inputs: [InputSource], from first: Int) -> Int {
        var end = first
        var sum: UInt64 = 0
        while end < inputs.count, sum < bytes {
            var size = 0
            if case .file(let path) = inputs[end] {
                size = FileStatus(of: path, followingLinks: true)?.size ?? 0
            }
            sum += Self.bytesOfFile + UInt64(max(0, size))
            end += 1
        }
        return end
    }

    mutating func adapt(seconds: Double, keeping: Double) {
        let wanted = max(5, 20 * keeping)
        let factor = min(4, max(0.5, wanted / max(seconds, 0.001)))
        bytes = UInt64(min(0x1p36, max(0x1p20, Double(bytes) * factor)))
    }
}
