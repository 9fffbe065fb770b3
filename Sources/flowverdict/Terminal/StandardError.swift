import ArgumentParser
import Reporting

/// Messages for people; data goes to standard output.
enum StandardError {
    static func write(_ text: String) {
        // Where nobody reads messages any more, there is nobody to tell.
        try? StandardErrorOutput().write(Array((text + "\n").utf8))
    }

    /// A message that a run ends with.
    static func fail(_ message: String, _ status: ExitStatus) -> ExitCode {
        write("flowverdict: \(message)")
        return status.error
    }
}
