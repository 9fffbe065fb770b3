import Glibc

/// A file that one process at a time has locked: until the value is let go, or the process ends, however it does.
///
/// Unsafe inside: a path is lent to the system as a C string for the length of the call.
package final class UnsafeLockFile: Sendable {
    private let descriptor: Int32

    /// Locks the file at `path`, which is made where there is none (`flock`).
    ///
    /// - Throws: `SystemError`; `isTaken` says whether another process has it.
    package init(path: String) throws(SystemError) {
        descriptor = uninterrupted { unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666) }
        guard descriptor >= 0 else { throw SystemError(number: errno) }
        guard uninterrupted({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 else {
            let error = SystemError(number: errno)
            _ = close(descriptor)
            throw error
        }
    }

    deinit { _ = close(descriptor) }
}

extension SystemError {
    /// Whether another process has locked the file.
    package var isTaken: Bool { number == EWOULDBLOCK }
}
