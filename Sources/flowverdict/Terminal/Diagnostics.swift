import FlowEvaluation
import Glibc
import GzipInput
import Logging

/// What `--verbose` tells: what is done, from what, and how long it takes.
enum Diagnostics {
    static func start(isVerbose: Bool) {
        LoggingSystem.bootstrap { _ in StandardErrorLogHandler(logLevel: isVerbose ? .debug : .warning) }
        if isVerbose { atexit { Diagnostics.logResources() } }
    }

    static var isVerbose: Bool { log.logLevel <= .debug }

    static var log: Logger { Logger(label: "flowverdict") }

    /// Does something, and tells how long it took.
    static func timed<Value, Failure: Error>(
        _ message: Logger.Message, _ metadata: Logger.Metadata = [:], _ work: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let start = ContinuousClock.now
        let value = try work()
        let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
        log.debug(message, metadata: metadata.merging(["ms": "\(Int(milliseconds))"]) { first, _ in first })
        return value
    }

    /// Tells of an input that was read.
    static func tell(_ finished: EvaluationProgress.FinishedInput) {
        var metadata: Logger.Metadata = [
            "input": "\(finished.input.displayName)", "bytes": "\(finished.compressedBytes)",
            "records": "\(finished.lines.records)", "malformed": "\(finished.lines.malformed)",
        ]
        if let format = finished.formats.first {
            metadata["format"] = "\(format == .version2 ? "version 2" : format.names.joined(separator: " "))"
        }
        if let failure = finished.failure { metadata["failure"] = "\(failure.message)" }
        log.debug("input read", metadata: metadata)
    }

    /// Tells what the run took of the machine.
    static func logResources() {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return }
        func milliseconds(_ time: timeval) -> Int { Int(time.tv_sec) * 1000 + Int(time.tv_usec) / 1000 }
        log.debug(
            "resources",
            metadata: [
                "user-ms": "\(milliseconds(usage.ru_utime))", "system-ms": "\(milliseconds(usage.ru_stime))",
                "peak-kib": "\(usage.ru_maxrss)",
            ])
    }
}

/// Writes one line an event: `flowverdict: debug: message key=value`, keys in order.
struct StandardErrorLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, last in last }
        let pairs = all.sorted { $0.key < $1.key }.map { " \($0.key)=\(Self.quoted("\($0.value)"))" }
        StandardError.write("flowverdict: \(event.level): \(event.message)\(pairs.joined())")
    }

    /// Values with blanks in them in quotes, so that a line can be taken apart.
    private static func quoted(_ value: String) -> String {
        guard value.isEmpty || value.contains(where: { $0.isWhitespace || $0 == "\"" || $0 == "=" }) else {
            return value
        }
        return "\"\(value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}
