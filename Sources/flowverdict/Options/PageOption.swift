import ArgumentParser
import FlowEvaluation
import Reporting

/// A page for browsers, beside the report.
struct PageOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write the report as a page for browsers too: one file that needs no other and no network.",
            valueName: "file"))
    var html: String?

    /// What the page shows beside the report's sums has to be counted.
    func prepare(_ plan: inout EvaluationPipeline.Plan) {
        if html != nil { plan.countFlowsAndTimes() }
    }

    /// Writes the page where one is asked for, whole or not at all.
    func write(_ report: @autoclosure () -> HTMLReport) throws {
        guard let html else { return }
        try ReportFileOption.write(report().text, to: html)
    }
}
