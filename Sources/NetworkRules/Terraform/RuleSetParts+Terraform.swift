extension RuleSetParts {
    /// Adds what a state has made, or what a plan will make.
    mutating func add(_ terraform: TerraformDocument, _ document: JSONCursor, _ log: IssueLog) {
        var reader = TerraformReader(terraform.origin, log)
        for instance in terraform.instances(log) {
            log.unlessErrors { () throws(RuleSetIssue) in try reader.read(instance) }
        }
        for change in terraform.changes(log) {
            log.unlessErrors { () throws(RuleSetIssue) in try reader.read(change) }
        }
        reader.finish(document)
        add(reader.parts)
    }
}
