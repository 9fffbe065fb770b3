import FlowEvaluation

/// The records of one reason, and of one certainty where the class has several.
struct ReasonRow {
    /// The reason's name, or what the records state.
    var reason: String
    var certainty: Certainty?
    var sums: FlowSums

    /// The rows of a class in the order of the contract; stated reasons by their bytes.
    static func rows(of verdictClass: VerdictClass, _ tally: EvaluationTally) -> [ReasonRow] {
        if verdictClass == .vpcBlocked {
            return tally.statedReasons.sorted { $0.key < $1.key }.map {
                ReasonRow(reason: $0.key, certainty: nil, sums: $0.value)
            }
        }
        return tally.verdicts.filter { $0.verdict.verdictClass == verdictClass }.map {
            ReasonRow(reason: $0.verdict.reason.name, certainty: $0.verdict.certainty, sums: $0.sums)
        }
    }
}
