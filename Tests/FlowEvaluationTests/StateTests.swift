import FlowLogs
import Foundation
import GzipInput
import NetworkRules
import RuleMatching
import TestSupport
import Testing

@testable import FlowEvaluation

/// What is kept of an evaluation and taken up again.
@Suite struct StateTests {
    /// Random logs of a random rule set, some of them broken, some of them twice.
    private struct Archive {
        let folder: InputFolder
        let pipeline: @Sendable (EvaluationPipeline.Plan) -> EvaluationPipeline
        var inputs: [InputSource] = []

        init(seed: UInt64, isPair: Bool, isHistory: Bool) throws {
            folder = try InputFolder()
            var generator = SeededGenerator(seed: seed)
            let (ruleSet, snapshots) = RandomHistory.make(
                .small, snapshots: isHistory ? 4 : 1, using: &generator)
            let history = snapshots.reduce(into: RuleHistory()) {
                $0.append($1.ruleSet, RuleHistory.Snapshot(time: $1.time, name: "\($1.time)"))
            }
            let compiled = try RuleSetCompiler.compile(history)
            if isPair {
                var other = ruleSet
                for group in other.securityGroups.indices {
                    other.securityGroups[group].ingress.removeAll { _ in generator.chance(50) }
                }
                let pair = RuleSetPair(old: compiled, new: try RuleSetCompiler.compile(other))
                pipeline = { EvaluationPipeline(pair, $0) }
            } else {
                pipeline = { EvaluationPipeline(compiled, $0) }
            }
            let fields = RandomFormat.allUsedFields
            for number in 0..<12 {
                let records = RandomRecords(meeting: ruleSet, fields: fields).records(40, using: &generator)
                var lines = [ReferenceRecord.header(fields: fields)] + records.map { $0.line(fields: fields) }
                if generator.chance(30) { lines.insert("no record", at: generator.number(0...40)) }
                let text = Array((lines.joined(separator: "\n") + "\n").utf8)
                let bytes = number % 2 == 0 ? text : GzipWriter.member(text)
                inputs.append(
                    try folder.write(
                        "\(number).log", number % 5 == 3 ? Array(bytes.dropLast(11)) : bytes))
                if number == 6 { inputs.append(try folder.write("again.log", bytes)) }
            }
            inputs.append(.file(path: folder.path("missing")))
            inputs.append(try folder.write("a.log", "PAR1 and so on"))
        }

        func pipeline(threads: Int) -> EvaluationPipeline {
            var plan = EvaluationPipeline.Plan(inputs: inputs, threads: threads)
            plan.countFlowsAndTimes()
            return pipeline(plan)
        }
    }

    private static func bytes(_ result: EvaluationResult) -> [UInt8] {
        var state = StateWriter()
        result.write(to: &state)
        return state.bytes
    }

    private static func taken(
        up bytes: [UInt8], _ pipeline: EvaluationPipeline
    ) throws(StateError) -> EvaluationResult {
        var result = pipeline.beginning
        var reader = StateReader(bytes, pipeline.stateContext)
        try result.read(from: &reader)
        try reader.end()
        return result
    }

    @Test(arguments: 0..<8 as Range<UInt64>, [1, 3])
    func inputsInPartsGiveTheStateOfAllAtOnce(seed: UInt64, threads: Int) throws {
        let archive = try Archive(seed: seed, isPair: seed % 4 == 1, isHistory: seed % 4 == 2)
        let pipeline = archive.pipeline(threads: threads)
        let whole = Self.bytes(archive.pipeline(threads: 1).run())
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<4 {
            var result = pipeline.beginning
            var next = 0
            while next < archive.inputs.count {
                let end = min(archive.inputs.count, next + generator.number(1...6))
                result = pipeline.run(next..<end, after: result, output: nil)
                let bytes = Self.bytes(result)
                result = try Self.taken(up: bytes, pipeline)
                #expect(Self.bytes(result) == bytes)
                next = end
            }
            #expect(Self.bytes(result) == whole)
        }
    }

