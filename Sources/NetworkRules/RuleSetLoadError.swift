/// Why there is no rule set.
public enum RuleSetLoadError: Error, Hashable, Sendable {
    /// There is nothing at the path.
    case notFound(path: String)
    /// What is at the path cannot be read.
    case cannotRead(path: String, reason: String)
    /// Nothing under the path holds any part of a rule set; `ignored` says what was found instead.
    case noRuleSet(path: String, ignored: [RuleSetIssue])
    /// All that is wrong, file by file, then what contradicts across files.
    case issues([RuleSetIssue])

    /// How many issues `messages` spells out.
    package static let messageLimit = 50

    /// One line a cause, ready to print.
    public var messages: [String] {
        switch self {
        case .notFound(let path):
            ["\(path): no such file or directory"]
        case .cannotRead(let path, let reason):
            ["\(path): cannot be read: \(reason)"]
        case .noRuleSet(let path, let ignored):
            [
                "\(path): no rule set in it; capture one with the AWS CLI, such as "
                    + "aws ec2 describe-security-groups > RULES/security-groups.json"
            ] + Self.limited(ignored)
        case .issues(let issues):
            Self.limited(issues)
        }
    }

    private static func limited(_ issues: [RuleSetIssue]) -> [String] {
        let messages = issues.prefix(messageLimit).map(\.message)
        let more = issues.count - messages.count
        return more > 0 ? messages + ["and \(more) more"] : messages
    }
}
