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

    private static let classOfCode: [VerdictClass?] = (0..<Verdict.codeCount).map {
        Verdict(code: $0)?.verdictClass
    }
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
        for index in 0..<batch.count {
            let present = batch.present[index]
            let packets = present.contains(.packets) ? batch.packets[index] : 0
            let bytes = present.contains(.bytes) ? batch.bytes[index] : 0
            let code = Int(verdicts.code[index])
            sumsOfVerdict[code].add(packets: packets, bytes: bytes)
            if present.contains(.start) { span.include(batch.start[index]) }
            if present.contains(.end) { span.include(batch.end[index]) }

            guard let verdictClass = Self.classOfCode[code] else { continue }
            if present.contains(.interfaceID), batch.interface[index] != InterfaceNameTable.unknown {
                interfaces.add(
                    interface: Int(batch.interface[index]), verdictClass, packets: packets, bytes: bytes)
            }
            guard verdictClass != .notEvaluated else { continue }
            hit(verdicts.groupDecision[index], batch, index, packets, bytes)
            hit(verdicts.aclDecision[index], batch, index, packets, bytes)
            if verdictClass == .vpcBlocked {
                add(
                    FlowSums(records: 1, packets: packets, bytes: bytes),
                    toStatedReason: String(copying: text.extracting(batch.rejectReason[index].range)))
            }
        }
        guard matcher.isFull else { return false }
        spread(matcher.decisions)
        matcher.reset()
        return true
    }

    @inline(__always)
    private mutating func hit(
        _ decision: UInt32, _ batch: borrowing FlowRecordBatch, _ index: Int, _ packets: UInt64,
        _ bytes: UInt64
    ) {
        guard decision != 0 else { return }
        let present = batch.present[index]
        let place = Int(decision)
        usageOfDecision[place].hits.add(packets: packets, bytes: bytes)
        if batch.action[index] == .accept { usageOfDecision[place].acceptedRecords &+= 1 }
        if present.contains(.start) { usageOfDecision[place].seen.include(batch.start[index]) }
        if present.contains(.end) { usageOfDecision[place].seen.include(batch.end[index]) }
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
