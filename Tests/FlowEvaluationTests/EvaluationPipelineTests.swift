import FlowLogs
import Foundation
import GzipInput
import NetworkRules
import RuleMatching
import TestSupport
import Testing

@testable import FlowEvaluation

/// The same result for any number of workers, whatever the inputs are.
@Suite(.serialized) struct EvaluationPipelineTests {
    /// Inputs of every sort, and what the naive evaluator says of the good ones.
    private struct Archive {
        let folder: InputFolder
        let log: RandomLog
        var inputs: [InputSource] = []
        /// The lines that a `LineEncoder` writes, in the order of the inputs.
        var expectedLines: [String] = []

        init(seed: UInt64, records: Int) throws {
            folder = try InputFolder()
            log = try RandomLog(seed: seed, records: records)
        }

        /// Adds records under a header, with a blank and a malformed line between; by name gzip or plain.
        /// Spaces behind each record make a long input of few.
        mutating func add(_ name: String, _ range: Range<Int>, spaces: Int = 0) throws {
            var lines = [log.header, "", "no record"]
            lines += log.records[range].map {
                $0.line(fields: log.fields) + String(repeating: " ", count: spaces)
            }
            let text = Array((lines.joined(separator: "\n") + "\n").utf8)
            let isArchive = name.hasSuffix(".gz")
            inputs.append(
                try folder.write(
                    name, isArchive ? GzipWriter.member(text, blocks: spaces > 0 ? .stored : .dynamic) : text)
            )
            let evaluator = ReferenceEvaluator(log.ruleSet)
            for (offset, record) in log.records[range].enumerated() {
                expectedLines.append("\(name):\(offset + 4):\(evaluator.verdict(record).classification)")
            }
        }

        func run(threads: Int, output: KeptOutput? = nil, isOrdered: Bool = true) throws -> EvaluationResult {
            var run = PipelineRun(compiled: log.compiled, inputs: inputs)
            run.threads = threads
            run.output = output
            run.isOrdered = isOrdered
            return try run.result()
        }

        /// Runs in every way there is, and compares.
        func check(expectedFailures: [Int]) throws {
            let first = ResultContent(try run(threads: 1), log.compiled)
            for threads in 1...4 {
                let result = try run(threads: threads)
                #expect(result.failures.map(\.input) == expectedFailures)
                #expect(result.isPartial == !expectedFailures.isEmpty)
                let differences = ResultContent(result, log.compiled).differences(from: first)
                #expect(differences.isEmpty, "\(threads) workers: \(differences)")
                for isOrdered in [true, false] {
                    let output = KeptOutput()
                    let result = try run(threads: threads, output: output, isOrdered: isOrdered)
                    let differences = ResultContent(result, log.compiled).differences(from: first)
                    #expect(differences.isEmpty, "\(threads) workers, ordered \(isOrdered): \(differences)")
                    let lines = output.lines
                    let isExpected =
                        isOrdered ? lines == expectedLines : lines.sorted() == expectedLines.sorted()
                    #expect(isExpected, "\(threads) workers, ordered \(isOrdered)")
                }
            }
        }
    }

    @Test func manySmallInputsGiveTheSameForAnyNumberOfWorkers() throws {
        var archive = try Archive(seed: 41, records: 2000)
        var generator = SeededGenerator(seed: 41)
        for (number, run) in archive.log.randomRuns(60, using: &generator).enumerated() {
            try archive.add("\(number)" + generator.pick([".log.gz", ".log"]), run)
        }
        try archive.check(expectedFailures: [])
        let result = try archive.run(threads: 2)
        #expect(result.lines.headers == 60)
        #expect(result.lines.blank == 60)
        #expect(result.lines.malformed == 60)
        #expect(result.lines.records == 2000)
        #expect(result.malformed.values.map(\.input) == [0])
        #expect(result.malformed.values.map(\.lines.firstLine) == [3])
    }

    /// The last inputs are decompressed ahead where they are long and workers are free.
    @Test(arguments: ["big.log.gz", "big.log"])
    func longLastInputGivesTheSameForAnyNumberOfWorkers(name: String) throws {
        var archive = try Archive(seed: 42, records: 1500)
        try archive.add("small.log.gz", 0..<300)
        try archive.add(name, 300..<1500, spaces: 1000)
        try #require(try archive.run(threads: 1).compressedBytes > 1 << 20)
        try archive.check(expectedFailures: [])
    }

