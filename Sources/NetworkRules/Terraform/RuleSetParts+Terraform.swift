extension RuleSetParts {
    /// Adds what a state has made, or what a plan will make.
    mutating func add(_ terraform: TerraformDocument, _ document: JSONCursor, _ log: IssueLog) {
        var reader = TerraformReader(terraform.origin, log)
        let changes = terraform.changes(log)
        for instance in terraform.instances(after: changes, log) {
            log.unlessErrors { () throws(RuleSetIssue) in try reader.read(instance) }
        }
        for change in changes {
            log.unlessErrors { () throws(RuleSetIssue) in try reader.read(change) }
        }
        reader.finish(document)
        add(reader.parts)
    }
}
