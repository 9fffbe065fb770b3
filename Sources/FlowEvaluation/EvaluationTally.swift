import FlowLogs
import NetworkPrimitives
import RuleMatching

/// What a worker counts. Tallies of any split of the same records merge to the same tally, in any
/// order, so that reports do not depend on the number of workers.
///
/// Rule hits are counted by answer (few) and spread over the rules of each answer (many) at the
/// end, or when the matcher forgets its answers.
package struct EvaluationTally: Sendable {
    private var sumsOfVerdict = [FlowSums](repeating: FlowSums(), count: Verdict.codeCount)
    /// Sums of `vpc-blocked` records by the reason that they state.
    package private(set) var statedReasons: [String: FlowSums] = [:]
    package private(set) var interfaces: InterfaceTallies
    /// From the earliest start to the latest end of all records.
    package private(set) var span = TimeSpan()

    private var usageOfRule: [RuleUsage]
    private var usageOfDecision: [RuleUsage] = []

    /// Stated reasons that are kept, all others being one; the cloud knows two, a log could hold
    /// anything.
    private static let maximumStatedReasons = 1000
    package static let otherStatedReasons = "(other reasons)"

    package init(_ compiled: CompiledRuleSet) {
        interfaces = InterfaceTallies(interfaceCount: compiled.interfaces.count)
        usageOfRule = [RuleUsage](repeating: RuleUsage(), count: compiled.ruleCount)
    }

    package func sums(_ verdict: Verdict) -> FlowSums { sumsOfVerdict[verdict.code] }

    /// Every verdict that some record has, by class, reason and certainty.
    package var verdicts: [(verdict: Verdict, sums: FlowSums)] {
        sumsOfVerdict.enumerated().compactMap { code, sums in
            guard sums.records > 0, let verdict = Verdict(code: code) else { return nil }
            return (verdict, sums)
        }
    }

    package func sums(_ verdictClass: VerdictClass) -> FlowSums {
        verdicts.reduce(into: FlowSums()) { sums, entry in
            if entry.verdict.verdictClass == verdictClass { sums += entry.sums }
        }
    }

    package func usage(of rule: RuleIndex) -> RuleUsage { usageOfRule[Int(rule.value)] }

    /// Counts a batch. `text` is the block that the batch was parsed from.
    ///
    /// - Returns: whether the matcher was full and has been made to forget its decisions.
    mutating func add(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch,
        matcher: inout RuleMatcher, text: Span<UInt8>
    ) -> Bool {
        if usageOfDecision.count < matcher.decisions.count {
            let missing = matcher.decisions.count - usageOfDecision.count
            usageOfDecision.append(contentsOf: repeatElement(RuleUsage(), count: missing))
        }
        Self.add(batch, verdicts, to: &sumsOfVerdict, &usageOfDecision, &span)
        interfaces.add(batch, verdicts)
        if batch.formatHasRejectReason { addStatedReasons(batch, verdicts, text) }
        guard matcher.isFull else { return false }
        spread(matcher.decisions)
        matcher.reset()
        return true
    }

    /// One pass over the batch for all that is counted by verdict and by answer.
    private static func add(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch,
        to sumsOfVerdict: inout [FlowSums], _ usageOfDecision: inout [RuleUsage], _ span: inout TimeSpan
    ) {
        var sums = sumsOfVerdict.mutableSpan
        var usage = usageOfDecision.mutableSpan
        let presence = batch.present.span.extracting(first: batch.count)
        let packetCounts = batch.packets.span.extracting(first: batch.count)
        let byteCounts = batch.bytes.span.extracting(first: batch.count)
        let starts = batch.start.span.extracting(first: batch.count)
        let ends = batch.end.span.extracting(first: batch.count)
        let actions = batch.action.span.extracting(first: batch.count)
        let codes = verdicts.code.span.extracting(first: batch.count)
        let groupDecisions = verdicts.groupDecision.span.extracting(first: batch.count)
        let aclDecisions = verdicts.aclDecision.span.extracting(first: batch.count)
        for index in presence.indices {
            let present = presence[index]
            let packets = present.contains(.packets) ? packetCounts[index] : 0
            let bytes = present.contains(.bytes) ? byteCounts[index] : 0
            var seen = TimeSpan()
            if present.contains(.start) { seen.include(starts[index]) }
            if present.contains(.end) { seen.include(ends[index]) }
            span += seen
            sums[Int(codes[index])].add(packets: packets, bytes: bytes)

            // Both are 0 where the layers were not asked.
            let isAccepted = if case .accept = actions[index] { true } else { false }
            let group = Int(groupDecisions[index])
            if group != 0 {
                usage[group].add(packets: packets, bytes: bytes, isAccepted: isAccepted, seen: seen)
            }
            let acl = Int(aclDecisions[index])
            if acl != 0 { usage[acl].add(packets: packets, bytes: bytes, isAccepted: isAccepted, seen: seen) }
        }
    }

    private mutating func addStatedReasons(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch, _ text: Span<UInt8>
    ) {
        for index in 0..<batch.count where verdicts.verdictClass(index) == .vpcBlocked {
            let present = batch.present[index]
            add(
                FlowSums(
                    records: 1, packets: present.contains(.packets) ? batch.packets[index] : 0,
                    bytes: present.contains(.bytes) ? batch.bytes[index] : 0),
                toStatedReason: String(copying: text.extracting(batch.rejectReason[index].range)))
        }
    }

    /// Adds to a reason. Of too many, the lowest names stay: what is among the lowest of all records
    /// is so in every part of them, so that the same reasons are told apart for any split.
    private mutating func add(_ sums: FlowSums, toStatedReason reason: String) {
        statedReasons[reason, default: FlowSums()] += sums
        while statedReasons.count > Self.maximumStatedReasons {
            let told = statedReasons.keys.lazy.filter { $0 != Self.otherStatedReasons }
            guard let last = told.max(), let sums = statedReasons.removeValue(forKey: last) else { return }
            statedReasons[Self.otherStatedReasons, default: FlowSums()] += sums
        }
    }

    /// Credits what was counted by answer to the rules of each answer.
    mutating func spread(_ decisions: [Decision]) {
        for (decision, usage) in zip(decisions, usageOfDecision) where !usage.isUnused {
            for rule in decision.rules {
                usageOfRule[Int(rule.value)] += usage
                if decision.isSole { usageOfRule[Int(rule.value)].soleHits += usage.hits }
            }
        }
        usageOfDecision.removeAll(keepingCapacity: true)
    }

    /// Adds another worker's tally; both have been spread.
    mutating func merge(_ other: EvaluationTally) {
        for code in sumsOfVerdict.indices { sumsOfVerdict[code] += other.sumsOfVerdict[code] }
        for (reason, sums) in other.statedReasons { add(sums, toStatedReason: reason) }
        interfaces.merge(other.interfaces)
        span += other.span
        for rule in usageOfRule.indices { usageOfRule[rule] += other.usageOfRule[rule] }
    }
}
