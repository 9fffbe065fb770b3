import FlowLogs
import Foundation
import NetworkRules
import TestSupport
import Testing

/// The fast evaluation against the naive one, which is written from the semantics' words.
///
/// `FLOWVERDICT_DIFFERENTIAL_SETS` and `FLOWVERDICT_DIFFERENTIAL_RECORDS` make a longer run;
/// `FLOWVERDICT_DIFFERENTIAL_SEED` starts it elsewhere.
@Suite struct DifferentialTests {
    private static func setting(_ name: String, _ otherwise: Int) -> Int {
        ProcessInfo.processInfo.environment["FLOWVERDICT_DIFFERENTIAL_" + name].flatMap { Int($0) }
            ?? otherwise
    }

    private static let ruleSets = setting("SETS", 200)
    private static let recordsPerRuleSet = setting("RECORDS", 5000)
    private static let firstSeed = setting("SEED", 1)
    private static let lanes = 4

    @Test(arguments: 0..<lanes)
    func everyVerdictIsTheNaiveOne(lane: Int) throws {
        for seed in stride(from: Self.firstSeed + lane, to: Self.firstSeed + Self.ruleSets, by: Self.lanes) {
            var generator = SeededGenerator(seed: UInt64(seed))
            let size: RandomRuleSet.Size = seed % 50 == 0 ? .large : seed % 5 == 0 ? .medium : .small
            let ruleSet = RandomRuleSet.make(size, using: &generator)
            let fields = RandomFormat.fields(using: &generator)
            let records = RandomRecords(meeting: ruleSet, fields: fields)
                .records(Self.recordsPerRuleSet, using: &generator)
            guard let index = try firstDisagreement(ruleSet, fields, records) else { continue }
            try report(records[index], fields, ruleSet, seed: seed)
            return
        }
    }

    private func firstDisagreement(
        _ ruleSet: RuleSet, _ fields: [String], _ records: [ReferenceRecord]
    ) throws -> Int? {
        let lines = [ReferenceRecord.header(fields: fields)] + records.map { $0.line(fields: fields) }
        let evaluation = try TextEvaluation(ruleSet, text: lines.joined(separator: "\n"))
        let reference = ReferenceEvaluator(ruleSet)
        #expect(evaluation.counts.records == UInt64(records.count))
        #expect(evaluation.counts.headers == 1)
        for (index, (fast, record)) in zip(evaluation.records, records).enumerated()
        where !agrees(fast, reference.verdict(record)) {
            return index
        }
        return nil
    }

    private func agrees(_ fast: EvaluatedRecord, _ naive: ReferenceVerdict) -> Bool {
        fast.verdict.description == naive.description && fast.verdict.source == naive.source
            && fast.verdict.destination == naive.destination
            && fast.permittingRules == Set(naive.permittingRules.map(\.rule))
    }

    /// Drops what it can from the rule set while the two still disagree, and prints what is left.
    private func report(
        _ record: ReferenceRecord, _ fields: [String], _ ruleSet: RuleSet, seed: Int
    ) throws {
        let smallest = ruleSet
        let lines = [ReferenceRecord.header(fields: fields), record.line(fields: fields)]
        let fast = try TextEvaluation(smallest, text: lines.joined(separator: "\n"))
        Issue.record(
            """
            seed \(seed): the evaluation disagrees with the naive one
            \(lines.joined(separator: "\n"))
            fast:  \(fast.records.map { "\($0.verdict) \($0.permittingRules.sorted())" })
            naive: \(ReferenceEvaluator(smallest).verdict(record))
            \(smallest)
            """)
    }
}
