import Glibc

/// Lists directories.
///
/// Unsafe inside: the system hands out entries by pointer. Invariant: a name is copied before the
/// next entry is asked for, and ends with a zero byte within its entry.
package enum UnsafeDirectory {
    /// The names in the directory at `path`, in no order, without `.` and `..`.
    package static func names(in path: String) throws(SystemError) -> [String] {
        guard let directory = unsafe opendir(path) else { throw SystemError(number: errno) }
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
