import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

@testable import RuleMatching

/// Batches of questions, and what a matcher remembers of them.
struct MatcherBatchTests {
    private static let compiled: CompiledRuleSet? = {
        var generator = SeededGenerator(seed: 42)
        return try? RuleSetCompiler.compile(RandomRuleSet.make(.medium, using: &generator))
    }()

    private static func keys(_ count: Int, seed: UInt64, _ compiled: CompiledRuleSet) -> [DecisionKey] {
        var generator = SeededGenerator(seed: seed)
        let questions = MatcherQuestions(compiled.ruleSet)
        let interfaces = compiled.ruleSet.interfaces
        return (0..<count).map { number in
            if number % 9 == 4 { return .notApplied }
            let question = questions.question(using: &generator)
            let interface = interfaces.firstIndex { $0.id == question.interfaceID } ?? 0
            let keys = question.keys(interface: interface, compiled)
            return generator.chance(50) ? keys.groups : keys.acl
        }
    }

    @Test(arguments: [0, 1, 63, 64, 65, 4096])
    func aBatchIsAnsweredAsItsQuestionsOneByOne(count: Int) throws {
        let compiled = try #require(Self.compiled)
        let keys = Self.keys(count, seed: UInt64(count), compiled)
        let untouched = LayerAnswer(word: 0xdead_beef)
        var answers = [LayerAnswer](repeating: untouched, count: count + 3)
        var matcher = RuleMatcher(compiled)
        matcher.decide(keys, 0..<count, into: &answers)
        #expect(answers.suffix(3) == [untouched, untouched, untouched])

        // A matcher of its own for every question remembers nothing.
        for (index, key) in keys.enumerated().prefix(500) {
            var alone = RuleMatcher(compiled)
            var answer = [untouched]
            alone.decide([key], 0..<1, into: &answer)
            let expected = alone.decisions[Int(answer[0].number)]
            let found = matcher.decisions[Int(answers[index].number)]
            if found != expected { Issue.record("question \(index): \(found) where \(expected) is right") }
            if answers[index].outcome != expected.outcome { Issue.record("outcome of question \(index)") }
            if key == .notApplied { #expect(found == .notApplied && answers[index] == .notApplied) }
        }
    }

    @Test func onlyAsManyQuestionsAreAnsweredAsAreCounted() throws {
        let compiled = try #require(Self.compiled)
        let keys = Self.keys(20, seed: 1, compiled)
        let untouched = LayerAnswer(word: .max)
        var answers = [LayerAnswer](repeating: untouched, count: 20)
        var matcher = RuleMatcher(compiled)
        matcher.decide(keys, 0..<7, into: &answers)
        #expect(answers[..<7].allSatisfy { $0 != untouched })
        #expect(answers[7...].allSatisfy { $0 == untouched })
    }

    @Test func equalAnswersShareANumber() throws {
        let compiled = try #require(Self.compiled)
        var matcher = RuleMatcher(compiled)
        var answers = [LayerAnswer](repeating: .notApplied, count: 4096)
        matcher.decide(Self.keys(4096, seed: 5, compiled), 0..<4096, into: &answers)
        #expect(Set(matcher.decisions).count == matcher.decisions.count)
        #expect(matcher.decisions[0] == .notApplied)
        let before = answers
        matcher.decide(Self.keys(4096, seed: 5, compiled), 0..<4096, into: &answers)
        #expect(answers == before)
    }

    @Test func aMatcherThatWasResetStartsOver() throws {
        let compiled = try #require(Self.compiled)
        var matcher = RuleMatcher(compiled)
        let keys = Self.keys(3000, seed: 9, compiled)
        var first = [LayerAnswer](repeating: .notApplied, count: keys.count)
        var second = first
        matcher.decide(keys, 0..<keys.count, into: &first)
        let decisions = first.map { matcher.decisions[Int($0.number)] }
        matcher.reset()
        #expect(matcher.decisions == [.notApplied] && !matcher.isFull)
        // In another order the answers get other numbers.
        matcher.decide(keys.reversed(), 0..<keys.count, into: &second)
        #expect(second.reversed().map { matcher.decisions[Int($0.number)] } == decisions)
    }
}
