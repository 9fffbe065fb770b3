import NetworkPrimitives

extension PrefixList {
    /// Reads an element of `PrefixLists`: with its blocks where it comes from
    /// `describe-prefix-lists`, without them from `describe-managed-prefix-lists`.
    ///
    /// *Source: AWS CLI, "describe-prefix-lists" and "describe-managed-prefix-lists".*
    init(_ cursor: JSONCursor, _ log: IssueLog) throws(RuleSetIssue) {
        var cursor = cursor
        let id = try cursor.readID("PrefixListId")
        let blocks = log.read("Cidrs", of: cursor) { block throws(RuleSetIssue) in try block.block() }
        self.init(
            id: id,
            name: try cursor.optional("PrefixListName")?.text() ?? "",
            entries: try cursor.optional("Cidrs") == nil ? nil : blocks.uniqued().sorted())
    }

    /// Reads `Entries`: one page of the entries of a list, whose id the output does not tell.
    ///
    /// *Source: AWS CLI, "get-managed-prefix-list-entries".*
    init(entriesOf document: JSONCursor, fileName: String, _ log: IssueLog) throws(RuleSetIssue) {
        guard let id = Self.id(inFileName: fileName) else {
            throw document.issue(.file(.noPrefixListInFileName))
        }
        var document = document
        document.name(resource: id)
        let blocks = log.read(RuleSetDocumentKey.entries.key, of: document) {
            entry throws(RuleSetIssue) in
            try entry.required("Cidr").block()
        }
        self.init(id: id, entries: blocks.uniqued().sorted())
    }

    /// The one `pl-...` id in a file name such as `pl-0a.json`, `pl-0a-2.json` or
    /// `entries_pl-0a.json`; nil where there is none, or several.
    static func id(inFileName name: String) -> String? {
        var ids: Set<String> = []
        let words = name.split(whereSeparator: { !$0.isASCII || !($0.isLetter || $0.isNumber) })
        for (prefix, word) in zip(words, words.dropFirst()) where prefix == "pl" {
            guard name[prefix.endIndex..<word.startIndex] == "-" else { continue }
            ids.insert("pl-\(word)")
        }
        return ids.count == 1 ? ids.first : nil
    }
}
