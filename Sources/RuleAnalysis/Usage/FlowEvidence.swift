import FlowEvaluation
import NetworkRules
import RuleMatching

/// What logs say of the rules of a rule set.
package struct FlowEvidence: Sendable {
    package let result: EvaluationResult
    package let compiled: CompiledRuleSet
    /// The flows that the rules let through, in order.
    package let flows: [FlowAggregate]
    /// Numbers of interfaces by their ids.
    private let numberOfInterface: [String: Int]

    /// - Parameter result: of an evaluation by `compiled` that summed the flows that rules let through.
    package init(_ result: consuming EvaluationResult, _ compiled: CompiledRuleSet) {
        self.compiled = compiled
        flows = result.takeAggregates().sorted
        self.result = result
        numberOfInterface = compiled.interfaceIDs.numberOfElement
    }

    /// Whether the logs have a record of an interface.
    func hasRecords(ofInterface id: String) -> Bool {
        numberOfInterface[id].map { result.tally.interfaces.sums(ofInterface: $0) != nil } ?? false
    }

    /// What used a rule of the last snapshot.
    func usage(of rule: NumberedRule) -> RuleUsage { result.tally.usage(of: compiled.index(of: rule)) }

    /// What is asked of an interface's network ACL about a flow; nil for return traffic, of which the port that the ACL
    /// compares is not known.
    func aclQuestion(_ key: FlowAggregateKey) -> DecisionKey? {
        guard !key.isReturn else { return nil }
        return compiled.aclQuestion(
            ofInterface: Int(key.interface), key.direction, key.remote, key.ipProtocol, port: key.port)
    }

    /// What is asked of an interface's groups about the opening of a flow.
    func groupQuestion(_ key: FlowAggregateKey) -> DecisionKey {
        compiled.groupQuestion(
            ofInterface: Int(key.interface), key.openingDirection, key.remote, key.ipProtocol, port: key.port)
    }
}
