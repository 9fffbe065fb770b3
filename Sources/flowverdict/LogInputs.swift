import ArgumentParser
import FlowEvaluation
import FlowLogs
import GzipInput
import Reporting
import RuleAnalysis
import RuleMatching

/// The logs that a verb reads, and what became of reading them.
enum LogInputs {
    /// Finds the inputs; that there are none ends the run.
    static func plan(
        _ logs: [String], _ format: FormatOption, _ selection: SelectionOptions, _ workers: WorkerOptions,
        _ memory: MemoryOptions
    ) throws -> EvaluationPipeline.Plan {
        format.warnOfSlips()
        let logSelection = try selection.selection()
        let inputs: [InputSource]
        do throws(ArchiveDiscoveryError) {
            inputs = try ArchiveDiscovery.inputs(logs, logSelection, limit: memory.mostInputs)
        } catch {
            throw StandardError.fail(error.message, .noInput)
        }
        Diagnostics.log.debug(
            "inputs found", metadata: ["count": "\(inputs.count)", "workers": "\(workers.count)"])
        var plan = EvaluationPipeline.Plan(inputs: inputs, threads: workers.count)
        plan.selection = logSelection
        plan.format = try format.parsed()
        return plan
    }

    /// Runs an evaluation, watched by a `RunMonitor`.
    static func run(
        _ pipeline: EvaluationPipeline, _ plan: EvaluationPipeline.Plan, _ workers: WorkerOptions,
        checkpoint: Checkpoint? = nil, records: FileRecordOutput? = nil,
        output: (any VerdictRecordOutput)? = nil,
        makeEncoder: @Sendable () -> (any VerdictRecordEncoder)? = { nil }
    ) -> EvaluationResult {
        let monitor = RunMonitor(plan.inputs, earlier: checkpoint?.position, workers.progress)
        defer { monitor.end() }
        return Diagnostics.timed("inputs read") {
            guard let checkpoint else {
                return pipeline.run(output: output, progress: monitor.progress, makeEncoder: makeEncoder)
            }
            return CheckpointedRun(
                pipeline: pipeline, checkpoint: checkpoint, records: records, output: output,
                progress: monitor.progress
            ).run(makeEncoder: makeEncoder)
        }
    }

    /// Judges logs by rules, and sums the flows that these let through.
    static func evidence(
        _ compiled: CompiledRuleSet, _ logs: [String], _ format: FormatOption, _ selection: SelectionOptions,
        _ workers: WorkerOptions, _ memory: MemoryOptions, _ use: FlowUse, page: PageOption? = nil,
        checkpoint: (EvaluationPipeline, EvaluationPipeline.Plan) throws -> Checkpoint? = { _, _ in nil }
    ) throws -> FlowEvidence {
        var plan = try plan(logs, format, selection, workers, memory)
        plan.sumsAllowedFlows = true
        page?.prepare(&plan)
        try memory.limit(&plan, use)
        let pipeline = EvaluationPipeline(compiled, plan)
        let checkpoint = try checkpoint(pipeline, plan)
        let result = run(pipeline, plan, workers, checkpoint: checkpoint)
        return FlowEvidence(result, compiled)
    }

    /// Tells what could not be read to its end, and that no record was.
    ///
    /// - Returns: the exit code of the run, whose report is written; nil where all was read.
    static func status(of result: EvaluationResult, _ logs: [String]) -> ExitCode? {
        if let code = unread(result) { return code }
        if result.lines.records > 0, result.judgedRecords == 0 {
            return StandardError.fail(
                "none of the \(result.lines.records) records is of the time asked for; see --since and --until",
                .noInput)
        }
        if result.lines.records == 0 {
            return StandardError.fail(
                "there is no flow record in \(logs.joined(separator: ", ")): "
                    + "\(result.lines.lines) lines read, \(result.lines.headers) of them headers, "
                    + "\(result.lines.malformed) malformed, \(result.lines.blank) blank", .noInput)
        }
        return nil
    }

    /// Tells what was not read to its end.
    static func unread(_ result: EvaluationResult) -> ExitCode? {
        if result.inputsCutShort > 0 {
            return StandardError.fail(
                "interrupted: of \(result.inputs.count) inputs \(result.inputsCutShort) were not read to the end; "
                    + "the report is partial", .interrupted)
        }
        guard !result.failures.isEmpty else { return nil }
        for (input, failure) in result.failures.prefix(20) {
            StandardError.write("flowverdict: \(result.inputs[input].displayName): \(failure.message)")
        }
        let count = result.failures.count
        return StandardError.fail(
            count == 1
                ? "1 input could not be read to its end; the report is partial"
                : "\(count) inputs could not be read to their end; the report is partial",
            .incompleteInput)
    }
}
