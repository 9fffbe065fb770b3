import ArgumentParser
import Glibc
import Reporting

enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}

enum RecordsFormat: String, ExpressibleByArgument, CaseIterable {
    case ndjson
    case csv
    case ocsf
}

/// `evaluate`: what the user typed; `EvaluationRun` is what the program runs on.
struct EvaluateCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Give every flow record a verdict, and print the report.",
        discussion: """
            EXAMPLES
              flowverdict evaluate --rules rules/ AWSLogs/
              flowverdict evaluate --rules rules/ --output-format json AWSLogs/ > report.json
              flowverdict evaluate --rules rules/ --records verdicts.ndjson --only anomalous AWSLogs/
              flowverdict evaluate --rules rules/ --html report.html AWSLogs/
              flowverdict evaluate --rules rules/ --since 2026-01-31 --region eu-west-1 AWSLogs/
              zcat one.log.gz | flowverdict evaluate --rules rules/ --fail-on anomalous/certain -
            """)

    @OptionGroup var ruleSet: RuleSetOptions
    @OptionGroup var format: FormatOption
    @OptionGroup var selectionOptions: SelectionOptions

    @Argument(help: ArgumentHelp("Files, directories, or - for standard input.", valueName: "log"))
    var logs: [String]

    @OptionGroup var workers: WorkerOptions

    @Option(name: .long, help: "The report's format: text or json.")
    var outputFormat: ReportFormat = .text

    @OptionGroup var reportFile: ReportFileOption
    @OptionGroup var page: PageOption

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write the report to an SQLite database too: sums, rules, interfaces, anomalies, flows.",
            valueName: "file"))
    var sqlite: String?

    @Flag(name: .long, help: "Have every verdict record in the database too.")
    var sqliteRecords = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write the sums in Prometheus' text format too, for the node exporter's textfile collector.",
            valueName: "file"))
    var metrics: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write one verdict a record to a file, or to standard output with -.",
            discussion: "With - the report goes to standard error, unless --output names a file.",
            valueName: "file"))
    var records: String?

    @Option(name: .long, help: "The format of verdict records: ndjson, csv or ocsf.")
    var recordsFormat: RecordsFormat = .ndjson

    @Flag(name: .long, help: "Let verdict records of several files come out in any order.")
    var unordered = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Which records --records or --sqlite-records writes: CLASS[/REASON|/CERTAINTY], separated by commas.",
            valueName: "verdicts"))
    var only: String?

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

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if records == nil, only != nil, !sqliteRecords {
            throw ValidationError("--only chooses what --records writes; give --records FILE as well")
        }
        if sqliteRecords, sqlite == nil {
            throw ValidationError("--sqlite-records says what the database holds; give --sqlite FILE as well")
        }
        if sqlite == "-" {
            throw ValidationError("--sqlite needs a file, which standard output is none; name one")
        }
        let output = reportFile.output
        let outputs = [
            ("--records", records), ("--output", output), ("--html", page.html), ("--metrics", metrics),
            ("--sqlite", sqlite),
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
        _ = try selection(only, option: "--only")
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
