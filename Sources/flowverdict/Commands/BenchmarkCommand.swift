import ArgumentParser
import FlowEvaluation
import NetworkRules
import Reporting
import RuleAnalysis

/// The limits that rule sets are held against.
struct QuotaOptions: ParsableArguments {
    @Option(name: .long, help: "Rules that a group may have in one direction and address family.")
    var rulesPerGroup = QuotaLimits().rulesPerGroup

    @Option(
        name: .long, help: "Entries that an ACL may have in one direction, the implied last deny among them.")
    var entriesPerAcl = QuotaLimits().entriesPerACL

    @Option(name: .long, help: "Groups that an interface may carry.")
    var groupsPerInterface = QuotaLimits().groupsPerInterface

    var limits: QuotaLimits {
        var limits = QuotaLimits()
        limits.rulesPerGroup = rulesPerGroup
        limits.entriesPerACL = entriesPerAcl
        limits.groupsPerInterface = groupsPerInterface
        return limits
    }

    func validate() throws {
        guard min(rulesPerGroup, entriesPerAcl, groupsPerInterface) >= 1 else {
            throw ValidationError("quotas are numbers from 1 on")
        }
    }
}

/// `benchmark`: how efficient rule sets are.
struct BenchmarkCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "benchmark",
        abstract:
            "Measure how efficient a rule set is: size, memory, look-ups, quotas, and what fewer rules would do.",
        discussion: """
            Without logs, look-ups are measured with a packet of each rule; with logs, with their flows, and the \
            entries are counted that ACLs ask before they decide, now and in the best order.

            EXAMPLES
              flowverdict benchmark --rules rules/
              flowverdict benchmark --rules rules/ AWSLogs/
              flowverdict benchmark --rules rules/ --rules proposed/ --output-format json
              flowverdict benchmark --rules rules/ --equivalent fewer-rules.json
            """)

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A rule set: a file or a directory; repeatable, for several side by side.", valueName: "rules"))
    var rules: [String]

    @OptionGroup(title: "Rule Set") var declarations: DeclarationArguments
    @OptionGroup(title: "Logs") var format: FormatOption
    @OptionGroup(title: "Logs") var selectionOptions: SelectionOptions
    @OptionGroup(title: "Run") var workers: WorkerOptions
    @OptionGroup(title: "Run") var memory: MemoryOptions

    @Argument(help: ArgumentHelp("Logs: files or directories.", valueName: "log"))
    var logs: [String] = []

    @OptionGroup(title: "Quotas") var quotas: QuotaOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write groups and ACLs that say the same in fewer rules, as the AWS CLI prints them.",
            valueName: "file"))
    var equivalent: String?

    @Option(name: .long, help: "The report's format: text or json.")
    var outputFormat: ReportFormat = .text

    @OptionGroup(title: "Report") var reportFile: ReportFileOption

    @OptionGroup(title: "Every Verb") var common: CommonOptions

    func validate() throws {
        _ = try format.parsed()
        if rules.count > 1, logs.contains("-") {
            throw ValidationError(
                "standard input can be read once; give the logs of several rule sets as files")
        }
        if rules.count > 1, equivalent != nil {
            throw ValidationError("--equivalent is of one rule set; give --rules once")
        }
        if let equivalent, equivalent == reportFile.output {
            throw ValidationError("--equivalent and --output name the same file; give each one of its own")
        }
    }

    func run() throws {
        var found: [RuleSetEfficiency] = []
        var status: ExitCode?
        for path in rules {
            let clock = ContinuousClock()
            let start = clock.now
            let loaded = try declarations.load(path, memory, isShared: rules.count > 1)
            let loading = clock.now - start
            let compiled = try declarations.compile(loaded, path)
            let compiling = clock.now - start - loading
            var evidence: FlowEvidence?
            if !logs.isEmpty {
                let judged = try LogInputs.evidence(
                    compiled, logs, format, selectionOptions, workers, memory, .report)
                status = status ?? LogInputs.status(of: judged.result, logs)
                evidence = judged
            }
            found.append(
                RuleSetEfficiency(
                    path, loaded.ruleSet, compiled, logs: evidence, quotas: quotas.limits,
                    loadSeconds: loading / .seconds(1), compileSeconds: compiling / .seconds(1)))
        }
        let report = EfficiencyReport(found, logs: logs)
        if let equivalent, let smaller = found.first?.smaller.ruleSet {
            let text = AWSRuleSetText(groups: smaller.securityGroups, networkACLs: smaller.networkACLs).text
            try ReportFileOption.write(text, to: equivalent)
        }
        switch outputFormat {
        case .text: try reportFile.write { report.text(width: $0) }
        case .json: try reportFile.write(data: report.json)
        }
        if let status { throw status }
    }
}
