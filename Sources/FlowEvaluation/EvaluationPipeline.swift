import Dispatch
import FlowLogs
import GzipInput
import RuleMatching
import Synchronization

/// Evaluates inputs on several workers, with the same result for any number of them.
package struct EvaluationPipeline {
    package struct Plan: Sendable {
        package var inputs: [InputSource]
        /// Format of lines before any header.
        package var format = RecordFormat.version2
        /// Workers, from 1 to `maximumThreads`.
        package let threads: Int
        /// Which records are judged; the others are left out.
        package var selection = LogSelection()
        /// Whether the records that the rules let through are summed by interface, far side and service.
        package var sumsAllowedFlows = false
        /// Whether records are counted by the time that they began at.
        package var countsOverTime = false
        /// Whether verdict records come out in the order of the inputs.
        package var isOrdered = true

        /// Asks for all that a report can show beside the sums that are always made.
        package mutating func countFlowsAndTimes() {
            sumsAllowedFlows = true
            countsOverTime = true
        }

        package init(inputs: [InputSource], threads: Int) {
            self.inputs = inputs
            self.threads = min(max(1, threads), Self.maximumThreads)
        }

        /// Workers beyond this number are not begun. Dispatch has no more than 255 threads: were all of
        /// them workers, none would be left to read ahead for any.
        package static let maximumThreads = 100
    }

    private let compiled: CompiledRuleSet
    private let interfaces: NameTable
    private let plan: Plan
    /// The rule sets that records are judged by, where there are two.
    private let pair: RuleSetPair?

    package init(_ compiled: CompiledRuleSet, _ plan: Plan) {
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
    /// - Parameters:
    ///   - output: where verdict records go, if they are wanted.
    ///   - progress: tells how far the evaluation is; one that is interrupted ends early.
    ///   - makeEncoder: makes the encoder of one worker; called only with an output.
    package func run(
        output: (any VerdictRecordOutput)? = nil, progress: EvaluationProgress = EvaluationProgress(),
        makeEncoder: @Sendable () -> (any VerdictRecordEncoder)? = { nil }
    ) -> EvaluationResult {
        let collector = OrderedCollector(
            EvaluationResult(inputs: plan.inputs, tally: EvaluationTally(compiled)), output: output,
            isOrdered: plan.isOrdered)
        let nextInput = Atomic(0)
        let workers = max(1, min(plan.threads, plan.inputs.count))
        let parts = Mutex<[EvaluationWorker.Sums]>([])

        withoutActuallyEscaping(makeEncoder) { makeEncoder in
            let group = DispatchGroup()
            for number in 0..<workers {
                DispatchQueue(label: "flowverdict.worker-\(number)").async(group: group) {
                    let worker = EvaluationWorker(
                        compiled, interfaces, plan, pair, encoder: output == nil ? nil : makeEncoder(),
                        collector, progress)
                    while !collector.isCancelled, !progress.isInterrupted {
                        let input = nextInput.add(1, ordering: .relaxed).oldValue
                        guard input < plan.inputs.count else { break }
                        worker.evaluate(input: input)
                    }
                    parts.withLock { $0.append(worker.finished()) }
                }
            }
            group.wait()
        }
        var result = collector.result()
        let begun = min(nextInput.load(ordering: .relaxed), plan.inputs.count)
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
