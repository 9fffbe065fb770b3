import Dispatch
import FlowLogs
import GzipInput
import RuleMatching
import Synchronization

/// Evaluates inputs on several workers, with the same result for any number of them.
public struct EvaluationPipeline: Sendable {
    /// What is read, and how.
    public struct Plan: Sendable {
        /// The logs, in the order in which their anomalies are listed.
        public var inputs: [InputSource]
        /// Format of lines before any header.
        public var format = RecordFormat.version2
        /// Workers, from 1 to `maximumThreads`.
        public private(set) var threads: Int
        /// Which records are judged; the others are left out.
        public var selection = LogSelection()
        /// Whether the records that the rules let through are summed by interface, far side and service.
        package var sumsAllowedFlows = false
        /// Flows that are summed each by itself, by each worker and in all; records of further ones are counted together.
        package var flowCapacity = FlowAggregates.largestCapacity
        /// Whether records are counted by the time that they began at.
        package var countsOverTime = false
        /// Whether verdict records come out in the order of the inputs.
        package var isOrdered = true

        /// Bytes of verdict records, and of what else inputs have come to, that wait for their turn at the most.
        package var waitingBytes = 16 << 20

        /// Does with fewer workers, where there are more.
        package mutating func limitThreads(to limit: Int) { threads = min(threads, max(1, limit)) }

        /// Asks for all that a report can show beside the sums that are always made.
        package mutating func countFlowsAndTimes() {
            sumsAllowedFlows = true
            countsOverTime = true
        }

        /// A plan to read logs from their beginnings to their ends.
        ///
        /// - Parameters:
        ///   - inputs: the logs, in the order in which their anomalies are listed.
        ///   - threads: workers; brought into `1...maximumThreads`.
        public init(inputs: [InputSource], threads: Int) {
            self.inputs = inputs
            self.threads = min(max(1, threads), Self.maximumThreads)
        }

        /// Workers beyond this number are not begun. Dispatch has no more than 255 threads: were all of
        /// them workers, none would be left to read ahead for any.
        public static let maximumThreads = 100
    }

    private let compiled: CompiledRuleSet
    private let interfaces: NameTable
    private let plan: Plan
    /// The rule sets that records are judged by, where there are two.
    private let pair: RuleSetPair?

    /// Judges records by a rule set, or by the snapshots of its history.
    public init(_ compiled: CompiledRuleSet, _ plan: Plan) {
        self.compiled = compiled
        self.plan = plan
        pair = nil
        interfaces = NameTable(compiled.interfaceIDs)
    }

    /// Judges records by the old rule set of a pair, and sums those of which the new one says something else.
    package init(_ pair: RuleSetPair, _ plan: Plan) {
        compiled = pair.old
        self.plan = plan
        self.pair = pair
        interfaces = NameTable(pair.interfaceIDs)
    }

    /// Reads all inputs and returns what was found.
    ///
    /// - Parameter progress: tells how far the evaluation is; one that is interrupted ends early.
    public func run(progress: EvaluationProgress = EvaluationProgress()) -> EvaluationResult {
        run(output: nil, progress: progress)
    }

    /// Reads all inputs, hands over every record with its verdict, and returns what was found.
    ///
    /// - Parameters:
    ///   - progress: tells how far the evaluation is; one that is interrupted ends early.
    ///   - onRecord: is called by all workers at once: in the order of lines for one input, in any order for several.
    public func run(
        progress: EvaluationProgress = EvaluationProgress(),
        onRecord: @escaping @Sendable (JudgedRecord) -> Void
    ) -> EvaluationResult {
        run(output: NoOutput(), progress: progress) { RecordVisitor(onRecord) }
    }

    /// Reads all inputs and returns what was found.
    ///
    /// - Parameters:
    ///   - output: where verdict records go, if they are wanted.
    ///   - progress: tells how far the evaluation is; one that is interrupted ends early.
    ///   - makeEncoder: makes the encoder of one worker; called only with an output.
    package func run(
        output: (any VerdictRecordOutput)?, progress: EvaluationProgress = EvaluationProgress(),
        makeEncoder: @Sendable () -> (any VerdictRecordEncoder)? = { nil }
    ) -> EvaluationResult {
        run(
            plan.inputs.indices, after: beginning, output: output, progress: progress,
            makeEncoder: makeEncoder)
    }

    /// What is known before any input has been read.
    package var beginning: EvaluationResult {
        var result = EvaluationResult(inputs: plan.inputs, tally: EvaluationTally(compiled))
        result.aggregates = FlowAggregates(capacity: plan.flowCapacity)
        result.changed = ChangedFlows(capacity: plan.flowCapacity)
        return result
    }

    /// What the numbers in a kept result of this evaluation may refer to.
    package var stateContext: StateReader.Context {
        var context = StateReader.Context()
        context.inputs = plan.inputs.count
        context.interfaces = pair?.interfaceIDs.count ?? compiled.interfaceCount
        context.rules = max(compiled.ruleCount, pair?.new.ruleCount ?? 0)
        context.subnets = compiled.subnets.ids.count
        return context
    }

    /// Reads some of the inputs, one behind another, and returns what was found in them and in those before.
    ///
    /// However the inputs are cut into parts, what comes out behind the last one is the same.
    ///
    /// - Parameters:
    ///   - inputs: numbers of the inputs.
    ///   - result: what was found in all inputs before them.
    package func run(
        _ inputs: Range<Int>, after result: consuming EvaluationResult, output: (any VerdictRecordOutput)?,
        progress: EvaluationProgress = EvaluationProgress(),
        makeEncoder: @Sendable () -> (any VerdictRecordEncoder)? = { nil }
    ) -> EvaluationResult {
        let collector = OrderedCollector(
            result, turn: inputs.lowerBound, output: output, isOrdered: plan.isOrdered,
            waitingBytes: plan.waitingBytes)
        let nextInput = Atomic(inputs.lowerBound)
        let workers = max(1, min(plan.threads, inputs.count))
        let parts = Mutex<[EvaluationWorker.Sums]>([])

        withoutActuallyEscaping(makeEncoder) { makeEncoder in
            let group = DispatchGroup()
            for number in 0..<workers {
                DispatchQueue(label: "flowverdict.worker-\(number)").async(group: group) {
                    let worker = EvaluationWorker(
                        compiled, interfaces, plan, pair, encoder: output == nil ? nil : makeEncoder(),
                        collector, progress, end: inputs.upperBound)
                    while !collector.isCancelled, !progress.isInterrupted {
                        let input = nextInput.add(1, ordering: .relaxed).oldValue
                        guard input < inputs.upperBound else { break }
                        worker.evaluate(input: input)
                    }
                    parts.withLock { $0.append(worker.finished()) }
                }
            }
            group.wait()
        }
        var result = collector.takeResult()
        let begun = min(nextInput.load(ordering: .relaxed), inputs.upperBound)
        if progress.isInterrupted { result.inputsCutShort += plan.inputs.count - begun }
        for part in parts.withLock({ $0 }) {
            result.tally.merge(part.tally)
            result.aggregates.merge(part.aggregates)
            result.timeline.merge(part.timeline)
            result.changed.merge(part.changed)
        }
        return result
    }
}
