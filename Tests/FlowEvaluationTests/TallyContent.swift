import NetworkRules
import RuleMatching

@testable import FlowEvaluation
@testable import RuleMatching

/// All that a tally says, to compare tallies by.
struct TallyContent: Equatable {
    var sumsOfVerdict: [Verdict: FlowSums] = [:]
    var sumsOfInterface: [Int: [FlowSums]] = [:]
    var statedReasons: [String: FlowSums]
    var span: TimeSpan
    var usage: [NumberedRule: RuleUsage] = [:]

    init(_ tally: EvaluationTally, _ compiled: CompiledRuleSet) {
        for code in 0..<Verdict.codeCount {
            guard let verdict = Verdict(code: code), tally.sums(verdict).records > 0 else { continue }
            sumsOfVerdict[verdict] = tally.sums(verdict)
        }
        for interface in 0..<compiled.interfaces.count {
            sumsOfInterface[interface] = tally.interfaces.sums(ofInterface: interface).map { Array($0) }
        }
        statedReasons = tally.statedReasons
        span = tally.span
        for number in 0..<UInt32(compiled.ruleCount) {
            let usage = tally.usage(of: RuleIndex(value: number))
            if usage != RuleUsage() { self.usage[compiled.rule(RuleIndex(value: number))] = usage }
        }
    }

    /// The parts in which two tallies differ, for messages.
    func differences(from other: TallyContent) -> [String] {
        var parts: [String] = []
        if sumsOfVerdict != other.sumsOfVerdict { parts.append("sums of verdicts") }
        if sumsOfInterface != other.sumsOfInterface { parts.append("sums of interfaces") }
        if statedReasons != other.statedReasons { parts.append("stated reasons") }
        if span != other.span { parts.append("span") }
        for rule in Set(usage.keys).union(other.usage.keys) where usage[rule] != other.usage[rule] {
            parts.append(
                "\(rule): \(String(describing: usage[rule])), \(String(describing: other.usage[rule]))")
        }
        return parts
    }
}
