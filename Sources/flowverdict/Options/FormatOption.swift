import ArgumentParser
import FlowLogs
import RuleAnalysis

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

    /// Tells of fields that there are not, where one of nearly the same name is. A field of a version to come is none of
    /// these.
    func warnOfSlips() {
        guard let format = try? parsed() else { return }
        let known = FlowLogField.allCases.map(\.rawValue)
        for (name, field) in zip(format.names, format.columns) where field == nil {
            guard let nearest = NearestWord.of(known, to: name, within: 2), !format.names.contains(nearest)
            else { continue }
            StandardError.write(
                "flowverdict: warning: --format: \(name) is no field that is known; did you mean \(nearest)?")
        }
    }

    func parsed() throws -> RecordFormat {
        guard let format else { return .version2 }
        do throws(RecordFormatError) {
            return try RecordFormat(logFormat: format)
        } catch {
            throw ValidationError("--format: \(error.message)")
        }
    }
}
