import FlowEvaluation

/// Writes to standard output, which stays open.
package struct StandardOutputRecordOutput: VerdictRecordOutput {
    package init() {}

    package func write(_ bytes: [UInt8]) throws(OutputFailure) {
        try OutputDescriptor.standardOutput().write(bytes)
    }
}

/// Writes messages for people, to standard error, which stays open.
package struct StandardErrorOutput {
    package init() {}

    package func write(_ bytes: [UInt8]) throws(OutputFailure) {
        try OutputDescriptor.standardError().write(bytes)
    }
}

/// Writes a report as a whole.
package enum ReportFile {
    /// Writes `text` to `path`, all of it or nothing; see `FileRecordOutput`.
    package static func write(_ text: String, to path: String) throws(OutputFailure) {
        let output = try FileRecordOutput(path: path)
        try output.write(Array(text.utf8))
        try output.finish()
    }
}
