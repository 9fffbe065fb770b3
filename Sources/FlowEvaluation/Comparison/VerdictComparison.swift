import FlowLogs
import NetworkPrimitives
import RuleMatching

/// Judges the records of batches by a second rule set, and sums those of which it says something else; one worker's own.
struct VerdictComparison {
    private let pair: RuleSetPair
    private var evaluator: HistoryEvaluator
    private var verdicts = VerdictBatch()
    /// Numbers of the batch's interfaces in the numbering of both rule sets, and in that of one.
    private var numbers = [UInt32](repeating: 0, count: FlowRecordBatch.capacity)
    private var numbersOfOne = [UInt32](repeating: 0, count: FlowRecordBatch.capacity)
    private(set) var changed: ChangedFlows

    init(_ pair: RuleSetPair, flowCapacity: Int) {
        self.pair = pair
        changed = ChangedFlows(capacity: flowCapacity)
        evaluator = HistoryEvaluator(pair.new)
    }

    /// Judges a batch by the new rule set, and leaves it with the old one's numbers of interfaces.
    mutating func evaluate(_ batch: inout FlowRecordBatch, text: Span<UInt8>) {
        for index in 0..<batch.count {
            numbers[index] = batch.interface[index]
            numbersOfOne[index] = pair.newNumber(numbers[index])
        }
        batch.exchangeInterfaces(with: &numbersOfOne)
        evaluator.evaluate(&batch, text: text, into: &verdicts)
        batch.exchangeInterfaces(with: &numbersOfOne)
        for index in 0..<batch.count { numbersOfOne[index] = pair.oldNumber(numbers[index]) }
        batch.exchangeInterfaces(with: &numbersOfOne)
    }

    /// Sums the records of the batch that was evaluated last whose verdicts differ.
    mutating func add(
        _ batch: borrowing FlowRecordBatch, _ oldVerdicts: borrowing VerdictBatch,
        _ oldMatcher: borrowing RuleMatcher
    ) {
        for index in 0..<batch.count where oldVerdicts.code[index] != verdicts.code[index] {
            guard let key = key(index, batch, oldVerdicts) else { continue }
            changed.add(
                key, RecordTraffic(index, batch), ResponsibleRules(index, oldVerdicts, oldMatcher),
                ResponsibleRules(index, verdicts, evaluator.evaluator.matcher))
        }
        if evaluator.evaluator.matcher.isFull { evaluator.evaluator.matcher.reset() }
    }

    /// Nil for a record that neither rule set can judge.
    private func key(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ oldVerdicts: borrowing VerdictBatch
    ) -> ChangedFlowKey? {
        let known = oldVerdicts.direction[index]
        let direction = known == .unknown ? verdicts.direction[index] : known
        let remote =
            direction == .ingress
            ? batch.matchedSource(index, direction) : batch.matchedDestination(index, direction)
        guard let way = direction.direction, let remote else { return nil }
        let ipProtocol = IPProtocol(batch.ipProtocol[index])
        let isReply = isReply(index, batch, oldVerdicts.code[index])
        let port = isReply ? batch.sourcePort[index] : batch.destinationPort[index]
        return ChangedFlowKey(
            flow: FlowAggregateKey(
                interface: numbers[index], direction: way, remote: remote, ipProtocol: ipProtocol,
                port: ipProtocol.hasPorts ? port : 0, verdictCode: oldVerdicts.code[index]),
            newVerdictCode: verdicts.code[index], isAccepted: batch.action[index] == .accept, isReply: isReply
        )
    }

    /// Whether a record is of the side that answers: by either verdict, else where only the destination's port is one
    /// that clients choose.
    private func isReply(_ index: Int, _ batch: borrowing FlowRecordBatch, _ oldCode: UInt16) -> Bool {
        let reasons = [oldCode, verdicts.code[index]].compactMap { Verdict(code: Int($0))?.reason }
        let returned: [VerdictReason] = [.returnTraffic, .presumedReturn, .untrackedReturn]
        if reasons.contains(where: returned.contains) { return true }
        let opened: [VerdictReason] = [.rule, .noRule]
        if !IPProtocol(batch.ipProtocol[index]).hasPorts || reasons.allSatisfy(opened.contains) {
            return false
        }
        let first = ConnectionEvidence.firstEphemeralPort
        return batch.destinationPort[index] >= first && batch.sourcePort[index] < first
    }
}
