import Glibc

/// Lists, makes and removes directories and what is in them.
///
/// Unsafe inside: the system hands out entries by pointer. Invariant: a name is copied before the
/// next entry is asked for, and ends with a zero byte within its entry.
package enum UnsafeDirectory {
    /// Makes a directory, unless there is one (`mkdir`).
    package static func create(_ path: String) throws(SystemError) {
        // The path is lent for the length of the call.
        guard unsafe mkdir(path, 0o777) != 0 else { return }
        let error = SystemError(number: errno)
        guard FileStatus(of: path, followingLinks: true)?.kind == .directory else { throw error }
    }

    /// Removes a file, if there is one (`unlink`).
    package static func removeFile(_ path: String) {
        // The path is lent for the length of the call.
        _ = unsafe unlink(path)
    }

    /// Removes a directory, if there is an empty one (`rmdir`).
    package static func removeEmpty(_ path: String) {
        // The path is lent for the length of the call.
        _ = unsafe rmdir(path)
    }

    /// The names in the directory at `path`, in no order, without `.` and `..`.
    package static func names(in path: String) throws(SystemError) -> [String] {
        var opened = unsafe opendir(path)
        while unsafe opened == nil, errno == EINTR { unsafe opened = unsafe opendir(path) }
        guard let directory = unsafe opened else { throw SystemError(number: errno) }
        defer { _ = unsafe closedir(directory) }
        var names: [String] = []
        while true {
            // The end and a failure look alike but for this.
            errno = 0
            guard let entry = unsafe readdir(directory) else { break }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        guard errno == 0 else { throw SystemError(number: errno) }
        return names
    }
}
