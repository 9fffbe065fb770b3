import Dispatch
import FlowEvaluation
import Glibc
import GzipInput
import Reporting

/// Watches a run: shows on standard error how far it is, on a terminal as a line that comes and goes, and ends it early
/// on Ctrl-C. SIGUSR1 asks for one line at any time.
final class RunMonitor: Sendable {
    let progress: EvaluationProgress

    private let line: ProgressLine
    private let start = ContinuousClock.now
    /// Everything below happens on it, so that lines never mix.
    private let queue = DispatchQueue(label: "flowverdict.monitor")
    private let isTerminal = Terminal.isTerminal(STDERR_FILENO)
    private let isShown: Bool
    /// Never changed, and sources may be used by any thread, which Dispatch does not declare here.
    nonisolated(unsafe) private let sources: [any DispatchSourceProtocol]
    private let endingSignals: [Int32]

    /// As often as a line is drawn anew, and as new lines are written where there is no terminal.
    private static let period = (
        terminal: DispatchTimeInterval.milliseconds(100), other: DispatchTimeInterval.seconds(1)
    )

    /// - Parameter earlier: how far an earlier run came.
    init(_ inputs: [InputSource], earlier: Checkpoint.Position?, _ options: ProgressOptions) {
        // What --verbose tells of each input stands in the place of the line.
        let isVerbose = Diagnostics.isVerbose
        progress = isVerbose ? EvaluationProgress { Diagnostics.tell($0) } : EvaluationProgress()
        isShown = options.progress || (isTerminal && !options.quiet && !isVerbose)
        let earlierBytes = earlier?.result.compressedBytes ?? 0
        line = ProgressLine(
            inputCount: inputs.count, compressedBytes: isShown ? Self.compressedBytes(of: inputs) : nil,
            earlierBytes: earlierBytes)
        if let earlier { progress.skip(inputs: earlier.input, compressedBytes: earlierBytes) }
        // One that was ignored from the start, as by nohup or in a background job of a script, stays so.
        endingSignals = [SIGINT, SIGTERM].filter { !Self.isIgnored($0) }
        var sources: [any DispatchSourceProtocol] = []
        for signal in endingSignals + [SIGUSR1] {
            Glibc.signal(signal, SIG_IGN)
            sources.append(DispatchSource.makeSignalSource(signal: signal, queue: queue))
        }
        if isShown {
            let timer = DispatchSource.makeTimerSource(queue: queue)
            let period = isTerminal ? Self.period.terminal : Self.period.other
            timer.schedule(deadline: .now() + period, repeating: period)
            sources.append(timer)
        }
        self.sources = sources
        for (place, source) in sources.enumerated() {
            switch place {
            case ..<endingSignals.count: source.setEventHandler { [weak self] in self?.interrupt() }
            case endingSignals.count: source.setEventHandler { [weak self] in self?.tell() }
            default: source.setEventHandler { [weak self] in self?.draw() }
            }
            source.resume()
        }
    }

    /// Takes the line away; signals do again what they did before.
    func end() {
        for source in sources { source.cancel() }
        queue.sync { clear() }
        for signal in endingSignals + [SIGUSR1] { Glibc.signal(signal, SIG_DFL) }
    }

    private func text(width: Int = .max) -> String {
        line.text(
            progress.counts, elapsedSeconds: (ContinuousClock.now - start) / .seconds(1), width: width)
    }

    private func draw() {
        if isTerminal {
            // The two columns behind it are those of `^C`, which a terminal shows.
            Self.write("\r\(text(width: (Terminal.columns(STDERR_FILENO) ?? 80) - 3))\u{1B}[K")
        } else {
            Self.write("flowverdict: \(text())\n")
        }
    }

    private func tell() {
        clear()
        Self.write("flowverdict: \(text())\n")
    }

    private func interrupt() {
        // Whoever asks twice does not want to wait.
        if progress.isInterrupted {
            UnfinishedFiles.removeAll()
            Glibc._exit(ExitStatus.interrupted.rawValue)
        }
        clear()
        Self.write("flowverdict: ending with a report of what has been read; once more to end without one\n")
        progress.interrupt()
    }

    private func clear() {
        if isTerminal, isShown { Self.write("\r\u{1B}[K") }
    }

    private static func write(_ text: String) {
        // Where nobody sees it, there is nobody to tell.
        try? StandardErrorOutput().write(Array(text.utf8))
    }

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// The bytes of all inputs; nil where one is no file.
    private static func compressedBytes(of inputs: [InputSource]) -> UInt64? {
        var sum: UInt64 = 0
        for input in inputs {
            guard case .file(let path) = input else { return nil }
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            sum &+= UInt64(clamping: status.st_size)
        }
        return sum
    }
}