    @Test func whatIsTakenUpSaysWhatWasKept() throws {
        let archive = try Archive(seed: 77, isPair: false, isHistory: false)
        let pipeline = archive.pipeline(threads: 2)
        let result = pipeline.run()
        let again = try Self.taken(up: Self.bytes(result), pipeline)
        #expect(again.lines == result.lines)
        #expect(again.failures.map(\.failure) == result.failures.map(\.failure))
        #expect(again.failures.count == 3)
        #expect(again.repeated.repeats == [.init(input: 7, first: 6)])
        #expect(again.aggregates.sorted == result.aggregates.sorted)
        #expect(
            again.timeline.intervals(atMost: 100).counts.map(\.counts)
                == result.timeline.intervals(atMost: 100).counts.map(\.counts))
        for verdict in result.tally.verdicts { #expect(again.tally.sums(verdict.verdict) == verdict.sums) }
    }

    /// Whatever bytes there are, they are refused or read; nothing traps.
    @Test(arguments: [false, true])
    func damagedStatesAreRefusedOrRead(isPair: Bool) throws {
        let archive = try Archive(seed: 5, isPair: isPair, isHistory: false)
        let pipeline = archive.pipeline(threads: 1)
        let bytes = Self.bytes(pipeline.run())
        for count in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: StateError.self) { try Self.taken(up: Array(bytes.prefix(count)), pipeline) }
        }
        var generator = SeededGenerator(seed: 9)
        var refused = 0
        for _ in 0..<1500 {
            var damaged = bytes
            for _ in 0..<generator.number(1...3) {
                damaged[generator.number(0...damaged.count - 1)] = UInt8(generator.number(0...255))
            }
            do {
                // What is read can be reported and goes on being added to.
                let result = try Self.taken(up: damaged, pipeline)
                _ = (result.aggregates.sorted, result.timeline.intervals(atMost: 50), result.changed.sorted)
                _ = pipeline.run(0..<1, after: result, output: nil)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 100)
    }

    @Test func numbersTakeAsManyBytesAsTheyNeed() throws {
        for (number, count) in [
            (0, 1), (127, 1), (128, 2), (16383, 2), (16384, 3), (UInt64.max >> 1, 9), (UInt64.max, 10),
        ] as [(UInt64, Int)] {
            var state = StateWriter()
            state.write(number)
            #expect(state.bytes.count == count)
            var reader = StateReader(state.bytes)
            #expect(try reader.read(UInt64.self) == number)
        }
        for bytes in [
            [], [0x80], [UInt8](repeating: 0x80, count: 10) + [0], [UInt8](repeating: 0xff, count: 9) + [2],
        ] {
            var reader = StateReader(bytes)
            #expect(throws: StateError.self) { try reader.read(UInt64.self) }
        }
        var state = StateWriter()
        state.write(70_000 as UInt64)
        var reader = StateReader(state.bytes)
        #expect(throws: StateError.self) { try reader.read(UInt16.self) }
    }

    @Test func everyFaultIsTakenUpAsItWas() throws {
        let causes: [InputFault.Cause] = [
            .cannotOpen(errno: 13), .cannotRead(errno: 5), .isDirectory, .refused(.parquet), .outOfMemory,
            .truncatedMember, .corruptData(detail: "bad"), .unsupportedMethod(7), .reservedFlags(0xe0),
            .headerChecksumMismatch(expected: 1, computed: 0xffff),
            .checksumMismatch(expected: 2, computed: .max), .lengthMismatch(expected: 3, computed: 4),
            .trailingGarbage, .truncatedFrame, .corruptFrame(detail: "worse"), .frameWindowTooLarge,
            .frameNeedsDictionary, .changedWhileRead(expected: 77), .garbageBehindFrames,
            .malformedEnvelope(expected: "\""), .noMessages,
        ]
        var failures: [InputFailure] = causes.map {
            .fault(InputFault($0, compressedOffset: 9, member: 2, decompressedOffset: .max))
        }
        failures += [.refusedText(.json), .refusedText(.commaSeparated)]
        failures += ContentKind.allCases.map { .refusedContent($0) }
        for failure in failures {
            var state = StateWriter()
            state.write(failure)
            var reader = StateReader(state.bytes)
            #expect(try reader.read(InputFailure.self) == failure)
            #expect(reader.remaining == 0)
        }
        #expect(Set(failures).count == failures.count)
    }
}
