/// Collects what is wrong with a rule set, so that all of it can be mended in one go.
final class IssueLog {
    private(set) var errors: [RuleSetIssue] = []
    private(set) var warnings: [RuleSetIssue] = []
    /// Those that are not kept counted too.
    private var errorCount = 0

    /// Errors that are kept, and as many warnings: a file may hold any number of either, and nobody reads so many.
    static let capacity = 10_000

    /// The names of groups that were warned about.
    var unresolvedGroupNames: Set<String> {
        Set(
            warnings.compactMap { warning in
                if case .gap(.unresolvedGroupName(let name)) = warning.cause { name } else { nil }
            })
    }

    func error(_ issue: RuleSetIssue) {
        errorCount += 1
        Self.append(issue, to: &errors)
    }

    func warn(_ issue: RuleSetIssue) { Self.append(issue, to: &warnings) }

    private static func append(_ issue: RuleSetIssue, to issues: inout [RuleSetIssue]) {
        if issues.count < capacity {
            issues.append(issue)
        } else if issues.count == capacity {
            issues.append(RuleSetIssue(file: issue.file, cause: .file(.moreIssues)))
        }
    }

    func add(errors: [RuleSetIssue], warnings: [RuleSetIssue]) {
        errors.forEach(error)
        warnings.forEach(warn)
    }

    /// What `body` returns, or nil where it throws or logs an error: a resource that is wrong in
    /// part is left out whole, lest the part that is missing be reported as a contradiction.
    func unlessErrors<Model>(_ body: () throws(RuleSetIssue) -> Model) -> Model? {
        let before = errorCount
        do throws(RuleSetIssue) {
            let model = try body()
            return errorCount == before ? model : nil
        } catch {
            self.error(error)
            return nil
        }
    }

    /// Reads each element of the array under `key`; an element that is wrong does not keep the
    /// others from being read.
    @inline(__always)
    func read<Model>(
        _ key: JSONKey, of parent: JSONCursor, _ body: (JSONCursor) throws(RuleSetIssue) -> Model
    ) -> [Model] {
        guard let elements = unlessErrors({ () throws(RuleSetIssue) in try parent.elements(key) }) else {
            return []
        }
        var models: [Model] = []
        for element in elements {
            if let model = unlessErrors({ () throws(RuleSetIssue) in try body(element) }) {
                models.append(model)
            }
        }
        return models
    }
}
