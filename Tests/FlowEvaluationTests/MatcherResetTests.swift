import FlowLogs
import RuleMatching
import TestSupport
import Testing

@testable import FlowEvaluation

/// That a matcher which is full forgets its answers without a trace in what is counted.
struct MatcherResetTests {
    @Test(arguments: [0, 1, 2, 7, 40])
    func tallyDoesNotDependOnHowOftenTheMatcherForgets(maximumDecisions: Int) throws {
        for seed: UInt64 in [31, 32, 33] {
            var generator = SeededGenerator(seed: seed)
            let log = try RandomLog(seed: seed, .medium, records: 1200)
            var remembering = TallyingWorker(FlowEvaluator(log.compiled), format: log.format)
            var forgetting = TallyingWorker(
                FlowEvaluator(RuleMatcher(log.compiled, maximumDecisions: maximumDecisions)),
                format: log.format)
            let runs = log.randomRuns(40, using: &generator)
            for run in runs {
                remembering.add(log.block(run))
                forgetting.add(log.block(run))
            }
            #expect(remembering.resetCount == 0)
            #expect(forgetting.resetCount > (maximumDecisions < 40 ? 10 : 1), "seed \(seed)")
            let expected = TallyContent(remembering.finish(), log.compiled)
            let differences = TallyContent(forgetting.finish(), log.compiled).differences(from: expected)
            #expect(differences.isEmpty, "\(differences.first ?? ""), seed \(seed)")
        }
    }

    @Test func verdictsAreTheSameBehindAReset() throws {
        let log = try RandomLog(seed: 34, .medium, records: 500)
        var evaluation = BlockEvaluation(log.compiled, format: log.format)
        var codes: [[UInt16]] = []
        for _ in 0..<2 {
            evaluation.forEachBatch(of: log.block(0..<500)) { batch, verdicts, matcher in
                codes.append(Array(verdicts.code.prefix(batch.count)))
                #expect(matcher.decisions.count > 1)
                matcher.reset()
                #expect(matcher.decisions == [.notApplied])
            }
        }
        #expect(codes[0] == codes[1])
    }
}
