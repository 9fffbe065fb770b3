import ArgumentParser
import FlowEvaluation
import FlowLogs
import Glibc
import NetworkPrimitives
import Reporting

/// `explain`: why one record gets its verdict.
struct ExplainCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show why a flow record gets its verdict: each layer, each rule, both readings.",
        discussion: """
            Give a line as it stands in the log, or describe the flow by options. Without --action, what \
            the rules themselves would do with it is shown. A TCP flow without --source-port and \
            --tcp-flags is taken as the packet that opens a connection.

            EXAMPLES
              flowverdict explain --rules rules/ \\
                  "$(zcat one.log.gz | sed -n 2p)"
              flowverdict explain --rules rules/ --interface eni-0a11c0ffee5a0b001 \\
                  --source 192.0.2.77 --destination 10.20.0.20 \\
                  --protocol tcp --destination-port 443
            """)

    @OptionGroup(title: "Rule Set") var ruleSet: RuleSetOptions
    @OptionGroup(title: "Logs") var format: FormatOption
    @OptionGroup(title: "Flow") var flow: FlowOptions

    @Argument(
        help: ArgumentHelp(
            "A line of a flow log, in quotes; its words may also stand apart.", valueName: "line"))
    var line: [String] = []

    @Option(name: .long, help: "The explanation's format: text or json.")
    var outputFormat: ReportFormat = .text

    @OptionGroup(title: "Run") var memory: MemoryOptions
    @OptionGroup(title: "Report") var colors: ColorOption

    @OptionGroup(title: "Every Verb") var common: CommonOptions

    func validate() throws {
        _ = try format.parsed()
        if line.isEmpty == flow.isEmpty {
            throw ValidationError(
                "give either a log line, or the flow by --interface and the options below it")
        }
        if line.isEmpty { try flow.check() }
    }

    func run() throws {
        format.warnOfSlips()
        let (compiled, warnings) = try ruleSet.load(memory)
        for warning in warnings { StandardError.write("flowverdict: warning: \(warning)") }
        let explainer = FlowExplainer(compiled)
        let explanation: FlowExplanation
        do throws(FlowExplainerError) {
            if line.isEmpty {
                explanation = try flow.explain(explainer)
            } else {
                let format = (try? format.parsed()) ?? .version2
                explanation = try explainer.explain(line.joined(separator: " "), format: format)
            }
        } catch {
            throw StandardError.fail(error.message, .badData)
        }
        let report = ExplanationReport(
            explanation, compiled, isActionAssumed: line.isEmpty && flow.action == nil)
        do throws(OutputFailure) {
            let text =
                outputFormat == .text
                ? colors.applied(to: report.text(width: Terminal.reportWidth(STDOUT_FILENO))) : report.json
            try StandardOutputRecordOutput().write(Array(text.utf8))
        } catch {
            if !error.isBrokenPipe {
                throw StandardError.fail(error.message(path: "standard output"), .cannotWrite)
            }
        }
    }
}
