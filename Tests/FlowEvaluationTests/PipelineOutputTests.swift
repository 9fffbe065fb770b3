import Dispatch
import FlowLogs
import Foundation
import GzipInput
import NetworkRules
import RuleMatching
import Synchronization
import TestSupport
import Testing

@testable import FlowEvaluation

/// Output that fails, and inputs that keep others waiting.
@Suite(.serialized) struct PipelineOutputTests {
    private let folder: InputFolder
    private let log: RandomLog

    init() throws {
        folder = try InputFolder()
        log = try RandomLog(seed: 51, records: 400)
    }

    private func text(_ range: Range<Int>, spaces: Int = 0) -> [UInt8] {
        let padding = String(repeating: " ", count: spaces)
        let lines = [log.header] + log.records[range].map { $0.line(fields: log.fields) + padding }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private func run(
        _ inputs: [InputSource], threads: Int, output: KeptOutput, isOrdered: Bool = true
    ) throws -> EvaluationResult {
        var run = PipelineRun(compiled: log.compiled, inputs: inputs)
        run.threads = threads
        run.output = output
        run.isOrdered = isOrdered
        return try run.result()
    }

    @Test(arguments: [1, 2, 3, 4], [true, false])
    func failingOutputEndsTheRunEarly(threads: Int, isOrdered: Bool) throws {
        let input = try folder.write("a.log", text(0..<20))
        let inputs = Array(repeating: input, count: 500)
        let output = KeptOutput(capacity: 3000)
        let result = try run(inputs, threads: threads, output: output, isOrdered: isOrdered)
        #expect(result.outputFailure == KeptOutput.failure)
        #expect(result.isPartial)
        #expect(result.failures.isEmpty)
        // Five inputs fit; each worker may have been at one more when the next did not.
        #expect(result.lines.records >= 5 * 20)
        #expect(result.lines.records < 500 * 20)
        #expect(output.lines.count % 20 == 0)
    }

    @Test func outputThatFailsAtOnceIsReported() throws {
        let input = try folder.write("a.log", text(0..<20))
        for threads in 1...3 {
            let result = try run([input, input, input], threads: threads, output: KeptOutput(capacity: 0))
            #expect(result.outputFailure == KeptOutput.failure)
        }
    }

    /// An input that is read ahead may be endless: nobody would wait for its end.
    @Test func failingOutputEndsReadingAheadToo() throws {
        let pipe = Pipe()
        let endless = InputSource.file(path: "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
        let record = text(0..<400)
        let isWanted = Mutex(true)
        signal(SIGPIPE, SIG_IGN)
        let hasEnded = DispatchSemaphore(value: 0)
        DispatchQueue(label: "test.endless").async {
            while isWanted.withLock({ $0 }) {
                guard (try? pipe.fileHandleForWriting.write(contentsOf: Data(record))) != nil else { break }
            }
            try? pipe.fileHandleForWriting.close()
            hasEnded.signal()
        }
        var run = PipelineRun(compiled: log.compiled, inputs: [endless])
        run.threads = 2
        run.output = KeptOutput(capacity: 100_000)
        let result = Result { try run.result() }
        isWanted.withLock { $0 = false }
        // Whoever still writes is let go on.
        try? pipe.fileHandleForReading.close()
        _ = hasEnded.wait(timeout: .now() + PipelineRun.patience)
        #expect(try result.get().outputFailure == KeptOutput.failure)
    }

    /// Nearly as much waits for the first input's turn as may lie in memory, and the rest comes after it.
    @Test func slowFirstInputHoldsUpLaterOutputButNothingElse() throws {
        let path = folder.path("slow")
        try #require(mkfifo(path, 0o600) == 0)
        var inputs = [InputSource.file(path: path)]
        for number in 1...35 { inputs.append(try folder.write("later-\(number).log", text(0..<150))) }
        let output = KeptOutput()
        let slowText = text(150..<400)
        // 35 inputs of 150 records of 4 KiB are 21 MB, of which 16 MiB may wait: 25 inputs surely get there.
        let encoded = RecordCount()
        let wroteAll = DispatchSemaphore(value: 0)
        DispatchQueue(label: "test.slow").async {
            guard let writing = FileHandle(forWritingAtPath: path) else { return }
            try? writing.write(contentsOf: Data(slowText.prefix(5000)))
            let areOthersAhead = encoded.waitFor(25 * 150)
            try? writing.write(contentsOf: Data(slowText.dropFirst(5000)))
            try? writing.close()
            if areOthersAhead { wroteAll.signal() }
        }
        var run = PipelineRun(compiled: log.compiled, inputs: inputs)
        run.threads = 3
        run.output = output
        run.padding = 4096
        run.encoded = encoded
        let result = try run.result()
        #expect(wroteAll.wait(timeout: .now() + PipelineRun.patience) == .success)
        #expect(result.lines.records == 250 + 35 * 150)
        let names = output.lines.map { String($0.prefix { $0 != ":" }) }
        let expected =
            Array(repeating: "slow", count: 250)
            + (1...35).flatMap { Array(repeating: "later-\($0).log", count: 150) }
        #expect(names == expected)
    }

    /// The collector by itself: whoever is ahead waits, and goes on when its turn comes.
    @Test func workerThatIsFarAheadWaitsForItsTurn() throws {
        let output = KeptOutput()
        let empty = EvaluationResult(
            inputs: [.standardInput, .standardInput], tally: EvaluationTally(log.compiled))
        let collector = OrderedCollector(
            empty, turn: 0, output: output, isOrdered: true, waitingBytes: 16 << 20)
        let isAhead = DispatchSemaphore(value: 0)
        let hasGoneOn = DispatchSemaphore(value: 0)
        DispatchQueue(label: "test.ahead").async {
            collector.deliver(Array("second\n".utf8), input: 1)
            isAhead.signal()
            collector.deliver([UInt8](repeating: UInt8(ascii: " "), count: 17 << 20), input: 1)
            collector.deliver(Array("\nthird\n".utf8), input: 1)
            collector.finish(InputOutcome(), input: 1)
            hasGoneOn.signal()
        }
        isAhead.wait()
        #expect(hasGoneOn.wait(timeout: .now() + 0.2) == .timedOut)
        collector.deliver(Array("first\n".utf8), input: 0)
        #expect(output.lines == ["first"])
        collector.finish(InputOutcome(), input: 0)
        #expect(hasGoneOn.wait(timeout: .now() + PipelineRun.patience) == .success)
        #expect(output.lines == ["first", "second", "", "third"])
        #expect(!collector.isCancelled)
    }
}
