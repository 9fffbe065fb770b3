import Glibc

/// What is at a path.
///
/// Unsafe inside: the system fills a structure that it is given by pointer, which outlives the call.
package struct FileStatus: Sendable {
    package enum Kind: Sendable {
        case file
        case directory
        /// Only where links are not followed.
        case link
        case other
    }

    package let kind: Kind
    /// In bytes.
    package let size: Int
    /// When the contents were changed last: nanoseconds since 1970, as a signed number's bits.
    package let modified: UInt64

    /// Nil where nothing is, or a link that leads nowhere and is to be followed.
    package init?(of path: String, followingLinks: Bool) {
        var status = stat()
        let result = unsafe followingLinks ? stat(path, &status) : lstat(path, &status)
        guard result == 0 else { return nil }
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .link
            default: .other
            }
        size = Int(status.st_size)
        modified = UInt64(
            bitPattern: Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec))
    }
}
