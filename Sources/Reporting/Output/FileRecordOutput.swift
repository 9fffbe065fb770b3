import FlowEvaluation
import Synchronization

/// Writes a file that nobody sees half-written: bytes go to a file beside it, which takes its name
/// when all are there.
///
/// A device, FIFO or socket is written in place. A link is followed, so that it stays one. A file
/// that is replaced hands its permissions down.
package final class FileRecordOutput: VerdictRecordOutput {
    /// What is still to be done about the output.
    private struct State: ~Copyable {
        var descriptor: OutputDescriptor?
        /// File that takes the target's name at the end; nil where the target is written in place.
        var temporaryPath: String?
        /// Whether that file stays where the output is abandoned.
        var isKept = false
        /// Bytes of the file.
        var length: UInt64 = 0
    }

    private let targetPath: String
    private let state: Mutex<State>

    /// - Throws: `OutputFailure` where no file can be created there, or the path is a directory's.
    package init(path: String) throws(OutputFailure) {
        switch try OutputTarget(path: path) {
        case .directory:
            throw OutputFailure.isDirectory
        case .special:
            targetPath = path
            let descriptor = try OutputDescriptor(path: path, isNew: false, mode: 0)
            state = Mutex(State(descriptor: descriptor, temporaryPath: nil))
        case .nothing:
            targetPath = path
            state = Mutex(try Self.create(beside: path, mode: 0o666))
        case .regularFile(let realPath, let mode):
            targetPath = realPath
            state = Mutex(try Self.create(beside: realPath, mode: mode))
        }
    }

    /// The file that takes the target's name at the end; nil where the target is written in place, and after `finish`.
    var temporaryPath: String? { state.withLock { $0.temporaryPath } }

    /// An output that goes on behind its first `length` bytes, which an earlier process wrote to the file that is to take
    /// the target's name; that file stays where this output is abandoned.
    ///
    /// - Parameter tag: what the file's name says beside the target's.
    /// - Returns: nil where an earlier process did not write so much.
    /// - Throws: `OutputFailure`, `isDirectory` among them; that of an invalid argument where the target is a device, FIFO or
    ///   socket, in which nothing stays.
    package init?(path: String, goingOnAt length: UInt64, tag: String) throws(OutputFailure) {
        let mode: UInt32
        switch try OutputTarget(path: path) {
        case .directory: throw OutputFailure.isDirectory
        case .special: throw OutputFailure.isNoFile
        case .nothing: (targetPath, mode) = (path, 0o666)
        case .regularFile(let realPath, let known): (targetPath, mode) = (realPath, known)
        }
        let temporaryPath = Self.hidden(targetPath) + "\(tag).partial"
        guard let descriptor = try OutputDescriptor(path: temporaryPath, goingOnAt: length, mode: mode) else {
            return nil
        }
        state = Mutex(
            State(descriptor: descriptor, temporaryPath: temporaryPath, isKept: true, length: length))
    }

    /// Bytes that have been written, those before it was gone on from among them.
    package var length: UInt64 { state.withLock { $0.length } }

    /// Waits until all that was written is where a power cut leaves it.
    package func synchronize() throws(OutputFailure) {
        try state.withLock { state throws(OutputFailure) in try state.descriptor?.synchronize() }
    }

    deinit { abandon() }

    package func write(_ bytes: [UInt8]) throws(OutputFailure) {
        try state.withLock { state throws(OutputFailure) in
            try state.descriptor?.write(bytes)
            state.length += UInt64(bytes.count)
        }
    }

    /// Gives the file its name. Nothing can be written afterwards.
    ///
    /// - Throws: `OutputFailure`; what was there before is then untouched.
    package func finish() throws(OutputFailure) {
        do throws(OutputFailure) {
            try state.withLock { state throws(OutputFailure) in
                guard let descriptor = state.descriptor.take() else { return }
                try descriptor.close()
                guard let temporaryPath = state.temporaryPath else { return }
                try renameFile(temporaryPath, to: targetPath)
                UnfinishedFiles.remove(temporaryPath)
                state.temporaryPath = nil
            }
        } catch {
            abandon()
            throw error
        }
    }

    /// Leaves everything as it was before; what was written is gone, unless it is to be gone on from. Harmless after
    /// `finish`.
    package func abandon() {
        state.withLock { state in
            if let descriptor = state.descriptor.take() { try? descriptor.close() }
            if let temporaryPath = state.temporaryPath.take(), !state.isKept {
                removeFile(temporaryPath)
                UnfinishedFiles.remove(temporaryPath)
            }
        }
    }

    /// What the path of a file begins with that is to take the name of the one at `path`.
    private static func hidden(_ path: String) -> String {
        let nameStart = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        return "\(path[..<nameStart]).\(path[nameStart...].prefix(48))."
    }

    private static func create(beside path: String, mode: UInt32) throws(OutputFailure) -> State {
        let hidden = hidden(path) + "\(processNumber())"
        var attempt = 0
        while true {
            let temporaryPath = "\(hidden)-\(attempt).partial"
            do throws(OutputFailure) {
                let descriptor = try OutputDescriptor(path: temporaryPath, isNew: true, mode: mode)
                UnfinishedFiles.insert(temporaryPath)
                return State(descriptor: descriptor, temporaryPath: temporaryPath)
            } catch {
                // Another output of this process, or what is left of one that was killed.
                guard error.isExistingFile, attempt < 1000 else { throw error }
                attempt += 1
            }
        }
    }
}
