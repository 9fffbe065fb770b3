import ArgumentParser
import Glibc
import Reporting

enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}

/// `evaluate`: what the user typed; `EvaluationRun` is what the program runs on.
struct EvaluateCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Give every flow record a verdict, and print the report.",
        discussion: """
            EXAMPLES
              flowverdict evaluate --rules rules/ AWSLogs/
              flowverdict evaluate --rules rules/ --output-format json AWSLogs/ > all.json
              flowverdict evaluate --rules rules/ AWSLogs/ \\
                  --records verdicts.ndjson --only anomalous
              flowverdict evaluate --rules rules/ --html report.html AWSLogs/
              flowverdict evaluate --rules rules/ AWSLogs/ \\
                  --since 2026-03-11 --region eu-west-1
              zcat one.log.gz | flowverdict evaluate --rules rules/ - \\
                  --fail-on anomalous/certain
            """)

    @OptionGroup(title: "Rule Set") var ruleSet: RuleSetOptions
    @OptionGroup(title: "Logs") var format: FormatOption
    @OptionGroup(title: "Logs") var selectionOptions: SelectionOptions

    @Argument(help: ArgumentHelp("Files, directories, or - for standard input.", valueName: "log"))
    var logs: [String]

    @OptionGroup(title: "Run") var workers: WorkerOptions
    @OptionGroup(title: "Run") var memory: MemoryOptions
    @OptionGroup(title: "Run") var checkpoint: CheckpointOptions

    @Option(name: .long, help: "The report's format: text or json.")
    var outputFormat: ReportFormat = .text

    @OptionGroup(title: "Report") var reportFile: ReportFileOption
    @OptionGroup(title: "Report") var page: PageOption

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write the sums in Prometheus' text format too, for the node exporter's textfile collector.",
            valueName: "file"))
    var metrics: String?

    @OptionGroup(title: "Verdict Records") var recordOptions: RecordOptions
    @OptionGroup(title: "Database") var database: DatabaseOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Exit with 1 where there is a record of CLASS[/REASON|/CERTAINTY], separated by commas.",
            valueName: "verdicts"))
    var failOn: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Exit with 65 where more lines than this are malformed; no limit by default.",
            valueName: "count"))
    var maxMalformed: UInt64?

    @OptionGroup(title: "Every Verb") var common: CommonOptions

    func validate() throws {
        if recordOptions.records == nil, recordOptions.only != nil, !database.sqliteRecords {
            throw ValidationError("--only chooses what --records writes; give --records FILE as well")
        }
        let output = reportFile.output
        let outputs = [
            ("--records", recordOptions.records), ("--output", output), ("--html", page.html),
            ("--metrics", metrics),
            ("--sqlite", database.sqlite),
        ]
        .compactMap { option, path in path.map { (option: option, path: $0) } }
        for (place, one) in outputs.enumerated() {
            guard let other = outputs[..<place].first(where: { $0.path == one.path }) else { continue }
            throw ValidationError(
                one.path == "-"
                    ? "\(other.option) and \(one.option) cannot both be standard output"
                    : "\(other.option) and \(one.option) name the same file; give each one of its own")
        }
        for (option, path) in [("--html", page.html), ("--metrics", metrics)]
        where path == "-" && output == nil {
            throw ValidationError(
                "\(option) takes standard output from the report; say with --output where that goes")
        }
        _ = try format.parsed()
        try checkpoint.check(logs)
        if checkpoint.checkpoint != nil, database.sqliteRecords {
            throw ValidationError(
                "--checkpoint cannot go on within a database; write verdicts with --records FILE, or leave --sqlite-records away"
            )
        }
        if checkpoint.checkpoint != nil, recordOptions.records == "-" {
            throw ValidationError("--checkpoint goes on within a file; give --records one instead of -")
        }
        _ = try selection(recordOptions.only, option: "--only")
        _ = try selection(failOn, option: "--fail-on")
    }

    func run() throws {
        let run = try EvaluationRun(self)
        try run.run()
        // The system takes back the memory of a large rule set at once; to release rule after rule takes
        // longer than to judge a small log.
        withExtendedLifetime(run) { Glibc.exit(EXIT_SUCCESS) }
    }

    func selection(_ text: String?, option: String) throws -> VerdictSelection? {
        guard let text else { return nil }
        do throws(VerdictSelectionError) {
            return try VerdictSelection(text)
        } catch {
            throw ValidationError("\(option): \(error.message)")
        }
    }
}
