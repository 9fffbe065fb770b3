import ArgumentParser
import FlowEvaluation
import Reporting
import RuleMatching

/// A place where verdict records go, and how they are written there.
struct RecordDestination: Sendable {
    /// As messages call it.
    let name: String
    let output: any VerdictRecordOutput
    let makeEncoder: @Sendable () -> any VerdictRecordEncoder

    /// - Parameters:
    ///   - path: as given to `--records`.
    ///   - isEmpty: whether nothing has been written there yet.
    init(
        _ output: any VerdictRecordOutput, path: String, _ format: RecordsFormat, _ compiled: CompiledRuleSet,
        _ selection: VerdictSelection?, isEmpty: Bool
    ) throws {
        name = path == "-" ? "standard output" : path
        self.output = output
        makeEncoder = {
            switch format {
            case .ndjson: NDJSONRecordEncoder(compiled: compiled, selection: selection)
            case .csv: CSVRecordEncoder(compiled: compiled, selection: selection)
            case .ocsf:
                OCSFRecordEncoder(compiled: compiled, selection: selection, version: Version.number)
            }
        }
        if format == .csv, isEmpty {
            do throws(OutputFailure) {
                try output.write(CSVRecordEncoder.header)
            } catch {
                throw failure(error)
            }
        }
    }

    /// - Parameter path: as given to `--sqlite`.
    init(
        _ database: SQLiteOutput, path: String, _ compiled: CompiledRuleSet, _ selection: VerdictSelection?
    ) {
        name = path
        output = database
        makeEncoder = { CSVRecordEncoder(compiled: compiled, selection: selection) }
    }

    /// How the run ends where it cannot be written: a reader that has seen enough is no fault.
    func failure(_ failure: OutputFailure) -> ExitCode {
        failure.isBrokenPipe ? .success : StandardError.fail(failure.message(path: name), .cannotWrite)
    }

    /// Runs an evaluation that writes its verdict records to all destinations.
    ///
    /// - Parameter destinations: at most two.
    static func run(
        _ destinations: [RecordDestination], _ evaluate: (Pipeline) -> EvaluationResult
    ) throws -> EvaluationResult {
        guard let first = destinations.first else { return evaluate(Pipeline()) }
        guard let second = destinations.dropFirst().first else {
            let result = evaluate(Pipeline(output: first.output, makeEncoder: first.makeEncoder))
            if let failure = result.outputFailure { throw first.failure(failure) }
            return result
        }
        let output = PairedRecordOutput(first.output, second.output)
        let result = evaluate(
            Pipeline(output: output) { PairedRecordEncoder(first.makeEncoder(), second.makeEncoder()) })
        if let failure = result.outputFailure {
            throw (output.failedPart == .second ? second : first).failure(failure)
        }
        return result
    }

    /// What an evaluation is given to write verdict records with.
    struct Pipeline: Sendable {
        var output: (any VerdictRecordOutput)?
        var makeEncoder: @Sendable () -> (any VerdictRecordEncoder)? = { nil }
    }
}
