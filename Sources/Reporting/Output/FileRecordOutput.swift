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

    deinit { abandon() }

    package func write(_ bytes: [UInt8]) throws(OutputFailure) {
        try state.withLock { state throws(OutputFailure) in try state.descriptor?.write(bytes) }
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

    /// Leaves everything as it was before; what was written is gone. Harmless after `finish`.
    package func abandon() {
        state.withLock { state in
            if let descriptor = state.descriptor.take() { try? descriptor.close() }
            if let temporaryPath = state.temporaryPath.take() {
                removeFile(temporaryPath)
                UnfinishedFiles.remove(temporaryPath)
            }
        }
    }

    private static func create(beside path: String, mode: UInt32) throws(OutputFailure) -> State {
        let nameStart = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let hidden = "\(path[..<nameStart]).\(path[nameStart...].prefix(48)).\(processNumber())"
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
