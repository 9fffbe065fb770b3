import FlowLogs
import GzipInput

/// All that an evaluation found, from which every report is made.
public struct EvaluationResult: Sendable {
    /// The inputs of the plan, in its order.
    public let inputs: [InputSource]
    /// What all lines were.
    public internal(set) var lines = LineCounts()
    /// Malformed lines by kind; `input` is the number of the input that holds the first.
    public internal(set) var malformed: [MalformedLineKind: (input: Int, lines: MalformedLines)] = [:]
    /// Formats that records were read in, in order of appearance.
    public internal(set) var formats: [RecordFormat] = []
    /// Inputs, by number, that could not be read to their end.
    public internal(set) var failures: [(input: Int, failure: InputFailure)] = []
    /// Inputs that were not begun, or not read to their end, since the evaluation was to end early.
    public internal(set) var inputsCutShort = 0
    /// Records that are not of the time asked for, and were not judged.
    public internal(set) var leftOut: UInt64 = 0
    /// Bytes of all inputs as they are stored.
    public internal(set) var compressedBytes: UInt64 = 0
    /// Bytes of their text.
    public internal(set) var decompressedBytes: UInt64 = 0
    package internal(set) var anomalousFlows = AnomalousFlows()
    /// Intervals of which SKIPDATA lines say that records were lost.
    package internal(set) var skipped = TimeIntervals()
    /// Seconds of all SKIPDATA lines together, each of one interface.
    package internal(set) var skippedInterfaceSeconds: UInt64 = 0
    /// Intervals of delivered files that could not be read to their end, by their names.
    package internal(set) var unreadable = TimeIntervals()
    /// Inputs that hold the very bytes of others.
    package internal(set) var repeated = RepeatedInputs()
    /// What was counted, by verdict.
    public internal(set) var tally: EvaluationTally
    /// What the plan asked to be summed by interface, far side and service.
    package internal(set) var aggregates = FlowAggregates()
    /// What the plan asked to be counted over time.
    package internal(set) var timeline = VerdictTimeline()
    /// Records of which the second of two rule sets says something else.
    package internal(set) var changed = ChangedFlows()
    /// Whether the output of verdict records failed, which ended the evaluation early.
    package internal(set) var outputFailure: OutputFailure?

    init(inputs: [InputSource], tally: EvaluationTally) {
        self.inputs = inputs
        self.tally = tally
    }

    /// Records that were judged, or would have been.
    public var judgedRecords: UInt64 { lines.records - min(leftOut, lines.records) }

    /// The aggregates, which are then no longer part of the result but for what found no room in them: they are as large as
    /// what is made of them.
    package mutating func takeAggregates() -> FlowAggregates {
        let taken = aggregates
        aggregates = aggregates.withoutKeys
        return taken
    }

    /// Whether something of the inputs is missing from the result.
    public var isPartial: Bool {
        !failures.isEmpty || outputFailure != nil || inputsCutShort > 0
    }

    /// Adds the outcome of the input that stands next in order.
    mutating func append(_ outcome: InputOutcome, input: Int) {
        lines += outcome.lines
        if outcome.isCutShort { inputsCutShort += 1 }
        leftOut = leftOut.addingSaturating(outcome.leftOut)
        for (kind, found) in outcome.malformed {
            if let known = malformed[kind] {
                malformed[kind]?.lines.count = known.lines.count + found.count
            } else {
                malformed[kind] = (input, found)
            }
        }
        for format in outcome.formats
        where !formats.contains(format) && formats.count < FlowRecordParser.maximumFormats {
            formats.append(format)
        }
        compressedBytes += outcome.compressedBytes
        decompressedBytes += outcome.decompressedBytes
        anomalousFlows.merge(outcome.anomalousFlows)
        skipped.formUnion(outcome.skipped)
        skippedInterfaceSeconds = skippedInterfaceSeconds.addingSaturating(outcome.skippedInterfaceSeconds)
        if let content = outcome.content {
            repeated.add(content, records: outcome.lines.records, input: input)
        }
        if let failure = outcome.failure {
            failures.append((input, failure))
            if case .file(let path) = inputs[input], let interval = DeliveredFileName.interval(ofFile: path) {
                unreadable.insert(interval)
            }
        }
    }
}

// MARK: - As it is kept

extension EvaluationResult {
    /// Writes all that was found in the inputs so far, but not what they are called.
    package func write(to state: inout StateWriter) {
        state.write(lines)
        state.write(malformed.count)
        for (kind, found) in malformed.sorted(by: { $0.key < $1.key }) {
            state.write(kind)
            state.write(found.input)
            state.write(found.lines)
        }
        state.write(formats)
        state.write(failures.count)
        for (input, failure) in failures {
            state.write(input)
            state.write(failure)
        }
        state.write(leftOut)
        state.write(compressedBytes)
        state.write(decompressedBytes)
        state.write(anomalousFlows)
        state.write(skipped)
        state.write(skippedInterfaceSeconds)
        state.write(unreadable)
        state.write(repeated)
        tally.write(to: &state)
        aggregates.write(to: &state)
        state.write(timeline)
        changed.write(to: &state)
    }

    /// Takes up what was written of an evaluation of the same inputs by the same rule set, in place of what was found.
    package mutating func read(from state: inout StateReader) throws(StateError) {
        lines = try LineCounts(from: &state)
        malformed = [:]
        for _ in 0..<(try state.count()) {
            let kind = try MalformedLineKind(from: &state)
            malformed[kind] = (try state.input(), try MalformedLines(from: &state))
        }
        formats = try [RecordFormat](from: &state)
        failures = []
        for _ in 0..<(try state.count()) {
            failures.append((try state.input(), try InputFailure(from: &state)))
        }
        leftOut = try UInt64(from: &state)
        compressedBytes = try UInt64(from: &state)
        decompressedBytes = try UInt64(from: &state)
        anomalousFlows = try AnomalousFlows(from: &state)
        skipped = try TimeIntervals(from: &state)
        skippedInterfaceSeconds = try UInt64(from: &state)
        unreadable = try TimeIntervals(from: &state)
        repeated = try RepeatedInputs(from: &state)
        try tally.read(from: &state)
        try aggregates.read(from: &state)
        timeline = try VerdictTimeline(from: &state)
        try changed.read(from: &state)
    }
}
