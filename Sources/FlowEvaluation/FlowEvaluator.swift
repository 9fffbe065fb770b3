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
    private let ports: PortTable

    private var questions = RecordQuestions()
    /// In the order of the questions.
    private var answers = [LayerAnswer](
        repeating: .notApplied, count: 3 * RecordQuestions.columnLength)
    private var memo = VerdictMemo()
    private var needingLook = RecordNotes()

    package init(_ compiled: CompiledRuleSet) { self.init(RuleMatcher(compiled)) }

    package init(_ matcher: RuleMatcher) {
        self.matcher = matcher
        compiled = matcher.compiled
        ports = PortTable(compiled.services, shapeTable)
    }

    /// Fills `verdicts` with the verdict of every record of `batch`.
    ///
    /// - Parameter snapshots: by which each record is judged, where there are several; the batch then has the numbers
    ///   of the interfaces' versions.
    /// - Complexity: O(n) on average, n records.
    package mutating func evaluate(
        _ batch: borrowing FlowRecordBatch, at snapshots: [UInt32] = [], into verdicts: inout VerdictBatch
    ) {
        verdicts.count = batch.count
        questions.pose(batch, compiled, shapeTable, ports, at: snapshots, directions: &verdicts.direction)
        for column in 0..<3 {
            let first = column * RecordQuestions.columnLength
            matcher.decide(questions.keys, first..<first + batch.count, into: &answers)
        }
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
        let answers = recordAnswers(index)
        return LayerAnswers(
            action: batch.action[index], direction: direction,
            ipProtocol: IPProtocol(batch.ipProtocol[index]), sourcePort: batch.sourcePort[index],
            destinationPort: batch.destinationPort[index],
            tcpFlags: present.contains(.tcpFlags) ? batch.tcpFlags[index] : nil,
            evidence: questions.situations[index].shape.evidence,
            forward: answers.forward.outcome, returnLookup: answers.returned.outcome,
            networkACL: answers.acl.outcome,
            statesRejectReason: present.contains(.rejectReason),
            formatHasRejectReason: batch.formatHasRejectReason)
    }

    private func recordAnswers(_ index: Int) -> RecordAnswers {
        RecordAnswers(
            forward: answers[index], returned: answers[RecordQuestions.columnLength + index],
            acl: answers[2 * RecordQuestions.columnLength + index])
    }

    private mutating func judge(_ batch: borrowing FlowRecordBatch, _ verdicts: inout VerdictBatch) {
        verdicts.anomalous.removeAll(keepingCapacity: true)
        verdicts.refused.removeAll(keepingCapacity: true)
        Self.completeSituations(batch.count, answers, &questions.situations)
        Self.recall(batch.count, questions.situations, memo.entries, &verdicts.code, &needingLook)
        Self.creditDecisions(
            batch.count, answers, &verdicts.code, &verdicts.groupDecision, &verdicts.aclDecision)
        for index in needingLook.noted { look(index, batch, &verdicts) }
        for (index, reason) in questions.refused {
            verdicts.code[index] = UInt16(truncatingIfNeeded: Verdict(.notEvaluated, reason).code)
            verdicts.refused.append(index)
        }
    }

    /// Adds the outcomes to what is known of each record.
    private static func completeSituations(
        _ count: Int, _ answers: [LayerAnswer], _ situations: inout [VerdictSituation]
    ) {
        let forward = answers.span.extracting(0..<count)
        let returned = answers.span.extracting(RecordQuestions.columnLength...).extracting(0..<count)
        let acl = answers.span.extracting((2 * RecordQuestions.columnLength)...).extracting(0..<count)
        var situations = situations.mutableSpan
        precondition(situations.count >= count)
        for index in 0..<count {
            situations[index].add(forward: forward[index], returned: returned[index], acl: acl[index])
        }
    }

    /// Gives each record what is remembered of its situation, where its code will stand, and notes the records
    /// that take more than that.
    private static func recall(
        _ count: Int, _ situations: [VerdictSituation], _ entries: [VerdictMemo.Entry],
        _ codes: inout [UInt16], _ needingLook: inout RecordNotes
    ) {
        var codes = codes.mutableSpan
        var noted = needingLook.indices.mutableSpan
        var notedCount = 0
        let situations = situations.span.extracting(0..<count)
        let entries = entries.span.extracting(0..<VerdictSituation.count)
        precondition(codes.count >= count)
        for index in 0..<count {
            let entry = entries[situations[index].index]
            codes[index] = entry.bits
            if entry.needsLook {
                noted[notedCount] = index
                notedCount &+= 1
            }
        }
        needingLook.count = notedCount
    }

    /// Makes codes of what is remembered, and names the decisions behind them.
    private static func creditDecisions(
        _ count: Int, _ answers: [LayerAnswer], _ codes: inout [UInt16], _ groupDecisions: inout [UInt32],
        _ aclDecisions: inout [UInt32]
    ) {
        let forward = answers.span.extracting(0..<count)
        let returned = answers.span.extracting(RecordQuestions.columnLength...).extracting(0..<count)
        let acl = answers.span.extracting((2 * RecordQuestions.columnLength)...).extracting(0..<count)
        var codes = codes.mutableSpan
        var groupDecisions = groupDecisions.mutableSpan
        var aclDecisions = aclDecisions.mutableSpan
        precondition(
            codes.count >= count && groupDecisions.count >= count && aclDecisions.count >= count)
        for index in 0..<count {
            let entry = VerdictMemo.Entry(bits: codes[index])
            codes[index] = entry.code
            let (one, other) = (forward[index].number, returned[index].number)
            groupDecisions[index] = entry.creditsReturn ? other : one
            aclDecisions[index] = acl[index].number
        }
    }

    /// Judges a record whose situation is new, or whose verdict has exceptions or is asked for later on.
    private mutating func look(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ verdicts: inout VerdictBatch
    ) {
        guard let direction = verdicts.direction[index].direction else { return }
        let answers = recordAnswers(index)
        let situation = questions.situations[index].index
        var entry = memo.entries[situation]
        if entry == .unknown {
            entry = VerdictMemo.Entry(self.answers(index, batch, direction))
            memo.remember(entry, ofSituation: situation)
        }
        verdicts.code[index] = entry.mayBeExcused ? excuse(entry.code, index, batch, direction) : entry.code
        verdicts.groupDecision[index] = (entry.creditsReturn ? answers.returned : answers.forward).number
        if verdicts.verdictClass(index) == .anomalous { verdicts.anomalous.append(index) }
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
