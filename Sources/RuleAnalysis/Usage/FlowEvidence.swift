import FlowEvaluation
import NetworkRules
import RuleMatching

/// What logs say of the rules of a rule set.
package struct FlowEvidence: Sendable {
    package let result: EvaluationResult
    package let compiled: CompiledRuleSet
    /// The flows that the rules let through, in order.
    let flows: [FlowAggregate]
    /// Numbers of interfaces by their ids.
    let numberOfInterface: [String: Int]

    /// - Parameter result: of an evaluation by `compiled` that summed allowed flows (`FlowAggregates.Scope.allowed`).
    package init(_ result: EvaluationResult, _ compiled: CompiledRuleSet) {
        self.result = result
        self.compiled = compiled
        flows = result.aggregates.sorted
        numberOfInterface = Dictionary(
            zip(compiled.interfaceIDs, 0...), uniquingKeysWith: { first, _ in first })
    }
}
