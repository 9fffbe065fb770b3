import Glibc

/// A file that is read from its beginning, closed when it is let go.
///
/// Unsafe inside: the system writes into memory that it is given by pointer. Invariants: a read is
/// given as many bytes as there is room for, and only those that it says it wrote are used.
package final class UnsafeFile {
    private let descriptor: Int32

    package init(reading path: String) throws(SystemError) {
        descriptor = uninterrupted { unsafe open(path, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw SystemError(number: errno) }
    }

    deinit { _ = close(descriptor) }

    /// The next `count` bytes, fewer only at the end of the file.
    package func read(upToCount count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = unsafe UnsafeMutableBufferPointer(rebasing: buffer[filled..<count])
                let read = uninterrupted { unsafe Glibc.read(descriptor, rest.baseAddress, rest.count) }
                guard read > 0 else {
                    if read < 0 { failure = SystemError(number: errno) }
                    return
                }
                filled += read
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
