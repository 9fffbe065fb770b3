import FlowEvaluation

/// Which verdicts a list such as `anomalous/certain,sg-blocked/no-rule` names.
package struct VerdictSelection: Sendable {
    private struct Term {
        enum Detail {
            case any
            case reason(VerdictReason)
            case certainty(Certainty)
            /// A `reject-reason` as records state it, byte for byte.
            case statedReason([UInt8])
        }

        var verdictClass: VerdictClass
        var detail: Detail
    }

    /// Whether the verdicts of a code are selected.
    private enum Choice: UInt8 {
        case none
        case all
        /// Those whose stated reason is among `statedReasons`.
        case byStatedReason
    }

    private let choices: [Choice]
    private let statedReasons: [[UInt8]]

    /// Reads `CLASS[/REASON|/CERTAINTY][,...]`. Behind `vpc-blocked/` any text is a reason, since
    /// records state it themselves.
    ///
    /// - Throws: `VerdictSelectionError` for the first item that names nothing.
    package init(_ text: String) throws(VerdictSelectionError) {
        var terms: [Term] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            terms.append(try Self.term(item.trimmingSpaces))
        }
        statedReasons = terms.compactMap { term in
            if case .statedReason(let reason) = term.detail { reason } else { nil }
        }
        choices = (0..<Verdict.codeCount).map { code in
            guard let verdict = Verdict(code: code) else { return .none }
            let choices = terms.map { Self.choice($0, verdict) }
            return choices.contains(.all) ? .all : choices.max { $0.rawValue < $1.rawValue } ?? .none
        }
    }

    private static func term(_ item: Substring) throws(VerdictSelectionError) -> Term {
        guard !item.isEmpty else { throw .emptyItem }
        let parts = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let word = String(parts[0].trimmingSpaces)
        guard let verdictClass = VerdictClass.allCases.first(where: { $0.name == word }) else {
            throw .unknownClass(word)
        }
        guard parts.count > 1 else { return Term(verdictClass: verdictClass, detail: .any) }
        let detail = String(parts[1].trimmingSpaces)
        guard !detail.isEmpty else { throw .unknownDetail(verdictClass, "") }
        if verdictClass == .vpcBlocked {
            return Term(verdictClass: verdictClass, detail: .statedReason(Array(detail.utf8)))
        }
        if let reason = verdictClass.reasons.first(where: { $0.name == detail }) {
            return Term(verdictClass: verdictClass, detail: .reason(reason))
        }
        if let certainty = verdictClass.certainties.first(where: { $0.name == detail }) {
            return Term(verdictClass: verdictClass, detail: .certainty(certainty))
        }
        throw .unknownDetail(verdictClass, detail)
    }

    private static func choice(_ term: Term, _ verdict: Verdict) -> Choice {
        guard term.verdictClass == verdict.verdictClass else { return .none }
        switch term.detail {
        case .any: return .all
        case .reason(let reason): return reason == verdict.reason ? .all : .none
        case .certainty(let certainty): return certainty == verdict.certainty ? .all : .none
        case .statedReason: return .byStatedReason
        }
    }
}

extension VerdictSelection {
    /// Whether a verdict is selected.
    ///
    /// - Parameter statedReason: the record's own reason, where it is `vpc-blocked`.
    package func matches(_ verdict: Verdict, statedReason: String? = nil) -> Bool {
        matches(code: verdict.code, statedReason: Array((statedReason ?? "").utf8).span)
    }

    /// The same for a verdict's code and the bytes of the stated reason.
    func matches(code: Int, statedReason: Span<UInt8>) -> Bool {
        switch choices[code] {
        case .none: false
        case .all: true
        case .byStatedReason: statedReasons.contains { Self.isEqual($0, statedReason) }
        }
    }

    /// Every selected verdict that some record of the tally has, by class, reason and certainty.
    package func matches(in tally: EvaluationTally) -> [SelectedVerdict] {
        tally.verdicts.flatMap { entry -> [SelectedVerdict] in
            guard entry.verdict.verdictClass == .vpcBlocked else {
                guard matches(entry.verdict) else { return [] }
                return [SelectedVerdict(verdict: entry.verdict, statedReason: nil, sums: entry.sums)]
            }
            return tally.statedReasons.sorted { $0.key < $1.key }.compactMap { reason, sums in
                guard matches(entry.verdict, statedReason: reason) else { return nil }
                return SelectedVerdict(verdict: entry.verdict, statedReason: reason, sums: sums)
            }
        }
    }

    /// The first of `matches(in:)`.
    package func firstMatch(in tally: EvaluationTally) -> SelectedVerdict? { matches(in: tally).first }

    /// How many records of the tally have a selected verdict.
    package func count(in tally: EvaluationTally) -> UInt64 {
        matches(in: tally).reduce(into: FlowSums()) { $0 += $1.sums }.records
    }

    private static func isEqual(_ reason: [UInt8], _ text: Span<UInt8>) -> Bool {
        guard reason.count == text.count else { return false }
        for index in reason.indices where reason[index] != text[index] { return false }
        return true
    }
}

/// A verdict that a selection names, and the records that have it.
package struct SelectedVerdict: Hashable, Sendable {
    package var verdict: Verdict
    /// The reason that the records state, where they are `vpc-blocked`.
    package var statedReason: String?
    package var sums: FlowSums

    /// CLASS/REASON, and the certainty where there is one.
    package var name: String {
        let reason = statedReason ?? verdict.reason.name
        return "\(verdict.verdictClass.name)/\(reason)" + (verdict.certainty.map { " (\($0.name))" } ?? "")
    }
}

extension VerdictClass {
    /// The reasons that records of the class can have; `vpc-blocked` records state theirs.
    var reasons: [VerdictReason] {
        switch self {
        case .allowedBySG:
            [
                .rule, .returnTraffic, .presumedReturn, .undetermined, .exempt, .managedInterface,
                .noSecurityGroup, .earlierRule,
            ]
        case .sgBlocked: [.noRule, .untrackedReturn, .closedConnection, .undetermined]
        case .naclBlocked: [.rule, .undetermined]
        case .vpcBlocked: []
        case .anomalous:
            [.acceptedAgainstBoth, .acceptedAgainstNACL, .acceptedWithoutSGRule, .rejectedDespiteRules]
        case .notEvaluated:
            [.noData, .skippedData, .missingField, .unknownInterface, .unknownDirection, .transitGateway]
        }
    }

    /// The certainties that records of the class can have.
    var certainties: [Certainty] { self == .anomalous ? Certainty.allCases : [] }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return self[endIndex...] }
        return self[first...last]
    }
}
