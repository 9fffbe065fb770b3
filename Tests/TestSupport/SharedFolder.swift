import Foundation

/// Where the files are that tests may use but the project does not ship: real flow logs and rule
/// sets of other projects, and situations with verdicts decided by hand.
package enum SharedFolder {
    /// The folder, from `FLOWVERDICT_SHARED` or beside the checkout; nil where there is none.
    package static let url: URL? = {
        let fileManager = FileManager.default
        let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["FLOWVERDICT_SHARED"].map { [URL(filePath: $0)] }
        let beside = ["../shared", "../../shared"].map { root.appending(path: $0).standardizedFileURL }
        return (named ?? beside).first { fileManager.fileExists(atPath: $0.appending(path: "corpus").path) }
    }()

    package static var corpus: URL? { url?.appending(path: "corpus") }
    package static var conformance: URL? { url?.appending(path: "conformance") }

    /// Why tests that need the folder are skipped.
    package static let absence: String = "no shared folder beside the checkout; set FLOWVERDICT_SHARED"
}
