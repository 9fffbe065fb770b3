import Dispatch
import Synchronization

/// Brings what workers finish in any order back into the order of the inputs, in bounded memory.
///
/// Inputs are begun in order, so the input whose turn it is always has a worker, which never waits
/// here. A worker that is ahead hands over its share until too much lies waiting; then it waits for
/// its turn. Nothing can wait for each other.
final class OrderedCollector: Sendable {
    private struct State {
        var result: EvaluationResult
        /// The input whose share is taken at once.
        var turn: Int
        var finished: [Int: InputOutcome] = [:]
        var output: [Int: [UInt8]] = [:]
        var waitingBytes = 0
        var waiting: [Int: DispatchSemaphore] = [:]
    }

    private let state: Mutex<State>
    private let output: (any VerdictRecordOutput)?
    private let isOrdered: Bool
    private let maximumWaitingBytes: Int
    private let hasFailed = Atomic(false)

    /// - Parameters:
    ///   - result: of the inputs before `turn`.
    ///   - turn: number of the first input that is read.
    ///   - waitingBytes: bytes that may wait for their turn.
    init(
        _ result: EvaluationResult, turn: Int, output: (any VerdictRecordOutput)?, isOrdered: Bool,
        waitingBytes: Int
    ) {
        maximumWaitingBytes = waitingBytes
        state = Mutex(State(result: result, turn: turn))
        self.output = output
        self.isOrdered = isOrdered
    }

    /// Whether the output has failed, so that nothing more is worth doing.
    var isCancelled: Bool { hasFailed.load(ordering: .relaxed) }

    /// Takes encoded records of an input that is being read.
    func deliver(_ bytes: [UInt8], input: Int) {
        guard !bytes.isEmpty else { return }
        let semaphore: DispatchSemaphore? = state.withLock { state in
            if !isOrdered || state.turn == input {
                write(bytes, &state)
                return nil
            }
            state.output[input, default: []] += bytes
            state.waitingBytes += bytes.count
            return waitIfTooMuch(input, &state)
        }
        semaphore?.wait()
    }

    /// Takes the outcome of an input that was read to its end, or as far as it went.
    func finish(_ outcome: InputOutcome, input: Int) {
        let semaphore: DispatchSemaphore? = state.withLock { state in
            state.finished[input] = outcome
            state.waitingBytes += outcome.weight
            advance(&state)
            return state.turn > input ? nil : waitIfTooMuch(input, &state)
        }
        semaphore?.wait()
    }

    /// The result, after all inputs have been finished. What is large in it is not kept: two owners would make each change
    /// of it a copy.
    func takeResult() -> EvaluationResult {
        state.withLock { state in
            let result = state.result
            state.result.aggregates = FlowAggregates(capacity: 0)
            state.result.changed = ChangedFlows(capacity: 0)
            return result
        }
    }

    private func waitIfTooMuch(_ input: Int, _ state: inout State) -> DispatchSemaphore? {
        guard state.waitingBytes > maximumWaitingBytes, state.turn < input else { return nil }
        let semaphore = DispatchSemaphore(value: 0)
        state.waiting[input] = semaphore
        return semaphore
    }

    /// Passes the turn on over all inputs that are finished.
    private func advance(_ state: inout State) {
        while let outcome = state.finished.removeValue(forKey: state.turn) {
            state.waitingBytes -= outcome.weight
            state.result.append(outcome, input: state.turn)
            state.waiting.removeValue(forKey: state.turn)?.signal()
            state.turn += 1
            if let bytes = state.output.removeValue(forKey: state.turn) {
                state.waitingBytes -= bytes.count
                write(bytes, &state)
            }
            state.waiting.removeValue(forKey: state.turn)?.signal()
        }
    }

    private func write(_ bytes: [UInt8], _ state: inout State) {
        guard let output, state.result.outputFailure == nil else { return }
        do throws(OutputFailure) {
            try output.write(bytes)
        } catch {
            state.result.outputFailure = error
            hasFailed.store(true, ordering: .relaxed)
        }
    }
}
