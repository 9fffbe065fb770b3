import FlowEvaluation

/// How far a run is, in one line for people.
package struct ProgressLine {
    private let inputCount: Int
    /// Bytes of all inputs as they are stored; nil where some input does not tell, as a pipe.
    private let compressedBytes: UInt64?

    /// Bytes that had been read when the run began: they took none of its time.
    private let earlierBytes: UInt64

    package init(inputCount: Int, compressedBytes: UInt64?, earlierBytes: UInt64 = 0) {
        self.inputCount = inputCount
        self.compressedBytes = compressedBytes
        self.earlierBytes = earlierBytes
    }

    /// Something that the line says, and how soon it is left out where the line is too long.
    private struct Part {
        let text: String
        /// The highest goes first.
        let dispensability: Int
    }

    /// `42 %, 12 of 200 files, 34.5 MiB, 2,100,000 records/s, 7 s left, 3 anomalous records`, or as much of it as the
    /// width has room for.
    package func text(_ counts: EvaluationProgress.Counts, elapsedSeconds: Double, width: Int = .max)
        -> String
    {
        var parts = parts(counts, elapsedSeconds)
        func line() -> String { parts.map(\.text).joined(separator: ", ") }
        while parts.count > 1, line().count > width {
            guard let place = parts.indices.max(by: { parts[$0].dispensability < parts[$1].dispensability })
            else { break }
            parts.remove(at: place)
        }
        return String(line().prefix(width))
    }

    private func parts(_ counts: EvaluationProgress.Counts, _ elapsed: Double) -> [Part] {
        var parts: [Part] = []
        if let share = share(counts) {
            parts.append(Part(text: "\(Int(share * 100)) %", dispensability: 0))
        }
        let inputs =
            inputCount == 1
            ? "1 file"
            : "\(QuantityText.count(counts.inputs)) of \(QuantityText.count(inputCount, "file"))"
        parts.append(Part(text: inputs, dispensability: 3))
        parts.append(Part(text: QuantityText.size(counts.compressedBytes), dispensability: 4))
        if elapsed > 0 {
            let rate = QuantityText.fixed(Double(counts.records) / elapsed, decimals: 0)
            parts.append(Part(text: "\(rate) records/s", dispensability: 2))
        }
        if let left = secondsLeft(counts, elapsed) {
            parts.append(Part(text: "\(QuantityText.duration(left)) left", dispensability: 1))
        }
        let anomalies = QuantityText.count(counts.anomalousRecords, "anomalous record")
        parts.append(Part(text: anomalies, dispensability: 2))
        return parts
    }

    /// The part of all bytes that has been read, from 0 to 1.
    private func share(_ counts: EvaluationProgress.Counts) -> Double? {
        guard let compressedBytes, compressedBytes > 0 else { return nil }
        return min(1, Double(counts.compressedBytes) / Double(compressedBytes))
    }

    /// As long as the rest takes at the pace so far; nil until that is worth saying.
    private func secondsLeft(_ counts: EvaluationProgress.Counts, _ elapsed: Double) -> UInt64? {
        guard let compressedBytes, let share = share(counts), share > 0.001, elapsed >= 1,
            counts.compressedBytes > earlierBytes
        else { return nil }
        let pace = Double(counts.compressedBytes - earlierBytes) / elapsed
        return UInt64((Double(compressedBytes) * (1 - share) / pace).rounded(.up))
    }
}
