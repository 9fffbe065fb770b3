import Benchmark
import FlowEvaluation
import FlowLogs
import GzipInput
import LookupEngines
import RuleMatching
import RuleSetKinds

/// Each stage of the data path by itself, over the same records in memory.
///
/// An iteration handles a million records, so that figures, scaled by it, are nanoseconds a record and
/// records a second.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .cpuTotal, .throughput], warmupIterations: 1, scalingFactor: .mega,
        maxDuration: .seconds(4), maxIterations: 20)
    Benchmark.shutdownHook = { SampleArchive.removeFiles() }
    addReading()
    addEvaluation()
    addLookups()
}

/// How often an iteration goes over the archive.
private let passes = 1_000_000 / SampleArchive.records

private func addReading() {
    Benchmark("inflate, and check the CRC-32") { benchmark in
        let archive = SampleArchive.shared
        var buffer = [UInt8](repeating: 0, count: LineBlockReader.blockSize)
        measure(benchmark) { for input in archive.inputs { try inflate(input, through: &buffer) } }
    }
    Benchmark("inflate, and cut into blocks of whole lines") { benchmark in
        let archive = SampleArchive.shared
        measure(benchmark) {
            for input in archive.inputs { blackHole(try LineBlock.blocks(of: input).count) }
        }
    }
    for (name, text) in [
        ("version 2", \SampleArchive.version2), ("version 5, 29 columns", \SampleArchive.allColumns),
        ("8 columns that verdicts need", \SampleArchive.neededColumns),
    ] as [(String, KeyPath<SampleArchive, [LineBlock]> & Sendable)] {
        Benchmark("parse \(name)") { benchmark in
            let archive = SampleArchive.shared
            let blocks = archive[keyPath: text]
            var batch = FlowRecordBatch()
            measure(benchmark) { parse(blocks, archive.interfaces, into: &batch) }
        }
    }
}

private func addEvaluation() {
    Benchmark("verdicts") { benchmark in
        let archive = SampleArchive.shared
        let batches = archive.batches
        var evaluator = FlowEvaluator(archive.compiled)
        var verdicts = VerdictBatch()
        measure(benchmark) { for batch in batches { evaluator.evaluate(batch, into: &verdicts) } }
        blackHole(verdicts)
    }
    Benchmark("tallies") { benchmark in
        let archive = SampleArchive.shared
        var evaluator = FlowEvaluator(archive.compiled)
        let judged = archive.batches.map { batch in
            var verdicts = VerdictBatch()
            evaluator.evaluate(batch, into: &verdicts)
            return (batch, verdicts)
        }
        var matcher = evaluator.matcher
        var tally = EvaluationTally(archive.compiled)
        // Text is asked for the reasons that records state, which those of version 2 do not.
        let noText: [UInt8] = []
        measure(benchmark) {
            for (batch, verdicts) in judged {
                _ = tally.add(batch, verdicts, matcher: &matcher, text: noText.span)
            }
        }
        blackHole(tally)
    }
    Benchmark("all stages and tallies, one worker") { benchmark in
        let archive = SampleArchive.shared
        let pipeline = EvaluationPipeline(archive.compiled, .init(inputs: archive.inputs, threads: 1))
        measure(benchmark) { blackHole(pipeline.run()) }
    }
}

private func addLookups() {
    for rules in [60, 1_000, 5_000] {
        Benchmark("look up in \(rules) rules") { benchmark in
            let rules = RuleSetGenerator.rules(.accessList, count: rules, seed: 1)
            let keys = KeyTrace.keys(rules, count: SampleArchive.records, seed: 1, locality: .pareto)
            var answers = [UInt32](repeating: 0, count: keys.count)
            do {
                var lookup = try CompiledNetworkACL(rules)
                measure(benchmark) { lookup.answer(keys, into: &answers) }
            } catch {
                benchmark.error("\(error)")
            }
            blackHole(answers)
        }
    }
}

/// Runs the passes of an iteration; what was set up before is not timed.
private func measure(_ benchmark: Benchmark, _ pass: () throws -> Void) {
    benchmark.startMeasurement()
    do {
        for _ in 0..<passes { try pass() }
    } catch {
        benchmark.error("\(error)")
    }
    benchmark.stopMeasurement()
}

private func inflate(_ source: InputSource, through buffer: inout [UInt8]) throws {
    var input = try ByteInput(source)
    while try input.read(into: &buffer, from: 0) > 0 {}
}

private func parse(
    _ blocks: [LineBlock], _ interfaces: NameTable, into batch: inout FlowRecordBatch
) {
    var parser = FlowRecordParser(interfaces: interfaces)
    for block in blocks {
        parser.begin(block)
        while parser.parse(block, into: &batch) {}
    }
    precondition(parser.counts.records == SampleArchive.records, "every line is a record")
}
