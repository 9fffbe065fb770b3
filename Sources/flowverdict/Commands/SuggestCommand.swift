import ArgumentParser
import FlowEvaluation
import NetworkRules
import Reporting
import RuleAnalysis
import RuleMatching

enum SuggestionFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case aws
    case terraform
    case cloudformation
}

/// `suggest`: least-privilege rules from the flows seen.
struct SuggestCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "suggest",
        abstract: "Suggest least-privilege security-group rules from the flows that the rules let through.",
        discussion: """
            For each group: who opened what to where, as few rules as the limits ask for, none broader than the rules \
            that it has. Replies are never turned into rules, anomalies are left out and listed. The suggested rules \
            are checked against every flow that they were made from.

            EXAMPLES
              flowverdict suggest --rules rules/ AWSLogs/
              flowverdict suggest --rules rules/ --max-rules 20 --slack 1023 AWSLogs/
              flowverdict suggest --rules rules/ AWSLogs/ \\
                  --output-format aws --output suggested.json
              flowverdict suggest --rules rules/ AWSLogs/ \\
                  --output-format terraform > suggested.tf
            """)

    @OptionGroup(title: "Rule Set") var ruleSet: RuleSetOptions
    @OptionGroup(title: "Logs") var format: FormatOption
    @OptionGroup(title: "Logs") var selectionOptions: SelectionOptions
    @OptionGroup(title: "Run") var workers: WorkerOptions
    @OptionGroup(title: "Run") var memory: MemoryOptions
    @OptionGroup(title: "Run") var checkpoint: CheckpointOptions

    @Argument(help: ArgumentHelp("Files, directories, or - for standard input.", valueName: "log"))
    var logs: [String]

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Rules a group, direction and address family; the quota by default.", valueName: "count"))
    var maxRules = 60

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Addresses that nobody was seen at and that a rule may cover to save others (IPv6: blocks of 64 bits).",
            valueName: "count"))
    var slack: UInt64 = 255

    @Option(name: .long, help: "The format: text, json, aws, terraform or cloudformation.")
    var outputFormat: SuggestionFormat = .text

    @OptionGroup(title: "Report") var reportFile: ReportFileOption

    @OptionGroup(title: "Every Verb") var common: CommonOptions

    func validate() throws {
        _ = try format.parsed()
        try checkpoint.check(logs)
        guard maxRules >= 1 else {
            throw ValidationError("--max-rules takes a number from 1 on; got \(maxRules)")
        }
    }

    func run() throws {
        let loaded = try ruleSet.loadUncompiled(memory)
        var kept: Checkpoint?
        let evidence = try LogInputs.evidence(
            ruleSet.compile(loaded), logs, format, selectionOptions, workers, memory, .suggestion
        ) {
            kept = try checkpoint.open(
                $0, $1, ruleSet.fingerprint(documents: loaded.documents), verb: "suggest")
            return kept
        }
        let suggestion: SuggestedRules
        do throws(RuleSetCompilerError) {
            suggestion = try SuggestedRules(
                loaded.ruleSet, evidence, limits: SuggestionLimits(maximumRules: maxRules, slack: slack))
        } catch {
            throw StandardError.fail("the suggested rules: \(error.message)", .badData)
        }
        let report = SuggestionReport(
            suggestion, evidence, rulesPath: ruleSet.rules,
            ReportSources(logs: logs, evidence.result, warnings: loaded.warnings.map(\.message)))
        switch outputFormat {
        case .text: try reportFile.write { report.text(width: $0) }
        case .json: try reportFile.write(data: report.json)
        case .aws: try reportFile.write(data: report.awsJSON)
        case .terraform: try reportFile.write(data: report.terraform)
        case .cloudformation: try reportFile.write(data: report.cloudFormation)
        }
        kept?.finish(evidence.result)
        if let code = LogInputs.status(of: evidence.result, logs) { throw code }
    }
}
