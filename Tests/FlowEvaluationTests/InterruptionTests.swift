import GzipInput
import NetworkPrimitives
import NetworkRules
import RuleMatching
import Synchronization
import TestSupport
import Testing

@testable import FlowEvaluation

/// Evaluations that end early, and what is told of those that go on.
@Suite struct InterruptionTests {
    private static let record =
        "2 1 eni-1 192.0.2.1 10.0.0.1 50000 22 6 10 1000 1767225600 1767225660 ACCEPT OK\n"

    private static func compiled() throws -> CompiledRuleSet {
        try RuleSetCompiler.compile(
            RuleSet(
                securityGroups: [SecurityGroup(id: "sg-1")],
                interfaces: [
                    NetworkInterface(
                        id: "eni-1", addresses: [try #require(IPAddress("10.0.0.1"))], groupIDs: ["sg-1"])
                ]))
    }

    /// Interrupts the evaluation whose records it is given, with the first of them.
    private final class InterruptingOutput: VerdictRecordOutput {
        let progress: EvaluationProgress
        let bytes = Mutex(0)

        init(_ progress: EvaluationProgress) { self.progress = progress }

        func write(_ bytes: [UInt8]) throws(OutputFailure) {
            progress.interrupt()
            self.bytes.withLock { $0 += bytes.count(where: { $0 == UInt8(ascii: "\n") }) }
        }
    }

    @Test(arguments: [1, 3])
    func whatWasJudgedIsReportedInFull(threads: Int) throws {
        let folder = try InputFolder()
        let text = String(repeating: Self.record, count: 20_000)
        let inputs = try (0..<6).map { try folder.write("\($0).log", text) }
        let progress = EvaluationProgress()
        let output = InterruptingOutput(progress)
        let plan = EvaluationPipeline.Plan(inputs: inputs, threads: threads)
        let result = EvaluationPipeline(try Self.compiled(), plan).run(output: output, progress: progress) {
            LineEncoder(padding: 100)
        }
        #expect(result.isPartial)
        #expect(result.inputsCutShort > 0)
        #expect(result.lines.records > 0)
        #expect(result.lines.records < 120_000)
        #expect(result.tally.sums(.anomalous).records == result.lines.records)
        #expect(output.bytes.withLock { $0 } == Int(result.lines.records))
        #expect(progress.counts.records == result.lines.records)
    }

    @Test func nothingIsBegunOnceInterrupted() throws {
        let folder = try InputFolder()
        let inputs = try (0..<3).map { try folder.write("\($0).log", Self.record) }
        let progress = EvaluationProgress()
        progress.interrupt()
        let plan = EvaluationPipeline.Plan(inputs: inputs, threads: 2)
        let result = EvaluationPipeline(try Self.compiled(), plan).run(progress: progress)
        #expect(result.inputsCutShort == 3)
        #expect(result.isPartial)
        #expect(result.lines.records == 0)
    }

    @Test(arguments: [1, 2])
    func allIsToldInTheEnd(threads: Int) throws {
        let folder = try InputFolder()
        // The last is read ahead, being large.
        let texts = [Self.record, "", String(repeating: Self.record, count: 20_000)]
        let inputs = try texts.enumerated().map { try folder.write("\($0.offset).log", $0.element) }
        let progress = EvaluationProgress()
        let plan = EvaluationPipeline.Plan(inputs: inputs, threads: threads)
        let result = EvaluationPipeline(try Self.compiled(), plan).run(progress: progress)
        #expect(!result.isPartial)
        #expect(
            progress.counts
                == EvaluationProgress.Counts(
                    inputs: 3, compressedBytes: UInt64(texts.map(\.utf8.count).reduce(0, +)),
                    records: 20_001, anomalousRecords: 20_001))
    }
}
