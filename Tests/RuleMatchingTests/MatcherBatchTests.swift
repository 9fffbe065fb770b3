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
        let untouched: UInt32 = 0xdead_beef
        var numbers = [UInt32](repeating: untouched, count: count + 3)
        var matcher = RuleMatcher(compiled)
        matcher.decide(keys, count: count, into: &numbers)
        #expect(numbers.suffix(3) == [untouched, untouched, untouched])
        #expect(matcher.outcomes == matcher.decisions.map(\.outcome))

        // A matcher of its own for every question remembers nothing.
        for (index, key) in keys.enumerated().prefix(500) {
            var alone = RuleMatcher(compiled)
            var number: [UInt32] = [untouched]
            alone.decide([key], count: 1, into: &number)
            let (expected, found) = (alone.decisions[Int(number[0])], matcher.decisions[Int(numbers[index])])
            if found != expected { Issue.record("question \(index): \(found) where \(expected) is right") }
            if key == .notApplied { #expect(found == .notApplied && numbers[index] == 0) }
        }
    }

    @Test func onlyAsManyQuestionsAreAnsweredAsAreCounted() throws {
        let compiled = try #require(Self.compiled)
        let keys = Self.keys(20, seed: 1, compiled)
        var numbers = [UInt32](repeating: .max, count: 20)
        var matcher = RuleMatcher(compiled)
        matcher.decide(keys, count: 7, into: &numbers)
        #expect(numbers[..<7].allSatisfy { $0 != .max } && numbers[7...].allSatisfy { $0 == .max })
    }

    @Test func equalAnswersShareANumber() throws {
        let compiled = try #require(Self.compiled)
        var matcher = RuleMatcher(compiled)
        var numbers = [UInt32](repeating: 0, count: 4096)
        matcher.decide(Self.keys(4096, seed: 5, compiled), count: 4096, into: &numbers)
        #expect(Set(matcher.decisions).count == matcher.decisions.count)
        #expect(matcher.decisions[0] == .notApplied)
        let before = numbers
        matcher.decide(Self.keys(4096, seed: 5, compiled), count: 4096, into: &numbers)
        #expect(numbers == before)
    }

    @Test func aMatcherThatWasResetStartsOver() throws {
        let compiled = try #require(Self.compiled)
        var matcher = RuleMatcher(compiled)
        let keys = Self.keys(3000, seed: 9, compiled)
        var first = [UInt32](repeating: 0, count: keys.count)
        var second = first
        matcher.decide(keys, count: keys.count, into: &first)
        let decisions = first.map { matcher.decisions[Int($0)] }
        matcher.reset()
        #expect(matcher.decisions == [.notApplied] && matcher.outcomes == [.notApplied] && !matcher.isFull)
        // In another order the answers get other numbers.
        matcher.decide(keys.reversed(), count: keys.count, into: &second)
        #expect(second.reversed().map { matcher.decisions[Int($0)] } == decisions)
    }
}
