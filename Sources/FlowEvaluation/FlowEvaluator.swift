import FlowLogs
import NetworkPrimitives
import RuleMatching

/// Gives every record of a batch its verdict; one worker's own.
///
/// Three passes over the batch, each over few columns: what every record asks of the layers, the answers, the
/// verdicts.
package struct FlowEvaluator {
    package internal(set) var matcher: RuleMatcher
    private let compiled: CompiledRuleSet
    private let shapeTable = ConnectionShapeTable()

    private var questions = RecordQuestions()
    /// Numbers of the answers in `matcher.decisions`, in the order of the questions.
    private var answers = [UInt32](repeating: 0, count: 3 * FlowRecordBatch.capacity)
    private var memo = VerdictMemo()
    private var needingLook: [Int] = []

    package init(_ compiled: CompiledRuleSet) { self.init(RuleMatcher(compiled)) }

    package init(_ matcher: RuleMatcher) {
        self.matcher = matcher
        compiled = matcher.compiled
    }

    /// Fills `verdicts` with the verdict of every record of `batch`.
    ///
    /// - Complexity: O(n) on average, n records.
    package mutating func evaluate(_ batch: borrowing FlowRecordBatch, into verdicts: inout VerdictBatch) {
        verdicts.count = batch.count
        questions.pose(batch, compiled, shapeTable, into: &verdicts)
        matcher.decide(questions.keys, count: 3 * batch.count, into: &answers)
        judge(batch, &verdicts)
    }

    /// The answers behind a record of the batch that was evaluated last, as `explain` shows them; nil
    /// where the layers were not asked.
    package func answers(_ index: Int, _ batch: borrowing FlowRecordBatch, _ verdicts: VerdictBatch)
        -> LayerAnswers?
    {
        guard let direction = verdicts.direction[index].direction,
            let verdict = Verdict(code: Int(verdicts.code[index])), verdict.verdictClass != .notEvaluated
        else { return nil }
        return answers(index, batch, direction)
    }

    private func answers(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ direction: TrafficDirection
    ) -> LayerAnswers {
        let present = batch.present[index]
        return LayerAnswers(
            action: batch.action[index], direction: direction,
            ipProtocol: IPProtocol(batch.ipProtocol[index]), sourcePort: batch.sourcePort[index],
            destinationPort: batch.destinationPort[index],
            tcpFlags: present.contains(.tcpFlags) ? batch.tcpFlags[index] : nil,
            evidence: questions.shapes[index].evidence,
            forward: matcher.outcomes[Int(answers[index])],
            returnLookup: matcher.outcomes[Int(answers[batch.count + index])],
            networkACL: matcher.outcomes[Int(answers[2 * batch.count + index])],
            statesRejectReason: present.contains(.rejectReason),
            formatHasRejectReason: batch.formatHasRejectReason)
    }

    private mutating func judge(_ batch: borrowing FlowRecordBatch, _ verdicts: inout VerdictBatch) {
        needingLook.removeAll(keepingCapacity: true)
        Self.judgeRemembered(
            batch, answers, matcher.outcomes, questions.shapes, verdicts.direction, memo.entries,
            &verdicts.code,
            &verdicts.groupDecision, &verdicts.aclDecision, &needingLook)
        for index in needingLook { look(index, batch, &verdicts) }
    }

    /// Gives verdicts from what is remembered, and notes the records that take more than that.
    private static func judgeRemembered(
        _ batch: borrowing FlowRecordBatch, _ answers: [UInt32], _ outcomes: [LayerOutcome],
        _ shapes: [ConnectionShape], _ directions: [RecordDirection], _ entries: [VerdictMemo.Entry],
        _ codes: inout [UInt16], _ groupDecisions: inout [UInt32], _ aclDecisions: inout [UInt32],
        _ needingLook: inout [Int]
    ) {
        let count = batch.count
        var codes = codes.mutableSpan
        var groupDecisions = groupDecisions.mutableSpan
        var aclDecisions = aclDecisions.mutableSpan
        let forwardAnswers = answers.span.extracting(0..<count)
        let returnAnswers = answers.span.extracting(count..<2 * count)
        let aclAnswers = answers.span.extracting(2 * count..<3 * count)
        let shapes = shapes.span.extracting(first: count)
        let directions = directions.span.extracting(first: count)
        let actions = batch.action.span.extracting(first: count)
        let presence = batch.present.span.extracting(first: count)
        let outcomes = outcomes.span
        let entries = entries.span
        for index in 0..<count {
            guard codes[index] == RecordQuestions.undecided else {
                groupDecisions[index] = 0
                aclDecisions[index] = 0
                continue
            }
            let forward = forwardAnswers[index]
            let returned = returnAnswers[index]
            let acl = aclAnswers[index]
            let situation = VerdictSituation(
                action: actions[index], direction: directions[index], shape: shapes[index],
                forward: outcomes[Int(forward)], returnLookup: outcomes[Int(returned)],
                networkACL: outcomes[Int(acl)], statesRejectReason: presence[index].contains(.rejectReason),
                formatHasRejectReason: batch.formatHasRejectReason)
            let entry = entries[situation.index]
            if entry.needsLook { needingLook.append(index) }
            codes[index] = entry.code
            groupDecisions[index] = entry.creditsReturn ? returned : forward
            aclDecisions[index] = acl
        }
    }

    /// Judges a record whose situation is new, or whose verdict has exceptions.
    private mutating func look(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ verdicts: inout VerdictBatch
    ) {
        guard let direction = verdicts.direction[index].direction else { return }
        let answers = answers(index, batch, direction)
        let entry = VerdictMemo.Entry(answers)
        memo.remember(
            entry,
            of: VerdictSituation(
                action: answers.action, direction: verdicts.direction[index], shape: questions.shapes[index],
                forward: answers.forward, returnLookup: answers.returnLookup, networkACL: answers.networkACL,
                statesRejectReason: answers.statesRejectReason,
                formatHasRejectReason: answers.formatHasRejectReason))
        verdicts.code[index] = entry.needsLook ? excuse(entry.code, index, batch, direction) : entry.code
        verdicts.groupDecision[index] =
            self.answers[entry.creditsReturn ? batch.count + index : index]
    }

    /// Accepted traffic that no rule permits, but that rules never see.
    private func excuse(
        _ code: UInt16, _ index: Int, _ batch: borrowing FlowRecordBatch, _ direction: TrafficDirection
    ) -> UInt16 {
        let interface = Int(batch.interface[index])
        let remote = Remote(batch, index, direction).address
        if compiled.interfaces.isNeverFiltered(remote: remote, interface: interface) {
            return UInt16(truncatingIfNeeded: Verdict(.allowedBySG, .exempt).code)
        }
        if Verdict(code: Int(code))?.reason == .acceptedWithoutSGRule,
            compiled.interfaces.facts[interface].traits.contains(.isUnfilteredManagedService)
        {
            return UInt16(truncatingIfNeeded: Verdict(.allowedBySG, .managedInterface).code)
        }
        return code
    }
}
