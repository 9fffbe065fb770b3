import ArgumentParser
import FlowEvaluation
import Glibc
import NetworkRules
import Reporting
import RuleAnalysis

/// What a change may not do.
enum UnwantedEffect: String, ExpressibleByArgument, CaseIterable {
    case breaks
    case opens
}

/// `compare`: what a change of rules does, to the flows of logs and to all packets there could be.
struct CompareCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Show what a change of rules lets through or stops: flows of logs, and all packets.",
        discussion: """
            Every log record is judged by both rule sets, in one pass; flows whose verdict differs are listed with the \
            rules of both sides. With or without logs, the exact difference of what both let through is listed as \
            sets of packets. Of a rule history the last snapshot counts for packets.

            EXAMPLES
              flowverdict compare rules/ new-rules/
              flowverdict compare rules/ new-rules/ AWSLogs/
              flowverdict compare rules/ new-rules/ AWSLogs/ \\
                  --fail-on breaks --fail-on opens
              flowverdict compare rules/ plan/ --output-format json AWSLogs/ > all.json
            """)

    @Argument(help: ArgumentHelp("The rule set that is in force: a file or a directory.", valueName: "old"))
    var old: String

    @Argument(help: ArgumentHelp("The rule set that it is compared with.", valueName: "new"))
    var new: String

    @Argument(help: ArgumentHelp("Logs: files, directories, or - for standard input.", valueName: "log"))
    var logs: [String] = []

    @OptionGroup(title: "Rule Set") var declarations: DeclarationArguments
    @OptionGroup(title: "Logs") var format: FormatOption
    @OptionGroup(title: "Logs") var selectionOptions: SelectionOptions
    @OptionGroup(title: "Run") var workers: WorkerOptions
    @OptionGroup(title: "Run") var memory: MemoryOptions
    @OptionGroup(title: "Run") var checkpoint: CheckpointOptions

    @Option(name: .long, help: "The report's format: text or json.")
    var outputFormat: ReportFormat = .text

    @OptionGroup(title: "Report") var reportFile: ReportFileOption

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Exit with 1 where the change breaks or opens a flow (without logs: any packet): breaks or opens; "
                + "repeatable.", valueName: "effect"))
    var failOn: [UnwantedEffect] = []

    @OptionGroup(title: "Every Verb") var common: CommonOptions

    func validate() throws {
        _ = try format.parsed()
        try checkpoint.check(logs)
    }

    func run() throws {
        let before = try declarations.load(old, memory, isShared: true)
        let after = try declarations.load(new, memory, isShared: true)
        let packets = PacketChanges(from: before.ruleSet, to: after.ruleSet)
        let warnings = (before.warnings + after.warnings).map(\.message)
        var flows: FlowChanges?
        var result: EvaluationResult?
        var kept: Checkpoint?
        if !logs.isEmpty {
            let pair = RuleSetPair(
                old: try declarations.compile(before, old), new: try declarations.compile(after, new))
            var plan = try LogInputs.plan(logs, format, selectionOptions, workers, memory)
            try memory.limit(&plan, .comparison)
            let pipeline = EvaluationPipeline(pair, plan)
            kept = try checkpoint.open(pipeline, plan, fingerprint(before, after), verb: "compare")
            let judged = LogInputs.run(pipeline, plan, workers, checkpoint: kept)
            flows = FlowChanges(judged, pair)
            result = judged
        }
        let report = ComparisonReport(
            packets, flows: flows, oldPath: old, newPath: new,
            ReportSources(logs: logs, result, warnings: warnings))
        switch outputFormat {
        case .text: try reportFile.write { report.text(width: $0) }
        case .json: try reportFile.write(data: report.json)
        }
        if let result { kept?.finish(result) }
        if let result, let code = LogInputs.status(of: result, logs) { throw code }
        if (failOn.contains(.breaks) && report.breaks) || (failOn.contains(.opens) && report.opens) {
            throw ExitStatus.found.error
        }
    }

    private func fingerprint(_ before: LoadedRuleSet, _ after: LoadedRuleSet) -> RulesFingerprint {
        var fingerprint = RulesFingerprint()
        fingerprint.add(old, documents: before.documents, declarations)
        fingerprint.add(new, documents: after.documents, declarations)
        return fingerprint
    }
}
