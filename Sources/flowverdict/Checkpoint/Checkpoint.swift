import ArgumentParser
import FlowEvaluation
import GzipInput
import OperatingSystem
import Reporting

/// How far a run is, kept in a directory: what was found in the inputs before some input, and how long the file of verdict
/// records was then.
///
/// The file in the directory is replaced as a whole, so that there is always one that holds. Whatever ends the run, the next
/// one goes on from it, or, where it cannot, says why.
final class Checkpoint {
    /// What stands between one input and the next.
    struct Position {
        /// Number of the first input that has not been read.
        var input = 0
        /// Bytes of verdict records before it.
        var recordBytes: UInt64 = 0
        var result: EvaluationResult
    }

    let directory: String
    /// Where the run begins.
    private(set) var position: Position

    private let fingerprint: RunFingerprint
    private let beginning: EvaluationResult
    private let inputs: [InputSource]
    private let lock: UnsafeLockFile
    private var hasFailed = false

    private var statePath: String { directory + "/state" }
    private var lockPath: String { directory + "/lock" }

    /// Takes up what an earlier run has kept in the directory, which is made where there is none.
    ///
    /// - Throws: where it is another run's, or another run is at it.
    init(directory: String, _ fingerprint: RunFingerprint, _ pipeline: EvaluationPipeline) throws {
        self.directory = directory
        self.fingerprint = fingerprint
        beginning = pipeline.beginning
        inputs = beginning.inputs
        position = Position(result: beginning)
        do throws(SystemError) {
            try UnsafeDirectory.create(directory)
            lock = try UnsafeLockFile(path: directory + "/lock")
        } catch {
            throw StandardError.fail(
                error.isTaken
                    ? "\(directory): another run keeps its checkpoint there; wait for its end, or give another directory"
                    : "\(directory): no checkpoint can be kept there: \(error)", .cannotWrite)
        }
        guard let bytes = try readState() else { return }
        guard var reader = CheckpointFile.contents(bytes, pipeline.stateContext),
            let earlier = try? RunFingerprint(from: &reader)
        else {
            tell("is damaged, or of another version of this program; the run begins anew")
            return
        }
        if let difference = fingerprint.difference(from: earlier, inputs) {
            throw StandardError.fail(
                "\(directory) holds the checkpoint of another run: \(difference); remove the directory to begin anew, or "
                    + "give that run's command again", .usage)
        }
        guard let kept = try? Self.position(&reader, after: beginning) else {
            tell("is damaged; the run begins anew")
            return
        }
        position = kept
        StandardError.write(
            "flowverdict: going on from the checkpoint in \(directory): \(kept.input) of \(inputs.count) inputs are done"
        )
    }

    /// Hands over the position to go on from: what is large in it has one owner, so that it is changed in place.
    func takePosition() -> Position {
        var taken = Position(input: position.input, recordBytes: position.recordBytes, result: beginning)
        swap(&taken.result, &position.result)
        return taken
    }

    /// The file of verdict records, to be gone on with; nil where it no longer has what it had.
    func records(_ path: String) throws(OutputFailure) -> FileRecordOutput? {
        var hash = ContentHash()
        hash.add(directory)
        let tag = String(UInt32(truncatingIfNeeded: hash.value), radix: 16)
        return try FileRecordOutput(path: path, goingOnAt: position.recordBytes, tag: tag)
    }

    /// Lets the run begin anew.
    func reset(because reason: String) {
        tell(reason + "; the run begins anew")
        position = Position(result: beginning)
    }

    private func tell(_ text: String) {
        StandardError.write("flowverdict: the checkpoint in \(directory) \(text)")
    }

    private static func position(
        _ reader: inout StateReader, after beginning: EvaluationResult
    ) throws(StateError) -> Position {
        var position = Position(result: beginning)
        position.input = try Int(from: &reader)
        position.recordBytes = try UInt64(from: &reader)
        try position.result.read(from: &reader)
        try reader.end()
        guard position.input <= position.result.inputs.count else { throw reader.invalid() }
        return position
    }

    private func readState() throws -> [UInt8]? {
        guard FileStatus(of: statePath, followingLinks: true) != nil else { return nil }
        var bytes: [UInt8] = []
        do throws(SystemError) {
            let file = try UnsafeFile(reading: statePath)
            while true {
                let more = try file.read(upToCount: 1 << 20)
                if more.isEmpty { return bytes }
                bytes += more
            }
        } catch {
            throw StandardError.fail("\(statePath): cannot be read: \(error)", .cannotWrite)
        }
    }

    /// Keeps a position in place of the one before. That it cannot be kept is told, and no reason to end the run.
    ///
    /// - Parameter records: the file of verdict records, which has to last as long as the position.
    func keep(_ position: Position, _ records: FileRecordOutput?) {
        var state = StateWriter()
        state.write(fingerprint)
        state.write(position.input)
        state.write(position.recordBytes)
        position.result.write(to: &state)
        do throws(OutputFailure) {
            try records?.synchronize()
            guard let file = try FileRecordOutput(path: statePath, goingOnAt: 0, tag: "next") else { return }
            try file.write(CheckpointFile.bytes(state.bytes))
            try file.synchronize()
            try file.finish()
            self.position.input = position.input
            Diagnostics.log.debug(
                "checkpoint", metadata: ["input": "\(position.input)", "bytes": "\(state.bytes.count)"])
        } catch {
            guard !hasFailed else { return }
            hasFailed = true
            StandardError.write(
                "flowverdict: \(error.message(path: statePath)); the run goes on without a checkpoint")
        }
    }

    /// Is told that the run's outputs are all written. Unless inputs are left to be read, the directory goes.
    func finish(_ result: EvaluationResult) {
        guard result.inputsCutShort > 0 else { return remove() }
        let done = "\(position.input) of \(inputs.count) inputs"
        StandardError.write(
            "flowverdict: the same command goes on from the checkpoint in \(directory): \(done) are done")
    }

    private func remove() {
        for path in [statePath, directory + "/.state.next.partial", lockPath] {
            UnsafeDirectory.removeFile(path)
        }
        UnsafeDirectory.removeEmpty(directory)
    }
}

/// The form of the file: what it is, for people and `file`; the version that wrote it; how long the contents are; the
/// contents; their hash.
private enum CheckpointFile {
    private static let title = Array("FlowVerdict checkpoint 1\n".utf8)

    static func bytes(_ contents: [UInt8]) -> [UInt8] {
        var head = StateWriter()
        head.write(Version.number)
        head.write(contents.count)
        var tail = StateWriter()
        tail.write(hash(contents[...]))
        return title + head.bytes + contents + tail.bytes
    }

    /// Reads the contents; nil where they are not whole, or of another version.
    static func contents(_ bytes: [UInt8], _ context: StateReader.Context) -> StateReader? {
        guard bytes.starts(with: title) else { return nil }
        var head = StateReader(bytes, from: title.count)
        guard let version = try? String(from: &head), version == Version.number,
            let count = try? Int(from: &head), count <= head.remaining
        else { return nil }
        let start = bytes.count - head.remaining
        var tail = StateReader(bytes, from: start + count)
        let contents = bytes[start..<start + count]
        guard let hash = try? UInt128(from: &tail), tail.remaining == 0, hash == self.hash(contents) else {
            return nil
        }
        return StateReader(Array(contents), context)
    }

    private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt128 {
        var hash = ContentHash()
        hash.add(bytes.span)
        return hash.value
    }
}
