#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// One open input, read from start to end by one thread; every call into the system stands in this file.
///
/// The descriptor is closed when the value ends its life, unless it is standard input. Files are read, never
/// mapped into memory: a mapped file that another program truncates kills the reader.
struct FileDescriptor: ~Copyable {
    private let number: Int32
    private let isOwned: Bool
    /// Bytes of a regular file when it was opened; nil where bytes arrive as something else writes them: a
    /// pipe, a FIFO, a terminal, a socket.
    let fileSize: UInt64?
    var isLive: Bool { fileSize == nil }
    /// Bytes from where reading begins to the file's end when it was opened; nil where that is not known: standard input
    /// may have been read by another program before.
    let bytesAhead: UInt64?

    /// Opens for reading (`open`, `fstat`, `posix_fadvise`). A FIFO is waited for until it has a writer.
    ///
    /// - Throws: `cannotOpen` and `isDirectory`.
    init(opening source: InputSource) throws(InputFault) {
        switch source {
        case .standardInput:
            fileSize = try Self.fileSize(STDIN_FILENO)
            bytesAhead = fileSize.flatMap { size in
                UInt64(exactly: lseek(STDIN_FILENO, 0, SEEK_CUR)).map { size - min($0, size) }
            }
            number = STDIN_FILENO
            isOwned = false
        case .file(let path):
            let descriptor = try Self.open(path)
            do throws(InputFault) {
                fileSize = try Self.fileSize(descriptor)
            } catch {
                _ = close(descriptor)
                throw error
            }
            bytesAhead = fileSize
            number = descriptor
            isOwned = true
        }
        #if os(Linux)
            // Advice only: a failure changes nothing but the speed.
            _ = posix_fadvise(number, 0, 0, POSIX_FADV_SEQUENTIAL)
        #endif
    }

    deinit {
        if isOwned { _ = close(number) }
    }

    /// Reads once into `buffer[start...]` and returns how many bytes came, 0 only at the end (`read`).
    ///
    /// Waits until there is something. Where a signal interrupts, and where a descriptor that another program
    /// made non-blocking has nothing yet, it tries again.
    ///
    /// - Precondition: `start` is an index of `buffer`.
    /// - Throws: `cannotRead`, without its place.
    func read(into buffer: inout [UInt8], from start: Int) throws(InputFault) -> Int {
        precondition(buffer.indices.contains(start), "no room to read into")
        while true {
            // The pointer lies within the array and the count ends with it, by the precondition.
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe systemRead(number, bytes.baseAddress.map { unsafe $0 + start }, bytes.count - start)
            }
            if count >= 0 { return count }
            switch errno {
            case EINTR: continue
            case EAGAIN, EWOULDBLOCK: waitUntilReadable()
            default: throw InputFault(.cannotRead(errno: errno))
            }
        }
    }

    private static func open(_ path: String) throws(InputFault) -> Int32 {
        // The system would take a path up to its first NUL, and open another file than the one named.
        if path.utf8.contains(0) { throw InputFault(.cannotOpen(errno: ENOENT)) }
        while true {
            // The path is lent as a C string for the length of the call.
            let descriptor = unsafe systemOpen(path, O_RDONLY | O_CLOEXEC)
            if descriptor >= 0 { return descriptor }
            if errno != EINTR { throw InputFault(.cannotOpen(errno: errno)) }
        }
    }

    private static func fileSize(_ descriptor: Int32) throws(InputFault) -> UInt64? {
        var status = stat()
        // The kernel fills `status`, which outlives the call.
        guard unsafe fstat(descriptor, &status) == 0 else { throw InputFault(.cannotOpen(errno: errno)) }
        let fileType = status.st_mode & S_IFMT
        if fileType == S_IFDIR { throw InputFault(.isDirectory) }
        return fileType == S_IFREG ? UInt64(clamping: status.st_size) : nil
    }

    private func waitUntilReadable() {
        var request = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        // One request, which outlives the call. Its result does not matter: the next read tells.
        _ = unsafe poll(&request, 1, -1)
    }
}

// Inside the type, `read` and `open` name its own methods.
private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    unsafe read(descriptor, bytes, count)
}

private func systemOpen(_ path: UnsafePointer<CChar>, _ flags: Int32) -> Int32 {
    unsafe open(path, flags)
}
