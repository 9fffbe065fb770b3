import ArgumentParser
import FlowEvaluation
import Glibc
import Reporting

/// Where a report goes.
struct ReportFileOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("Write the report to a file instead of standard output.", valueName: "file"))
    var output: String?

    @OptionGroup var colors: ColorOption

    /// Writes a report for people, whole or not at all: on a terminal as wide as that, and with colours.
    ///
    /// - Parameters:
    ///   - isDataOnOutput: whether standard output is taken by data; a report without a file then goes to standard
    ///     error.
    ///   - report: makes the report in so many columns.
    func write(isDataOnOutput: Bool = false, text report: (_ width: Int) -> String) throws {
        if isDataOnOutput, output == nil {
            let text = report(Terminal.reportWidth(STDERR_FILENO))
            StandardError.writeReport(colors.applied(to: text, on: STDERR_FILENO))
        } else if let output, output != "-" {
            try Self.write(report(ReportWidth.standard), to: output)
        } else {
            try Self.write(colors.applied(to: report(Terminal.reportWidth(STDOUT_FILENO))), to: "-")
        }
    }

    /// Writes a report for programs, whole or not at all.
    func write(data report: String, isDataOnOutput: Bool = false) throws {
        guard isDataOnOutput, output == nil else { return try Self.write(report, to: output ?? "-") }
        StandardError.writeReport(report)
    }

    /// Writes a text to a file, whole or not at all, or to standard output with `-`.
    static func write(_ text: String, to path: String) throws {
        do throws(OutputFailure) {
            if path == "-" { return try StandardOutputRecordOutput().write(Array(text.utf8)) }
            try ReportFile.write(text, to: path)
            Diagnostics.log.debug("written", metadata: ["file": "\(path)", "bytes": "\(text.utf8.count)"])
        } catch {
            if error.isBrokenPipe { throw ExitCode.success }
            throw StandardError.fail(
                error.message(path: path == "-" ? "standard output" : path), .cannotWrite)
        }
    }
}