    @Test func failingInputsAreReportedAndTheOthersEvaluated() throws {
        var archive = try Archive(seed: 43, records: 400)
        let folder = archive.folder
        let text = Array(archive.log.header.utf8) + [UInt8(ascii: "\n")]
        let delivered = "1_vpcflowlogs_us-east-1_fl-1_20180620T1620Z_fe.log.gz"
        var failing: [Int] = []
        func addFailing(_ input: InputSource) {
            failing.append(archive.inputs.count)
            archive.inputs.append(input)
        }
        addFailing(.file(path: folder.path(delivered)))
        try archive.add("a.log", 0..<100)
        addFailing(try folder.makeFolder("folder"))
        addFailing(try folder.write("cut.gz", Array(GzipWriter.member(text).dropLast(9))))
        try archive.add("b.log.gz", 100..<200)
        addFailing(try folder.write("envelope.json", #"{"messageType":"DATA_MESSAGE"}"#))
        addFailing(try folder.write("envelope.gz", GzipWriter.member(#"{"messageType":"DATA_MESSAGE"}"#)))
        addFailing(try folder.write("table.csv", "interface_id,srcaddr,dstaddr\neni-1,10.0.0.1,10.0.0.2\n"))
        addFailing(try folder.write("log.parquet", "PAR1 and so on"))
        addFailing(try folder.write("inside.gz", GzipWriter.member("PAR1 and so on")))
        addFailing(try folder.write("log.zip", "PK\u{03}\u{04} and so on"))
        archive.inputs.append(try folder.write("empty.log", ""))
        archive.inputs.append(try folder.write("empty.gz", GzipWriter.member("")))
        archive.inputs.append(try folder.write("header.log", text))
        try archive.add("c.log", 200..<300)
        addFailing(try folder.write("garbage.gz", GzipWriter.member(text) + Array("garbage".utf8)))
        try archive.add("d.log", 300..<400)

        try archive.check(expectedFailures: failing)
        let result = try archive.run(threads: 3)
        #expect(result.lines.records == 400)
        // Four good inputs, the one that is only a header, the one with garbage behind it, and, of the
        // archive that was cut, either the header or nothing.
        #expect((6...7).contains(result.lines.headers))
        let start: UInt64 = 1_529_511_600
        #expect(result.unreadable.intervals == [start...start + 299])
        let refusals = result.failures.map(\.failure).filter {
            if case .fault = $0 { return false }
            return true
        }
        #expect(
            refusals == [
                .refusedText(.commaSeparated), .refusedContent(.parquet),
            ])
        #expect(
            result.failures.count { failure in
                if case .fault(let fault) = failure.failure { fault.cause == .noMessages } else { false }
            } == 2)
    }

    /// Whoever decompresses ahead must not have read more of a refused input than others.
    @Test func longRefusedInputsGiveTheSameForAnyNumberOfWorkers() throws {
        let archive = try Archive(seed: 44, records: 1)
        let envelope = Array(#"{"messageType":"DATA_MESSAGE"}"#.utf8)
        let text = envelope + [UInt8](repeating: UInt8(ascii: "\n"), count: 3 << 20)
        var run = PipelineRun(compiled: archive.log.compiled, inputs: [])
        run.inputs.append(try archive.folder.write("long.json", text))
        run.inputs.append(try archive.folder.write("long.gz", GzipWriter.member(text, blocks: .stored)))
        let first = ResultContent(try run.result(), archive.log.compiled)
        for threads in 2...4 {
            run.threads = threads
            let differences = ResultContent(try run.result(), archive.log.compiled).differences(from: first)
            #expect(differences.isEmpty, "\(threads) workers: \(differences)")
        }
    }

    /// Workers and those that read ahead for them must all have a thread.
    @Test func moreWorkersThanThereAreThreadsStillFinish() throws {
        let archive = try Archive(seed: 45, records: 1)
        let text = Array("{".utf8) + [UInt8](repeating: UInt8(ascii: "\n"), count: 1 << 20)
        let input = try archive.folder.write("long.json", text)
        var run = PipelineRun(compiled: archive.log.compiled, inputs: Array(repeating: input, count: 600))
        run.threads = 600
        #expect(try run.result().failures.count == 600)
    }

    @Test func nothingToReadGivesAnEmptyResult() throws {
        let archive = try Archive(seed: 46, records: 1)
        for threads in [0, 1, 3] {
            let result = try archive.run(threads: threads, output: KeptOutput())
            #expect(result.lines.lines == 0)
            #expect(!result.isPartial)
            #expect(result.tally.verdicts.isEmpty)
        }
    }
}
