import ArgumentParser
import FlowEvaluation
import FlowLogs
import GzipInput
import Reporting
import RuleAnalysis
import RuleMatching

/// One run of `evaluate`, from checked options to the exit code.
struct EvaluationRun {
    private let command: EvaluateCommand
    private let plan: EvaluationPipeline.Plan
    private let compiled: CompiledRuleSet
    private let pipeline: EvaluationPipeline
    private let documents: [String]
    private let ruleSetWarnings: [String]
    private let selection: VerdictSelection?
    private let failOn: VerdictSelection?

    /// Finds the inputs and loads the rule set; what is wrong with either ends the run here.
    init(_ command: EvaluateCommand) throws {
        self.command = command
        var plan = try LogInputs.plan(
            command.logs, command.format, command.selectionOptions, command.workers, command.memory)
        plan.isOrdered = !command.recordOptions.unordered
        command.page.prepare(&plan)
        if command.database.sqlite != nil { plan.countFlowsAndTimes() }
        selection = try command.selection(command.recordOptions.only, option: "--only")
        failOn = try command.selection(command.failOn, option: "--fail-on")
        let loaded = try command.ruleSet.loadUncompiled(command.memory)
        compiled = try command.ruleSet.compile(loaded)
        ruleSetWarnings = loaded.warnings.map(\.message)
        documents = loaded.documents
        try command.memory.limit(&plan, .report)
        self.plan = plan
        pipeline = EvaluationPipeline(compiled, plan)
    }

    func run() throws {
        let start = ContinuousClock.now
        let database = try openDatabase()
        let checkpoint = try openCheckpoint()
        var result = try evaluate(database, checkpoint)
        let elapsed = ContinuousClock.now - start
        var logs: FlowEvidence?
        if plan.sumsAllowedFlows {
            let evidence = FlowEvidence(result, compiled)
            result = evidence.result
            logs = evidence
        }
        let report = ReportInput(
            result: result, compiled: compiled, ruleSetWarnings: ruleSetWarnings,
            elapsedSeconds: elapsed / .seconds(1), threads: plan.threads,
            rulesPath: command.ruleSet.rules, logs: command.logs)
        try command.page.write(HTMLReport(report, logs: logs, version: Version.number))
        try finish(database, SQLiteReport(report, logs: logs, version: Version.number))
        if let path = command.metrics {
            try ReportFileOption.write(PrometheusMetrics(report).text, to: path)
        }
        let isDataOnOutput = command.recordOptions.records == "-"
        switch command.outputFormat {
        case .text:
            try command.reportFile.write(isDataOnOutput: isDataOnOutput) {
                TextReport(report).text(width: $0)
            }
        case .json:
            try command.reportFile.write(data: JSONReport(report).text, isDataOnOutput: isDataOnOutput)
        }
        checkpoint?.finish(result)
        if let status = status(of: result) { throw status }
    }

    /// The database, where one is asked for: that it cannot be made is told before anything is read.
    private func openDatabase() throws -> SQLiteOutput? {
        guard let path = command.database.sqlite else { return nil }
        return try Self.writing(path) { () throws(OutputFailure) in
            try SQLiteOutput(path: path, hasRecords: command.database.sqliteRecords)
        }
    }

    private func finish(_ database: SQLiteOutput?, _ report: SQLiteReport) throws {
        guard let database, let path = command.database.sqlite else { return }
        try Self.writing(path) { () throws(OutputFailure) in try database.finish(report) }
    }

    /// Does something with an output; that it cannot be written ends the run.
    private static func writing<Value>(
        _ path: String, _ body: () throws(OutputFailure) -> Value
    ) throws -> Value {
        do throws(OutputFailure) {
            return try body()
        } catch {
            throw StandardError.fail(error.message(path: path), .cannotWrite)
        }
    }

    /// Evaluates all inputs, with verdict records written as they come.
    private func evaluate(_ database: SQLiteOutput?, _ checkpoint: Checkpoint?) throws -> EvaluationResult {
        var destinations: [RecordDestination] = []
        let options = command.recordOptions
        let file = try openRecords(checkpoint)
        if let path = options.records {
            destinations.append(
                try RecordDestination(
                    file ?? StandardOutputRecordOutput(), path: path, options.recordsFormat, compiled,
                    selection, isEmpty: file?.length ?? 0 == 0))
        }
        if command.database.sqliteRecords, let database, let path = command.database.sqlite {
            destinations.append(RecordDestination(database, path: path, compiled, selection))
        }
        let result = try RecordDestination.run(destinations) {
            LogInputs.run(
                pipeline, plan, command.workers, checkpoint: checkpoint, records: file, output: $0.output,
                makeEncoder: $0.makeEncoder)
        }
        // What is to be gone on with does not take its name yet.
        if let file, let path = options.records, checkpoint == nil || result.inputsCutShort == 0 {
            try Self.writing(path) { () throws(OutputFailure) in try file.finish() }
        }
        return result
    }

    /// The checkpoint, where one is asked for.
    private func openCheckpoint() throws -> Checkpoint? {
        let options = command.recordOptions
        return try command.checkpoint.open(
            pipeline, plan, command.ruleSet.fingerprint(documents: documents), verb: "evaluate",
            options.records ?? "", "\(options.recordsFormat)",
            "\(options.unordered)", options.only ?? "")
    }

    /// The file of verdict records; nil where they are not wanted, or go to standard output.
    private func openRecords(_ checkpoint: Checkpoint?) throws -> FileRecordOutput? {
        guard let path = command.recordOptions.records, path != "-" else { return nil }
        return try Self.writing(path) { () throws(OutputFailure) in
            guard let checkpoint else { return try FileRecordOutput(path: path) }
            if let file = try checkpoint.records(path) { return file }
            checkpoint.reset(because: "is of verdict records that are no longer there")
            return try checkpoint.records(path)
        }
    }

    /// The exit code of a run whose outputs are written; nil where all is well.
    private func status(of result: EvaluationResult) -> ExitCode? {
        if let code = LogInputs.unread(result) { return code }
        if let limit = command.maxMalformed, result.lines.malformed > limit {
            return StandardError.fail(
                "\(result.lines.malformed) lines are malformed, more than --max-malformed \(limit); "
                    + "the report names the first of each kind", .badData)
        }
        if let code = LogInputs.status(of: result, command.logs) { return code }
        if let failOn, failOn.count(in: result.tally) > 0 { return ExitStatus.found.error }
        return nil
    }
}
