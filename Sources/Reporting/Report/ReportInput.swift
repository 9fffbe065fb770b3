import FlowEvaluation
import FlowLogs
import GzipInput
import RuleMatching

/// All that the reports of an evaluation are made from.
package struct ReportInput: Sendable {
    package var result: EvaluationResult
    package var compiled: CompiledRuleSet
    /// What loading the rule set had to say, one sentence each.
    package var ruleSetWarnings: [String]
    /// Wall-clock seconds of the evaluation.
    package var elapsedSeconds: Double
    package var threads: Int
    /// The rule set's path as it was given.
    package var rulesPath: String
    /// The log arguments as they were given.
    package var logs: [String]

    package init(
        result: EvaluationResult, compiled: CompiledRuleSet, ruleSetWarnings: [String] = [],
        elapsedSeconds: Double, threads: Int, rulesPath: String, logs: [String]
    ) {
        self.result = result
        self.compiled = compiled
        self.ruleSetWarnings = ruleSetWarnings
        self.elapsedSeconds = elapsedSeconds
        self.threads = threads
        self.rulesPath = rulesPath
        self.logs = logs
    }

    /// Records a second of the run; 0 where it took no time that could be measured.
    var recordsPerSecond: Double { perSecond(result.lines.records) }

    /// Bytes of decompressed text a second.
    var bytesPerSecond: Double { perSecond(result.decompressedBytes) }

    private func perSecond(_ count: UInt64) -> Double {
        elapsedSeconds > 0 ? Double(count) / elapsedSeconds : 0
    }

    /// That the run was interrupted, as a sentence; nil where it was not.
    var interruption: String? {
        guard result.inputsCutShort > 0 else { return nil }
        return "The run was interrupted: \(QuantityText.count(result.inputsCutShort)) of "
            + "\(QuantityText.count(result.inputs.count, "input")) were not read to the end."
    }

    func inputName(_ input: Int) -> String { result.inputs[input].displayName }

    /// The time from which on a snapshot was in force, else its name.
    func snapshotName(_ snapshot: Int) -> String {
        let snapshot = compiled.history.snapshots[snapshot]
        return snapshot.time.map { UTCTime.text($0) } ?? snapshot.name
    }

    func interfaceID(_ interface: UInt32) -> String { compiled.ruleSet.interfaces[Int(interface)].id }

    /// Seconds of the time span covered, its first and last second counted.
    var spanSeconds: UInt64 { result.tally.span.seconds }

    /// Seconds of the span for all interfaces with records together.
    var interfaceSeconds: UInt64 {
        let (product, overflow) = spanSeconds.multipliedReportingOverflow(
            by: UInt64(result.tally.interfaces.count))
        return overflow ? .max : product
    }

    /// Inputs that could not be read to their end and whose names tell no time.
    var unreadableWithoutTime: Int {
        result.failures.count { failure in
            guard case .file(let path) = result.inputs[failure.input] else { return true }
            return DeliveredFileName.interval(ofFile: path) == nil
        }
    }

    /// Interfaces with records whose subnet has no known network ACL.
    var interfacesWithoutACL: [Int] {
        (0..<compiled.interfaceCount).filter { interface in
            result.tally.interfaces.sums(ofInterface: interface) != nil
                && compiled.networkACL(ofInterface: interface) == nil
        }
    }

    /// Kinds of malformed lines in a fixed order, with the input of the first.
    var malformed: [(kind: MalformedLineKind, input: Int, lines: MalformedLines)] {
        result.malformed.sorted { $0.key < $1.key }.map { ($0.key, $0.value.input, $0.value.lines) }
    }

    /// Whether some record was read in a format without a field.
    func someFormatLacks(_ field: FlowLogField) -> Bool {
        result.formats.contains { !$0.contains(field) }
    }
}
