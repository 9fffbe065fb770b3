import ArgumentParser
import FlowEvaluation
import Glibc
import NetworkRules
import OperatingSystem
import Reporting
import RuleAnalysis

enum AuditFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    case sarif
}

/// A benchmark, or all of them.
enum BenchmarkChoice: String, ExpressibleByArgument, CaseIterable {
    case cis
    case pci
    case practice
    case all

    var benchmarks: [Benchmark] { Benchmark(rawValue: rawValue).map { [$0] } ?? Benchmark.allCases }
}

extension AuditSeverity: ExpressibleByArgument {
    public init?(argument: String) {
        guard let severity = Self.allCases.first(where: { $0.name == argument }) else { return nil }
        self = severity
    }

    public static var allValueStrings: [String] { allCases.map(\.name) }
}

/// `audit`: what is wrong with a rule set, with evidence from logs where some are given.
struct AuditCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Look for rules that benchmarks and good practice forbid, or that nothing needs.",
        discussion: """
            With logs, each finding says which flows used what it is about, and rules are found that nothing used. \
            Beside the rule set's own files, RULES may hold what the AWS CLI prints for rds describe-db-instances, \
            ec2 describe-flow-logs, logs describe-metric-filters and cloudwatch describe-alarms: controls that need \
            those are reported as not evaluated without them.

            EXAMPLES
              flowverdict audit --rules rules/
              flowverdict audit --rules rules/ AWSLogs/
              flowverdict audit --rules rules/ --benchmark cis --output-format json
              flowverdict audit --rules rules/ --suppress accepted.yaml --fail-on high
              flowverdict audit --rules rules/ --output-format sarif > audit.sarif
            """)

    @OptionGroup(title: "Rule Set") var ruleSet: RuleSetOptions
    @OptionGroup(title: "Logs") var format: FormatOption
    @OptionGroup(title: "Logs") var selectionOptions: SelectionOptions
    @OptionGroup(title: "Run") var workers: WorkerOptions
    @OptionGroup(title: "Run") var memory: MemoryOptions
    @OptionGroup(title: "Run") var checkpoint: CheckpointOptions

    @Argument(
        help: ArgumentHelp("Logs as evidence: files, directories, or - for standard input.", valueName: "log")
    )
    var logs: [String] = []

    @Option(name: .long, help: "Whose controls to look at: cis, pci, practice or all; repeatable.")
    var benchmark: [BenchmarkChoice] = [.all]

    @Option(
        name: .long,
        help: ArgumentHelp("Findings that may stand, with reason and expiry; a YAML file.", valueName: "file")
    )
    var suppress: String?

    @Option(name: .long, help: "The report's format: text, json or sarif.")
    var outputFormat: AuditFormat = .text

    @OptionGroup(title: "Report") var reportFile: ReportFileOption
    @OptionGroup(title: "Report") var page: PageOption

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Exit with 1 where there is a finding of this severity or a graver one: critical, high, medium, low or "
                + "info.", valueName: "severity"))
    var failOn: AuditSeverity?

    @OptionGroup(title: "Every Verb") var common: CommonOptions

    func validate() throws {
        _ = try format.parsed()
        try checkpoint.check(logs)
        if let html = page.html {
            if logs.isEmpty {
                throw ValidationError("--html shows findings beside what logs say; give logs as well")
            }
            if html == reportFile.output ?? "-" {
                throw ValidationError(
                    "--html and the report go to the same place; give --output another file")
            }
        }
    }

    func run() throws {
        let start = ContinuousClock.now
        let suppressions = try suppressionList()
        let loaded = try ruleSet.loadUncompiled(memory)
        var kept: Checkpoint?
        let logs =
            logs.isEmpty
            ? nil
            : try LogInputs.evidence(
                ruleSet.compile(loaded), logs, format, selectionOptions, workers, memory, .report, page: page
            ) {
                kept = try checkpoint.open(
                    $0, $1, ruleSet.fingerprint(documents: loaded.documents), verb: "audit")
                return kept
            }
        let elapsed = ContinuousClock.now - start
        let audit = RuleAudit(
            loaded.ruleSet, loaded.surroundings, logs: logs, suppressions: suppressions,
            at: UInt64(max(0, time(nil))), benchmarks: Set(benchmark.flatMap(\.benchmarks)))
        let report = AuditReport(
            audit, rulesPath: ruleSet.rules,
            ReportSources(logs: self.logs, logs?.result, warnings: loaded.warnings.map(\.message)),
            places: loaded.places, version: Version.number)
        if let logs {
            let input = ReportInput(
                result: logs.result, compiled: logs.compiled, ruleSetWarnings: loaded.warnings.map(\.message),
                elapsedSeconds: elapsed / .seconds(1), threads: workers.count, rulesPath: ruleSet.rules,
                logs: self.logs)
            try page.write(HTMLReport(input, logs: logs, audit: report, version: Version.number))
        }
        switch outputFormat {
        case .text: try reportFile.write { report.text(width: $0) }
        case .json: try reportFile.write(data: report.json)
        case .sarif: try reportFile.write(data: report.sarif)
        }
        if let logs { kept?.finish(logs.result) }
        if let logs, let code = LogInputs.status(of: logs.result, self.logs) { throw code }
        if let failOn, audit.findings.contains(where: { $0.suppression == nil && $0.severity >= failOn }) {
            throw ExitStatus.found.error
        }
        // To release a large rule set takes longer than to audit it.
        withExtendedLifetime((loaded, logs)) { Glibc.exit(EXIT_SUCCESS) }
    }

    private func suppressionList() throws -> [Suppression] {
        guard let suppress else { return [] }
        let data: [UInt8]
        do throws(SystemError) {
            data = try UnsafeFile(reading: suppress).read(upToCount: Suppression.maximumLength + 1)
        } catch {
            throw StandardError.fail("\(suppress): cannot be read: \(error)", .noInput)
        }
        guard data.count <= Suppression.maximumLength else {
            throw StandardError.fail(
                "\(suppress): has more than the \(Suppression.maximumLength >> 20) MiB that a file of suppressions may have",
                .badData)
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw StandardError.fail("\(suppress): it is not UTF-8; save the file as UTF-8", .badData)
        }
        do throws(SuppressionError) {
            return try Suppression.read(text)
        } catch {
            throw StandardError.fail(error.message(file: suppress), .badData)
        }
    }
}
