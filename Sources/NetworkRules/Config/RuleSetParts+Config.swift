extension RuleSetParts {
    /// Adds configuration items: of a snapshot what there is, of a history what there was from when on.
    ///
    /// - Returns: whether the document has any.
    mutating func addConfigurationItems(_ document: JSONCursor, _ log: IssueLog) -> Bool {
        if document.has("configurationItems") {
            let items = log.read("configurationItems", of: document) { item throws(RuleSetIssue) in
                try ConfigurationItem(item, log)
            }.compactMap(\.self)
            if document.has("configSnapshotId") {
                for item in items { if let parts = item.parts { add(parts) } }
            } else {
                self.items += items
            }
            return true
        }
        guard document.has("QueryInfo"), document.has("Results") else { return false }
        addQueryResults(document, log)
        return true
    }

    /// Adds what `select-resource-config` finds, where resources are told apart.
    private mutating func addQueryResults(_ document: JSONCursor, _ log: IssueLog) {
        let items = log.read("Results", of: document) { result throws(RuleSetIssue) in
            try ConfigurationItem(try result.nested(), log)
        }
        for item in items.compactMap(\.self) { if let parts = item.parts { add(parts) } }
    }
}
