import ArgumentParser
import FlowLogs

/// The format of logs that have no header line.
struct FormatOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Fields of log lines before any header, as the flow log's LogFormat.",
            discussion: "In single quotes: '${version} ${account-id} ${interface-id} ...'. A header line "
                + "in the log overrides it. The version-2 default format where neither is there.",
            valueName: "format"))
    var format: String?

    func parsed() throws -> RecordFormat {
        guard let format else { return .version2 }
        do throws(RecordFormatError) {
            return try RecordFormat(logFormat: format)
        } catch {
            throw ValidationError("--format: \(error.message)")
        }
    }
}
