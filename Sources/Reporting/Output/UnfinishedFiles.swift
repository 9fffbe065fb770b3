import Synchronization

/// The hidden files of outputs that have not got their names yet.
package enum UnfinishedFiles {
    private static let paths = Mutex<Set<String>>([])

    static func insert(_ path: String) { _ = paths.withLock { $0.insert(path) } }

    static func remove(_ path: String) { _ = paths.withLock { $0.remove(path) } }

    /// Removes them all, for a process that is about to end without its outputs.
    package static func removeAll() {
        paths.withLock { paths in
            for path in paths { removeFile(path) }
            paths = []
        }
    }
}
