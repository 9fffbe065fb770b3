import ArgumentParser
import Reporting

/// Messages for people; data goes to standard output.
enum StandardError {
    /// Writes a message, one line. Names of others stand in it as they may on a terminal: nothing in them moves a cursor,
    /// changes a colour or begins a line that looks like one of ours.
    static func write(_ text: String) { writeReport(DisplayText.escaped(text) + "\n") }

    /// Writes a report, which has escaped what it shows.
    static func writeReport(_ text: String) {
        // Where nobody reads messages any more, there is nobody to tell.
        try? StandardErrorOutput().write(Array(text.utf8))
    }

    /// A message that a run ends with.
    static func fail(_ message: String, _ status: ExitStatus) -> ExitCode {
        write("flowverdict: \(message)")
        return status.error
    }
}
