/// Collects what is wrong with a rule set, so that all of it can be mended in one go.
final class IssueLog {
    private(set) var errors: [RuleSetIssue] = []
    private(set) var warnings: [RuleSetIssue] = []

    /// The names of groups that were warned about.
    var unresolvedGroupNames: Set<String> {
        Set(
            warnings.compactMap { warning in
                if case .gap(.unresolvedGroupName(let name)) = warning.cause { name } else { nil }
            })
    }

    func error(_ issue: RuleSetIssue) { errors.append(issue) }
    func warn(_ issue: RuleSetIssue) { warnings.append(issue) }

    func add(errors: [RuleSetIssue], warnings: [RuleSetIssue]) {
        self.errors += errors
        self.warnings += warnings
    }

    /// What `body` returns, or nil where it throws or logs an error: a resource that is wrong in
    /// part is left out whole, lest the part that is missing be reported as a contradiction.
    func unlessErrors<Model>(_ body: () throws(RuleSetIssue) -> Model) -> Model? {
        let before = errors.count
        do throws(RuleSetIssue) {
            let model = try body()
            return errors.count == before ? model : nil
        } catch {
            errors.append(error)
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
