/// How a rule, or a set of rules, answers to a flow of which a log does not carry everything.
package enum ReferenceMatch: Hashable, Sendable, Comparable, CaseIterable {
    case no
    case maybe
    case yes

    init(_ matches: Bool) { self = matches ? .yes : .no }

    /// Both conditions: the weaker of the two decides.
    func and(_ other: ReferenceMatch) -> ReferenceMatch { min(self, other) }
}
