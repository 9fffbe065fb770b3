import FlowLogs
import Foundation
import GzipInput
import RuleMatching
import Synchronization
import TestSupport
import Testing

@testable import FlowEvaluation

/// A folder of inputs that goes when the test has ended.
final class InputFolder: Sendable {
    private let url: URL

    init() throws {
        // Where the system has a folder in memory, files need not wait for the disk.
        let memory = URL(filePath: "/dev/shm")
        let parent =
            FileManager.default.isWritableFile(atPath: memory.path)
            ? memory : FileManager.default.temporaryDirectory
        url = parent.appending(path: "flowverdict-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func write(_ name: String, _ bytes: [UInt8]) throws -> InputSource {
        try Data(bytes).write(to: URL(filePath: path(name)))
        return .file(path: path(name))
    }

    func write(_ name: String, _ text: String) throws -> InputSource { try write(name, Array(text.utf8)) }

    func makeFolder(_ name: String) throws -> InputSource {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: false)
        return .file(path: path(name))
    }
}

/// Writes `file:line:class` for every record, and as many spaces as a test wants.
final class LineEncoder: VerdictRecordEncoder {
    private let padding: Int
    private let encoded: RecordCount?

    init(padding: Int = 0, counting encoded: RecordCount? = nil) {
        self.padding = padding
        self.encoded = encoded
    }

    func encode(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch, text: Span<UInt8>,
        input: InputSource, matcher: RuleMatcher, into output: inout [UInt8]
    ) {
        let name = input.displayName.split(separator: "/").last ?? ""
        for index in 0..<batch.count {
            let verdict = Verdict(code: Int(verdicts.code[index]))
            output += Array("\(name):\(batch.line(index)):\(verdict?.verdictClass.name ?? "none")".utf8)
            output += [UInt8](repeating: UInt8(ascii: " "), count: padding)
            output.append(UInt8(ascii: "\n"))
        }
        encoded?.add(batch.count)
    }

    func forgetDecisions() {}
}

/// How many records all encoders of a run have seen.
final class RecordCount: Sendable {
    private let count = Mutex(0)

    func add(_ count: Int) { self.count.withLock { $0 += count } }

    /// Waits until so many were seen; false where that takes too long.
    func waitFor(_ count: Int) -> Bool {
        let deadline = ContinuousClock.now + .seconds(PipelineRun.patience)
        while ContinuousClock.now < deadline {
            if self.count.withLock({ $0 }) >= count { return true }
            usleep(1000)
        }
        return false
    }
}

/// Keeps what is written, or fails once too much is.
final class KeptOutput: VerdictRecordOutput {
    static let failure = OutputFailure(code: 28)

    private let kept = Mutex<[UInt8]>([])
    private let capacity: Int

    init(capacity: Int = .max) { self.capacity = capacity }

    func write(_ bytes: [UInt8]) throws(OutputFailure) {
        let fits = kept.withLock { kept in
            guard kept.count + bytes.count <= capacity else { return false }
            kept += bytes
            return true
        }
        if !fits { throw Self.failure }
    }

    /// The lines written, without the spaces behind them.
    var lines: [String] {
        kept.withLock { $0 }.split(separator: UInt8(ascii: "\n")).map { line in
            String(decoding: line.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)
        }
    }
}

/// Runs a pipeline on a queue of its own, so that one that hangs fails its test and not all of them.
struct PipelineRun {
    struct Hangs: Error {}

    var compiled: CompiledRuleSet
    var inputs: [InputSource]
    var format = RecordFormat.version2
    var threads = 1
    var isOrdered = true
    var output: KeptOutput?
    var padding = 0
    var encoded: RecordCount?

    /// Seconds after which a run counts as hanging: far beyond what a busy machine needs, since no
    /// test is about time.
    static let patience = 600.0

    func result() throws -> EvaluationResult {
        let (compiled, output, padding, encoded) = (compiled, output, padding, encoded)
        var plan = EvaluationPipeline.Plan(inputs: inputs, threads: threads)
        plan.format = format
        plan.isOrdered = isOrdered
        let finished = FinishedResult()
        DispatchQueue(label: "test.pipeline").async { [plan] in
            let pipeline = EvaluationPipeline(compiled, plan)
            finished.put(
                pipeline.run(output: output) {
                    LineEncoder(padding: padding, counting: encoded)
                })
        }
        guard let result = finished.wait(seconds: Self.patience) else { throw Hangs() }
        return result
    }
}

/// Hands a result from one queue to another.
private final class FinishedResult: Sendable {
    private let result = Mutex<EvaluationResult?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    func put(_ result: EvaluationResult) {
        self.result.withLock { $0 = result }
        isThere.signal()
    }

    /// Nil where it takes longer.
    func wait(seconds: Double) -> EvaluationResult? {
        _ = isThere.wait(timeout: .now() + seconds)
        return result.withLock { $0 }
    }
}

/// All that a result says, to compare results by.
struct ResultContent {
    private var parts: [String: AnyHashable] = [:]
    private let tally: TallyContent

    init(_ result: EvaluationResult, _ compiled: CompiledRuleSet) {
        tally = TallyContent(result.tally, compiled)
        parts["lines"] = result.lines
        parts["malformed"] = result.malformed.mapValues { [AnyHashable($0.input), AnyHashable($0.lines)] }
        parts["formats"] = result.formats
        parts["failures"] = result.failures.map { [AnyHashable($0.input), AnyHashable($0.failure)] }
        parts["compressed bytes"] = result.compressedBytes
        parts["decompressed bytes"] = result.decompressedBytes
        parts["skipped"] = result.skipped
        parts["unreadable"] = result.unreadable
        parts["output failure"] = result.outputFailure
        for code in 0..<Verdict.codeCount {
            guard let verdict = Verdict(code: code), result.anomalousFlows.count(verdict) > 0 else {
                continue
            }
            parts["anomalous flows of \(verdict)"] =
                result.anomalousFlows.heaviest(verdict, .max).map {
                    [AnyHashable($0.key), AnyHashable($0.flow)]
                }
            parts["\(verdict) is approximate"] = result.anomalousFlows.isApproximate(verdict)
        }
    }

    /// The parts in which two results differ, for messages.
    func differences(from other: ResultContent) -> [String] {
        let names = Set(parts.keys).union(other.parts.keys).filter { parts[$0] != other.parts[$0] }
        return names.sorted() + tally.differences(from: other.tally)
    }
}
