import FlowEvaluation
import RuleAnalysis

/// Why a text selects no verdicts.
package enum VerdictSelectionError: Error, Hashable, Sendable {
    /// Nothing stands before, between or behind the commas.
    case emptyItem
    case unknownClass(String)
    /// The word behind the slash is neither a reason nor a certainty of the class; it may be empty.
    case unknownDetail(VerdictClass, String)

    /// What is wrong, the nearest valid word, and all valid ones, in one sentence.
    package var message: String {
        switch self {
        case .emptyItem:
            "an item of the list is empty; write CLASS, CLASS/REASON or CLASS/CERTAINTY, with CLASS one of "
                + Self.list(VerdictClass.allCases.map(\.name))
        case .unknownClass(let word): Self.unknownClass(word)
        case .unknownDetail(.vpcBlocked, _):
            "vpc-blocked/ is followed by no reason; write the reject-reason that the records state, such as "
                + "vpc-blocked/BPA, or vpc-blocked alone for all of them"
        case .unknownDetail(let verdictClass, let word): Self.unknownDetail(verdictClass, word)
        }
    }

    private static func unknownClass(_ word: String) -> String {
        let start = "\"\(DisplayText.escaped(word))\" is no verdict class"
        let homes = VerdictClass.allCases.filter { verdictClass in
            Self.details(verdictClass).contains(word)
        }
        if !homes.isEmpty {
            return start + " but belongs behind one; write " + list(homes.map { "\($0.name)/\(word)" })
        }
        let names = VerdictClass.allCases.map(\.name)
        return start + suggestion(word, names) + "; the classes are " + list(names)
    }

    private static func unknownDetail(_ verdictClass: VerdictClass, _ word: String) -> String {
        let details = details(verdictClass)
        let kind = verdictClass.certainties.isEmpty ? "reason" : "reason or certainty"
        return "\"\(DisplayText.escaped(word))\" is no \(kind) of \(verdictClass.name)"
            + suggestion(word, details) + "; there are " + list(details)
    }

    private static func details(_ verdictClass: VerdictClass) -> [String] {
        verdictClass.reasons.map(\.name) + verdictClass.certainties.map(\.name)
    }

    private static func suggestion(_ word: String, _ names: [String]) -> String {
        NearestWord.of(names, to: word).map { "; did you mean \"\($0)\"" } ?? ""
    }

    private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
