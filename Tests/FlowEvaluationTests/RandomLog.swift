import FlowLogs
import NetworkRules
import RuleMatching
import TestSupport

@testable import FlowEvaluation

/// A random rule set and a log of random records that meet it, the same for the same seed.
struct RandomLog {
    let compiled: CompiledRuleSet
    let fields: [String]
    let records: [ReferenceRecord]

    var ruleSet: RuleSet { compiled.ruleSet }
    var format: RecordFormat { RecordFormat(names: fields) }
    var header: String { ReferenceRecord.header(fields: fields) }

    init(
        seed: UInt64, _ size: RandomRuleSet.Size = .small, records count: Int,
        fields: [String] = RandomFormat.allUsedFields
    ) throws {
        var generator = SeededGenerator(seed: seed)
        compiled = try RuleSetCompiler.compile(RandomRuleSet.make(size, using: &generator))
        self.fields = fields
        records = RandomRecords(meeting: compiled.ruleSet, fields: fields).records(count, using: &generator)
    }

    /// Lines of some of the records, without a header.
    func block(_ range: Range<Int>) -> LineBlock {
        LineBlock(text: records[range].flatMap { Array(($0.line(fields: fields) + "\n").utf8) })
    }

    /// Cuts the records into runs at random places, some of them empty.
    func randomRuns(_ count: Int, using generator: inout SeededGenerator) -> [Range<Int>] {
        let cuts = (1..<count).map { _ in generator.number(0...records.count) }.sorted()
        return zip([0] + cuts, cuts + [records.count]).map { $0..<$1 }
    }
}

/// What a worker does with blocks of text, without its inputs, threads and outputs.
struct BlockEvaluation {
    private var judge: HistoryEvaluator
    private let format: RecordFormat
    private let interfaces: NameTable

    init(_ compiled: CompiledRuleSet, format: RecordFormat) {
        self.init(FlowEvaluator(compiled), format: format)
    }

    init(_ evaluator: FlowEvaluator, format: RecordFormat) {
        judge = HistoryEvaluator(evaluator)
        self.format = format
        interfaces = NameTable(evaluator.matcher.compiled.ruleSet.interfaces.map(\.id))
    }

    var evaluator: FlowEvaluator { judge.evaluator }

    mutating func forEachBatch(
        of block: LineBlock, _ body: (FlowRecordBatch, VerdictBatch, inout RuleMatcher) -> Void
    ) {
        var parser = FlowRecordParser(interfaces: interfaces, format: format)
        var batch = FlowRecordBatch()
        var verdicts = VerdictBatch()
        parser.begin(block)
        while parser.parse(block, into: &batch) {
            judge.evaluate(&batch, text: block.bytes.span, into: &verdicts)
            body(batch, verdicts, &judge.evaluator.matcher)
        }
    }
}

/// A worker's tally.
struct TallyingWorker {
    private var evaluation: BlockEvaluation
    private var tally: EvaluationTally
    /// How often the matcher has been full and was made to forget.
    private(set) var resetCount = 0

    init(_ evaluator: FlowEvaluator, format: RecordFormat) {
        evaluation = BlockEvaluation(evaluator, format: format)
        tally = EvaluationTally(evaluator.matcher.compiled)
    }

    mutating func add(_ block: LineBlock) {
        evaluation.forEachBatch(of: block) { batch, verdicts, matcher in
            if tally.add(batch, verdicts, matcher: &matcher, text: block.bytes.span) { resetCount += 1 }
        }
    }

    mutating func finish() -> EvaluationTally {
        tally.spread(evaluation.evaluator.matcher.decisions)
        return tally
    }
}
