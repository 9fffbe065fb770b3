import FlowLogs
import Foundation
import NetworkRules
import RuleMatching
import TestSupport
import Testing

@testable import FlowEvaluation

/// Histories judged as one compiled rule set, against the naive evaluation of each snapshot by itself.
@Suite struct HistoryDifferentialTests {
    private static let seeds = 1...120

    @Test(arguments: 0..<4)
    func everyVerdictIsTheNaiveOne(lane: Int) throws {
        var met: [String: Int] = [:]
        for seed in Self.seeds where seed % 4 == lane {
            var generator = SeededGenerator(seed: UInt64(seed))
            let size: RandomRuleSet.Size = seed % 15 == 0 ? .medium : .small
            let (everything, snapshots) = RandomHistory.make(
                size, snapshots: generator.number(2...7), using: &generator)
            let fields = seed % 3 == 0 ? RandomFormat.fields(using: &generator) : RandomFormat.allUsedFields
            let records = RandomRecords(meeting: everything, fields: fields).records(1500, using: &generator)
            if try !agree(snapshots, fields, records, seed: seed, &met) { return }
        }
        // What histories are about does occur.
        for (what, least) in [
            ("earlier-rule", 50), ("appeared", 100), ("vanishes", 100), ("excused by another in force", 50),
            ("judged by one before the last in force", 50), ("unknown at the time", 500),
            ("ACL of an unknown interface", 200),
        ] {
            #expect(met[what, default: 0] >= least, "\(what) \(met)")
        }
    }

    private func agree(
        _ snapshots: [(time: UInt64, ruleSet: RuleSet)], _ fields: [String], _ records: [ReferenceRecord],
        seed: Int, _ met: inout [String: Int]
    ) throws -> Bool {
        let reference = ReferenceHistory(snapshots)
        let history = try HistoryEvaluation(snapshots, fields: fields, records)
        #expect(history.records.count == records.count)
        for (found, record) in zip(history.records, records) {
            let expected = reference.judge(record)
            for what in reference.peculiarities(of: record, expected) { met[what, default: 0] += 1 }
            if found == HistoryEvaluation.Record(expected) { continue }
            Issue.record(
                """
                seed \(seed): the evaluation disagrees with the naive one
                \(ReferenceRecord.header(fields: fields))
                \(record.line(fields: fields))
                fast:  \(found)
                naive: \(HistoryEvaluation.Record(expected))
                """)
            return false
        }
        return true
    }
}

/// A log evaluated by a history, as a worker does it.
struct HistoryEvaluation {
    /// What is found of a record, in the reference's words.
    struct Record: Equatable {
        var verdict: String
        var snapshot: Int?
        var appearedAt: Int?
        var vanishesAt: Int?

        init(_ judgement: ReferenceHistory.Judgement) {
            verdict = judgement.verdict.description
            let isEvaluated = judgement.verdict.classification != "not-evaluated"
            snapshot = isEvaluated ? judgement.snapshot : nil
            appearedAt = judgement.appearedAt
            vanishesAt = judgement.vanishesAt
        }

        init(_ verdict: ReferenceVerdict, snapshot: Int?) {
            self.verdict = verdict.description
            self.snapshot = snapshot
        }
    }

    private(set) var records: [Record] = []

    init(
        _ snapshots: [(time: UInt64, ruleSet: RuleSet)], fields: [String], _ log: [ReferenceRecord]
    ) throws {
        try self.init(
            snapshots, fields: fields, text: log.map { $0.line(fields: fields) }.joined(separator: "\n"))
    }

    init(_ snapshots: [(time: UInt64, ruleSet: RuleSet)], fields: [String], text: String) throws {
        var history = RuleHistory()
        for snapshot in snapshots {
            history.append(
                snapshot.ruleSet, RuleHistory.Snapshot(time: snapshot.time, name: "\(snapshot.time)"))
        }
        let compiled = try RuleSetCompiler.compile(history)
        var judge = HistoryEvaluator(compiled)
        let block = LineBlock(text: Array(text.utf8))
        var parser = FlowRecordParser(
            interfaces: NameTable(compiled.interfaceIDs), format: RecordFormat(names: fields))
        var batch = FlowRecordBatch()
        var verdicts = VerdictBatch()
        parser.begin(block)
        while parser.parse(block, into: &batch) {
            judge.evaluate(&batch, text: block.bytes.span, into: &verdicts)
            let first = records.count
            for index in 0..<batch.count {
                let evaluated = EvaluatedRecord(
                    index, batch, verdicts, judge.evaluator.matcher, compiled, block)
                let isEvaluated = evaluated.verdict.classification != "not-evaluated"
                records.append(
                    Record(evaluated.verdict, snapshot: isEvaluated ? Int(verdicts.snapshot[index]) : nil))
            }
            for effect in verdicts.changeEffects {
                switch effect.kind {
                case .appeared, .outlived: records[first + effect.record].appearedAt = effect.snapshot
                case .vanishes: records[first + effect.record].vanishesAt = effect.snapshot
                }
            }
        }
    }
}
