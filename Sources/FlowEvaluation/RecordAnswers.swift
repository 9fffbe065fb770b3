import RuleMatching

/// What a record asks of the layers, or what they answer: one record's three elements stand side by side in the
/// columns of questions and answers.
struct RecordQuestion {
    var forward = DecisionKey.notApplied
    var returned = DecisionKey.notApplied
    var acl = DecisionKey.notApplied

    /// How many elements of the column of questions, and of that of answers, each record has.
    static var count: Int { 3 }
}

/// The answers to a `RecordQuestion`.
struct RecordAnswers {
    var forward = LayerAnswer.notApplied
    var returned = LayerAnswer.notApplied
    var acl = LayerAnswer.notApplied
}
