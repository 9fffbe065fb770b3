import Dispatch
import FlowLogs
import GzipInput
import Synchronization

/// Reads an input's blocks ahead on a queue of its own, so that decompression and evaluation of one
/// large input run side by side. At most `depth` blocks are read ahead; they are recycled.
final class BlockPrefetcher: Sendable {
    /// What the reading side hands over: a block, or the end with its fault.
    private enum Handover {
        case block(LineBlock)
        case end(InputFault?)
    }

    private struct State {
        var ready: [Handover] = []
        var spare: [LineBlock] = []
    }

    private static let depth = 4

    private let state: Mutex<State>
    private let readyCount = DispatchSemaphore(value: 0)
    /// Raised from 0, because Dispatch traps where a semaphore goes with less than it began with, as
    /// the block that the end is read with leaves it.
    private let spareCount = DispatchSemaphore(value: 0)
    private let reader: ExclusiveReader
    private let progress: EvaluationProgress
    private let isStopped = Atomic(false)

    init(_ reader: consuming LineBlockReader, _ progress: EvaluationProgress) {
        self.progress = progress
        state = Mutex(State(spare: (0..<Self.depth).map { _ in LineBlock() }))
        self.reader = ExclusiveReader(reader)
        for _ in 0..<Self.depth { spareCount.signal() }
        DispatchQueue(label: "flowverdict.prefetch").async { self.readAhead() }
    }

    /// The next block in exchange for the one done with; nil at the end.
    ///
    /// - Throws: the input's fault, after all blocks before it.
    func next(returning done: consuming LineBlock?) throws(InputFault) -> LineBlock? {
        if let done {
            state.withLock { $0.spare.append(done) }
            spareCount.signal()
        }
        readyCount.wait()
        switch state.withLock({ $0.ready.removeFirst() }) {
        case .block(let block): return block
        case .end(let fault?): throw fault
        case .end(nil): return nil
        }
    }

    /// Makes the input end behind the blocks read so far; `next` is then to be called up to there.
    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// Bytes read so far, once `next` has returned nil or thrown.
    var byteCounts: (compressed: UInt64, decompressed: UInt64) { reader.byteCounts }

    /// The hash of the stored bytes read so far, at the same time.
    var contentHash: UInt128 { reader.contentHash }

    private func readAhead() {
        var told: UInt64 = 0
        while true {
            spareCount.wait()
            guard var block = state.withLock({ $0.spare.popLast() }) else { return }
            let handover: Handover
            do throws(InputFault) {
                if isStopped.load(ordering: .relaxed) {
                    handover = .end(nil)
                } else {
                    handover = try reader.next(into: &block) ? .block(block) : .end(nil)
                }
            } catch {
                handover = .end(error)
            }
            let read = reader.byteCounts.compressed
            progress.add(compressedBytes: read - told)
            told = read
            state.withLock { $0.ready.append(handover) }
            readyCount.signal()
            if case .end = handover { return }
        }
    }
}
