import ArgumentParser
import FlowEvaluation
import Reporting

/// Where a report goes.
struct ReportFileOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("Write the report to a file instead of standard output.", valueName: "file"))
    var output: String?

    /// Writes a report, whole or not at all.
    ///
    /// - Parameter isDataOnOutput: whether standard output is taken by data; a report without a file then goes to
    ///   standard error.
    func write(_ report: String, isDataOnOutput: Bool = false) throws {
        let bytes = Array(report.utf8)
        do throws(OutputFailure) {
            if let output, output != "-" {
                let file = try FileRecordOutput(path: output)
                try file.write(bytes)
                try file.finish()
            } else if isDataOnOutput, output == nil {
                StandardError.write(report)
            } else {
                try StandardOutputRecordOutput().write(bytes)
            }
        } catch {
            if error.isBrokenPipe { throw ExitCode.success }
            throw StandardError.fail(error.message(path: output ?? "standard output"), .cannotWrite)
        }
    }
}
