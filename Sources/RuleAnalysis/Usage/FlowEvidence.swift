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
    private let numberOfInterface: [String: Int]

    /// - Parameter result: of an evaluation by `compiled` that summed allowed flows (`FlowAggregates.Scope.allowed`).
    package init(_ result: EvaluationResult, _ compiled: CompiledRuleSet) {
        self.result = result
        self.compiled = compiled
        flows = result.aggregates.sorted
        numberOfInterface = compiled.interfaceIDs.numberOfElement
    }
    /// Whether the logs have a record of an interface.
    func hasRecords(ofInterface id: String) -> Bool {
        numberOfInterface[id].map { result.tally.interfaces.sums(ofInterface: $0) != nil } ?? false
    }

    /// What used a rule of the last snapshot.
    func usage(of rule: NumberedRule) -> RuleUsage { result.tally.usage(of: compiled.index(of: rule)) }

    /// What is asked of an interface's groups about the opening of a flow.
    func groupQuestion(_ key: FlowAggregateKey) -> DecisionKey {
        compiled.groupQuestion(
            ofInterface: Int(key.interface), key.openingDirection, key.remote, key.ipProtocol, port: key.port)
    }
}
