import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

@testable import RuleMatching

/// The compiled matcher against the naive one: outcome, rules and credit of both layers.
struct MatcherTwinTests {
    /// Both answers where they differ, in words.
    private static func disagreement(
        _ question: MatcherQuestion, _ matcher: inout RuleMatcher, _ reference: ReferenceMatcher
    ) -> String? {
        guard let number = reference.ruleSet.interfaces.firstIndex(where: { $0.id == question.interfaceID })
        else { return nil }
        var naive = MatcherAnswer(question, reference.ruleSet.interfaces[number], reference)
        let fast = MatcherAnswer(question, interface: number, &matcher)
        // An undetermined answer has no rule, by which the compiled form knows the ACL.
        if naive.acl.ruleNumber == nil { naive.acl.aclID = nil }
        return fast == naive ? nil : "\(fast)\nnaive: \(naive)"
    }

    private static func compare(_ ruleSet: RuleSet, seed: UInt64, questions count: Int) throws {
        var generator = SeededGenerator(seed: seed)
        let questions = MatcherQuestions(ruleSet)
        var matcher = RuleMatcher(try RuleSetCompiler.compile(ruleSet))
        let reference = ReferenceMatcher(ruleSet)
        for _ in 0..<count {
            let question = questions.question(using: &generator)
            guard disagreement(question, &matcher, reference) != nil else { continue }
            let smallest = NaiveShrinker.shrink(ruleSet) { candidate in
                guard let compiled = try? RuleSetCompiler.compile(candidate) else { return false }
                var matcher = RuleMatcher(compiled)
                return disagreement(question, &matcher, ReferenceMatcher(candidate)) != nil
            }
            var fresh = RuleMatcher(try RuleSetCompiler.compile(smallest))
            let answers =
                disagreement(question, &fresh, ReferenceMatcher(smallest))
                ?? "only with what was asked before"
            Issue.record("seed \(seed): \(question)\n\(answers)\n\(smallest.text)")
            return
        }
    }

    @Test(arguments: 0..<120 as Range<UInt64>)
    func smallRuleSetsAreMatchedAsTheirRulesRead(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        try Self.compare(RandomRuleSet.make(.small, using: &generator), seed: seed, questions: 1000)
    }

    @Test(arguments: 1000..<1012 as Range<UInt64>)
    func mediumRuleSetsAreMatchedAsTheirRulesRead(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        try Self.compare(RandomRuleSet.make(.medium, using: &generator), seed: seed, questions: 1500)
    }
}
