import Dispatch
import GzipInput
import Synchronization

/// What one file holds of a rule set, and what is wrong with it.
struct RuleSetFileReading: Sendable {
    let file: String
    private(set) var parts = RuleSetParts()
    /// Whether the file holds any part of a rule set.
    private(set) var isPart = false
    private(set) var errors: [RuleSetIssue] = []
    private(set) var warnings: [RuleSetIssue] = []

    /// Reads files, several at once, each by itself: what comes out does not depend on which of them
    /// was read first.
    ///
    /// - Parameter path: what the user gave, which is expected to be a rule set.
    /// - Returns: one reading a file, in the order of `files`.
    static func readAll(
        _ files: [String], named path: String, _ options: DeclarationOptions, _ memory: LoadBudget
    ) -> [RuleSetFileReading] {
        // To wake a thread takes as long as to read this much.
        let worthAThread = 1 << 20
        var size = 0
        for file in files where size < worthAThread { size += min(worthAThread, RuleSetFiles.size(of: file)) }
        guard files.count > 1, size >= worthAThread else {
            return files.map { RuleSetFileReading(of: $0, isNamed: $0 == path, options, memory) }
        }
        let readings = Mutex([RuleSetFileReading?](repeating: nil, count: files.count))
        DispatchQueue.concurrentPerform(iterations: files.count) { number in
            let reading = RuleSetFileReading(
                of: files[number], isNamed: files[number] == path, options, memory)
            readings.withLock { $0[number] = reading }
        }
        return readings.withLock { $0.compactMap(\.self) }
    }

    /// - Parameter isNamed: whether the file is what the user gave as the rule set.
    init(of file: String, isNamed: Bool, _ options: DeclarationOptions, _ memory: LoadBudget) {
        self.file = file
        let log = IssueLog()
        var share = LoadShare(of: memory)
        if let document = Self.document(in: file, isNamed: isNamed, log, &share) {
            let name = RuleSetFiles.lastComponent(of: file)
            let cursor = JSONCursor(document)
            parts.surroundings = AccountSurroundings(RuleSetParts.unwrapped(cursor), log)
            if let ignored = parts.add(cursor, fileName: name, options, log) {
                if isNamed || parts.surroundings.isUnknown { log.warn(ignored) }
            } else {
                isPart = true
            }
            log.add(errors: [], warnings: document.notes.warnings)
        }
        errors = log.errors
        warnings = log.warnings
    }

    /// The document in a file; nil where there is none, which is logged unless nobody would expect one there.
    private static func document(
        in file: String, isNamed: Bool, _ log: IssueLog, _ share: inout LoadShare
    ) -> JSONDocument? {
        let cause: RuleSetIssue.Cause
        do {
            switch try RuleSetFiles.contents(of: file, &share) {
            case nil:
                if isNamed || file.hasSuffix(".json") {
                    log.warn(RuleSetIssue(file: file, cause: .file(.notJSON)))
                }
                return nil
            case .json(let bytes)?:
                try share.take(JSONParser.mostMemory(ofTape: bytes))
                return JSONDocument(file: file, tape: try JSONParser.tape(bytes), isFileText: true)
            case .yaml(let bytes)?:
                try share.take(TemplateYAML.mostMemory(ofNodes: bytes))
                return JSONDocument(file: file, tape: try JSONParser.tape(try TemplateYAML.json(bytes)))
            }
        } catch let error as JSONSyntaxError {
            cause = .file(.invalidJSON(error))
        } catch let error as YAMLProblem {
            cause = .file(.invalidYAML(error))
        } catch let error as LoadBudgetExceeded {
            cause = .file(.exceedsMemory(limit: error.limit))
        } catch let error as InputFault {
            cause = .file(.unreadable(reason: error.message))
        } catch {
            cause = .file(.unreadable(reason: "\(error)"))
        }
        log.error(RuleSetIssue(file: file, cause: cause))
        return nil
    }
}
