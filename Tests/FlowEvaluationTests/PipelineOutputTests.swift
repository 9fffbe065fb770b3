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
        _ inputs: [InputSource], threads: Int, output: KeptOutput, isOrdered: Bool = true, padding: Int = 0
    ) throws -> EvaluationResult {
        var run = PipelineRun(compiled: log.compiled, inputs: inputs)
        run.threads = threads
        run.output = output
        run.isOrdered = isOrdered
        run.padding = padding
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
        run.secondsToWait = 30
        let result = Result { try run.result() }
        isWanted.withLock { $0 = false }
        // Whoever still writes is let go on.
        try? pipe.fileHandleForReading.close()
        _ = hasEnded.wait(timeout: .now() + 10)
        #expect(try result.get().outputFailure == KeptOutput.failure)
    }

    /// More waits for the first input's turn than may lie in memory, so that other workers have to wait.
    @Test func slowFirstInputHoldsUpLaterOutputButNothingElse() throws {
        let path = folder.path("slow")
        try #require(mkfifo(path, 0o600) == 0)
        var inputs = [InputSource.file(path: path)]
        for number in 1...35 { inputs.append(try folder.write("later-\(number).log", text(0..<150))) }
        let output = KeptOutput()
        let slowText = text(150..<400)
        let wroteAll = DispatchSemaphore(value: 0)
        DispatchQueue(label: "test.slow").async {
            guard let writing = FileHandle(forWritingAtPath: path) else { return }
            for part in stride(from: 0, to: slowText.count, by: 4096) {
                usleep(20_000)
                try? writing.write(contentsOf: Data(slowText[part..<min(part + 4096, slowText.count)]))
            }
            try? writing.close()
            wroteAll.signal()
        }
        // 35 inputs of 150 records of 4 KiB are 21 MB.
        let result = try run(inputs, threads: 3, output: output, padding: 4096)
        #expect(wroteAll.wait(timeout: .now() + 10) == .success)
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
        let collector = OrderedCollector(empty, output: output, isOrdered: true)
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
        #expect(hasGoneOn.wait(timeout: .now() + 20) == .success)
        #expect(output.lines == ["first", "second", "", "third"])
        #expect(!collector.isCancelled)
    }
}
