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

    /// Writes a report, whole or not at all.
    ///
    /// - Parameters:
    ///   - isText: whether it is for people, and so may have colours.
    ///   - isDataOnOutput: whether standard output is taken by data; a report without a file then goes to standard
    ///     error.
    func write(_ report: String, isText: Bool, isDataOnOutput: Bool = false) throws {
        if isDataOnOutput, output == nil {
            StandardError.write(isText ? colors.applied(to: report, on: STDERR_FILENO) : report)
        } else {
            let isOnOutput = output == nil || output == "-"
            try Self.write(isText && isOnOutput ? colors.applied(to: report) : report, to: output ?? "-")
        }
    }

    /// Writes a text to a file, whole or not at all, or to standard output with `-`.
    static func write(_ text: String, to path: String) throws {
        do throws(OutputFailure) {
            if path == "-" { return try StandardOutputRecordOutput().write(Array(text.utf8)) }
            try ReportFile.write(text, to: path)
        } catch {
            if error.isBrokenPipe { throw ExitCode.success }
            throw StandardError.fail(
                error.message(path: path == "-" ? "standard output" : path), .cannotWrite)
        }
    }
}
