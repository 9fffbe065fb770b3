import FlowEvaluation
import OperatingSystem

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// An open descriptor that is written from start to end; every call into the system for output
/// stands in this file.
///
/// Invariant: the number is that of an open descriptor until `close` is called, which happens once:
/// the value cannot be copied, and closing consumes it.
struct OutputDescriptor: ~Copyable {
    private let number: Int32

    static func standardOutput() -> OutputDescriptor { OutputDescriptor(number: STDOUT_FILENO) }

    static func standardError() -> OutputDescriptor { OutputDescriptor(number: STDERR_FILENO) }

    private init(number: Int32) { self.number = number }

    /// Creates a file that must not exist yet, or opens one that is written in place (`open`).
    init(path: String, isNew: Bool, mode: UInt32) throws(OutputFailure) {
        // The system would take a path up to its first NUL, and open another file than the one named.
        if path.utf8.contains(0) { throw OutputFailure(code: EINVAL) }
        let flags = O_WRONLY | O_CLOEXEC | (isNew ? O_CREAT | O_EXCL : 0)
        // The path is lent as a C string for the length of the call.
        let descriptor = uninterrupted { unsafe open(path, flags, mode_t(mode)) }
        guard descriptor >= 0 else { throw OutputFailure(code: errno) }
        number = descriptor
    }

    /// Opens a file, made where there is none, to be written on behind its first `length` bytes (`open`, `ftruncate`,
    /// `lseek`); nil where it has fewer.
    init?(path: String, goingOnAt length: UInt64, mode: UInt32) throws(OutputFailure) {
        if path.utf8.contains(0) { throw OutputFailure(code: EINVAL) }
        // The path is lent as a C string for the length of the call.
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW
        let descriptor = uninterrupted { unsafe open(path, flags, mode_t(mode)) }
        guard descriptor >= 0 else { throw OutputFailure(code: errno) }
        let end = off_t(clamping: length)
        let isLongEnough = lseek(descriptor, 0, SEEK_END) >= end
        guard isLongEnough, uninterrupted({ ftruncate(descriptor, end) }) == 0,
            lseek(descriptor, end, SEEK_SET) == end
        else {
            let failure = OutputFailure(code: errno)
            _ = systemClose(descriptor)
            if isLongEnough { throw failure }
            return nil
        }
        number = descriptor
    }

    /// Waits until what was written is where a power cut leaves it (`fsync`).
    borrowing func synchronize() throws(OutputFailure) {
        guard uninterrupted({ fsync(number) }) != 0 else { return }
        // What cannot be synchronised, such as a FIFO, is not written to last.
        if errno != EINVAL, errno != EROFS { throw OutputFailure(code: errno) }
    }

    /// Writes all bytes (`write`): goes on after a signal and after a short write, and waits where
    /// another program made the descriptor non-blocking.
    borrowing func write(_ bytes: [UInt8]) throws(OutputFailure) {
        var written = 0
        while written < bytes.count {
            // The pointer lies within the array and the count ends with it.
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe systemWrite(
                    number, bytes.baseAddress.map { unsafe $0 + written }, bytes.count - written)
            }
            if count >= 0 {
                written += count
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN, EWOULDBLOCK: waitUntilWritable()
            default: throw OutputFailure(code: errno)
            }
        }
    }

    /// Closes (`close`); some file systems report only now that there was no room.
    consuming func close() throws(OutputFailure) {
        // After EINTR the descriptor is gone on Linux: trying again could close another file.
        if systemClose(number) != 0, errno != EINTR { throw OutputFailure(code: errno) }
    }

    private borrowing func waitUntilWritable() {
        var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        // One request, which outlives the call. Its result does not matter: the next write tells.
        _ = unsafe poll(&request, 1, -1)
    }
}

/// What stands at a path, links followed.
enum OutputTarget: Equatable {
    case nothing
    case regularFile(realPath: String, mode: UInt32)
    case directory
    /// A device, FIFO or socket.
    case special

    init(path: String) throws(OutputFailure) {
        if path.utf8.contains(0) { throw OutputFailure(code: EINVAL) }
        var status = stat()
        // The path is lent for the length of the call; the kernel fills `status`, which outlives it.
        guard unsafe stat(path, &status) == 0 else {
            guard errno == ENOENT else { throw OutputFailure(code: errno) }
            self = .nothing
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: self = .directory
        case S_IFREG:
            self = .regularFile(realPath: realPath(path) ?? path, mode: UInt32(status.st_mode & 0o777))
        default: self = .special
        }
    }
}

/// Renames a file over another one (`rename`), at once for whoever looks.
func renameFile(_ source: String, to target: String) throws(OutputFailure) {
    // Both paths are lent for the length of the call.
    if unsafe rename(source, target) != 0 { throw OutputFailure(code: errno) }
}

/// Removes a file (`unlink`); one that is gone already is no failure.
func removeFile(_ path: String) {
    // The path is lent for the length of the call.
    _ = unsafe unlink(path)
}

/// A number that no other living process has.
func processNumber() -> Int32 { getpid() }

private func realPath(_ path: String) -> String? {
    // With a null buffer the system allocates the result, which is copied and freed here.
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
}

// Inside the type, `write` and `close` name its own methods.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(descriptor, bytes, count)
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
