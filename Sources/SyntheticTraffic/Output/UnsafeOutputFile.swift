#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file that appears under its name when it is complete: until `finish` it is written beside it,
/// as `NAME.partial`.
///
/// The system calls of the module stand in this file alone. Strings and buffers are passed as
/// pointers that the callee does not keep.
struct UnsafeOutputFile: ~Copyable {
    let path: String
    private var descriptor: Int32
    private static let closed: Int32 = -1

    init(path: String) throws(GenerationError) {
        self.path = path
        let opened = unsafe open(path + ".partial", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard opened >= 0 else { throw .cannotWrite(path: path, errno: errno) }
        descriptor = opened
    }

    /// Appends all of `bytes`.
    func write(_ bytes: [UInt8]) throws(GenerationError) {
        var failure: Int32 = 0
        unsafe bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count, failure == 0 {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                let count = unsafe systemWrite(descriptor, rest.baseAddress, rest.count)
                if count >= 0 {
                    written += count
                } else if errno != EINTR {
                    failure = errno
                }
            }
        }
        guard failure == 0 else { throw .cannotWrite(path: path, errno: failure) }
    }

    /// Closes the file and gives it its name; nothing may be written afterwards.
    mutating func finish() throws(GenerationError) {
        let closed = close(descriptor)
        let failure = errno
        descriptor = Self.closed
        guard closed == 0 else { throw .cannotWrite(path: path, errno: failure) }
        guard unsafe rename(path + ".partial", path) == 0 else {
            throw .cannotWrite(path: path, errno: errno)
        }
    }

    deinit {
        guard descriptor != Self.closed else { return }
        _ = close(descriptor)
        _ = unsafe unlink(path + ".partial")
    }
}

/// `write` of the system, which the method of the same name hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(descriptor, bytes, count)
}

/// Folders to write into.
enum UnsafeOutputDirectory {
    /// Makes `path` and the folders above it where they are missing.
    static func make(_ path: String) throws(GenerationError) {
        var end = path.startIndex
        while end < path.endIndex {
            end = path[path.index(after: end)...].firstIndex(of: "/") ?? path.endIndex
            let folder = String(path[..<end])
            guard unsafe mkdir(folder, 0o755) != 0, errno != EEXIST else { continue }
            // An existing folder above may also answer "read-only" or "not permitted".
            let failure = errno
            guard unsafe access(folder, F_OK) == 0 else {
                throw .cannotWrite(path: folder, errno: failure)
            }
        }
    }

    /// - Throws: `directoryNotEmpty` where `path` is a folder with anything in it, `cannotWrite`
    ///   where it is something else than a folder or cannot be looked into.
    static func checkAbsentOrEmpty(_ path: String) throws(GenerationError) {
        guard let folder = unsafe opendir(path) else {
            if errno == ENOENT { return }
            throw .cannotWrite(path: path, errno: errno)
        }
        var entries = 0
        while unsafe readdir(folder) != nil { entries += 1 }
        unsafe closedir(folder)
        // "." and ".." are always listed.
        guard entries <= 2 else { throw .directoryNotEmpty(path: path) }
    }
}
