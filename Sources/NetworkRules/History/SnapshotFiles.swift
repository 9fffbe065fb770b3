import NetworkPrimitives

/// A directory whose entries are snapshots: directories or files named by the RFC 3339 time from which on they were in
/// force, such as `2026-01-31T16:20:00Z` or `2026-01-31T16:20:00Z.json`.
struct SnapshotFiles {
    /// A snapshot's moment and the path of its directory or file.
    struct Entry: Hashable {
        let time: UInt64
        let path: String

        var name: String { RuleSetFiles.lastComponent(of: path) }
    }

    /// By ascending time.
    let entries: [Entry]
    /// Paths of entries that are named otherwise.
    let others: [String]

    /// Nil where `path` is no directory, or has no entry that is named by a time.
    init?(path: String) throws(RuleSetLoadError) {
        let paths = try RuleSetFiles.entries(ofDirectory: path)
        var entries: [Entry] = []
        var others: [String] = []
        for path in paths {
            if let time = Self.time(ofName: RuleSetFiles.lastComponent(of: path)) {
                entries.append(Entry(time: time, path: path))
            } else {
                others.append(path)
            }
        }
        guard !entries.isEmpty else { return nil }
        self.entries = entries.sorted { ($0.time, $0.path) < ($1.time, $1.path) }
        self.others = others
    }

    /// The moment that a name says, whatever extension follows it.
    static func time(ofName name: String) -> UInt64? {
        if let time = RFC3339Time.seconds(name) { return time }
        var stem = Substring(name)
        // Fractions of a second have a dot too.
        while let dot = stem.lastIndex(of: ".") {
            stem = stem[..<dot]
            if let time = RFC3339Time.seconds(String(stem)) { return time }
        }
        return nil
    }
}
