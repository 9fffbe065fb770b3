import FlowLogs
import NetworkPrimitives
import RuleMatching

/// What a worker counts. Tallies of any split of the same records merge to the same tally, in any
/// order, so that reports do not depend on the number of workers.
///
/// Rule hits are counted by answer (few) and spread over the rules of each answer (many) at the
/// end, or when the matcher forgets its answers.
public struct EvaluationTally: Sendable {
    private var sumsOfVerdict = [FlowSums](repeating: FlowSums(), count: Verdict.codeCount)
    /// Sums of `vpc-blocked` records by the reason that they state.
    public private(set) var statedReasons: [String: FlowSums] = [:]
    package private(set) var interfaces: InterfaceTallies
    /// From the earliest start to the latest end of all records, as soon as decisions have been spread.
    public private(set) var span = TimeSpan()

    /// Records that end before they begin.
    package private(set) var recordsOfReversedTime: UInt64 = 0

    package private(set) var unknownInterfaces = UnknownInterfaces()
    /// What the snapshots of a history judged.
    package private(set) var snapshots: SnapshotTallies

    private var usageOfRule: [RuleUsage]
    private var usageOfDecision: [DecisionUsage] = []

    private var bound = SumBound()

    /// Records of a batch that are counted one by one.
    private var uncommon = RecordNotes()

    /// Stated reasons that are kept, all others being one; the cloud knows two, a log could hold
    /// anything.
    private static let maximumStatedReasons = 1000
    package static let otherStatedReasons = "(other reasons)"

    package init(_ compiled: CompiledRuleSet) {
        interfaces = InterfaceTallies(interfaceCount: compiled.interfaceCount)
        snapshots = SnapshotTallies(compiled.history)
        usageOfRule = [RuleUsage](repeating: RuleUsage(), count: compiled.ruleCount)
    }

    /// The records of one verdict.
    public func sums(_ verdict: Verdict) -> FlowSums { sumsOfVerdict[verdict.code] }

    /// Every verdict that some record has, by class, reason and certainty.
    public var verdicts: [(verdict: Verdict, sums: FlowSums)] {
        sumsOfVerdict.enumerated().compactMap { code, sums in
            guard sums.records > 0, let verdict = Verdict(code: code) else { return nil }
            return (verdict, sums)
        }
    }

    /// The records of one class.
    public func sums(_ verdictClass: VerdictClass) -> FlowSums {
        verdicts.reduce(into: FlowSums()) { sums, entry in
            if entry.verdict.verdictClass == verdictClass { sums += entry.sums }
        }
    }

    package func usage(of rule: RuleIndex) -> RuleUsage { usageOfRule[Int(rule.value)] }

    /// Counts a batch. `text` is the block that the batch was parsed from.
    ///
    /// - Returns: whether the matcher was full and has been made to forget its decisions.
    package mutating func add(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch,
        matcher: inout RuleMatcher, text: Span<UInt8>
    ) -> Bool {
        if usageOfDecision.count < matcher.decisions.count {
            let missing = matcher.decisions.count - usageOfDecision.count
            usageOfDecision.append(contentsOf: repeatElement(DecisionUsage(), count: missing))
        }
        if bound.admit(batch) {
            Self.addCommon(
                batch, verdicts, interfaces.firstSumOfInterface, to: &sumsOfVerdict, &interfaces.sums,
                &usageOfDecision, &uncommon)
            for index in uncommon.noted { add(index, batch, verdicts) }
        } else {
            for index in 0..<batch.count { add(index, batch, verdicts) }
        }
        for answer in verdicts.subnetAnswers {
            usageOfDecision[Int(answer.answer.number)].add(RecordTraffic(answer.record, batch))
        }
        snapshots.add(batch, verdicts)
        unknownInterfaces.add(batch, verdicts, text: text)
        if batch.formatHasRejectReason { addStatedReasons(batch, verdicts, text) }
        guard matcher.isFull else { return false }
        spread(matcher.decisions)
        matcher.reset()
        return true
    }

    /// Counts the records that have all that is counted, and whose interface has been counted before; notes the
    /// others. No sum can pass 2^64 - 1.
    private static func addCommon(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch,
        _ firstSumOfInterface: [UInt32], to sumsOfVerdict: inout [FlowSums],
        _ sumsOfInterface: inout [FlowSums], _ usageOfDecision: inout [DecisionUsage],
        _ uncommon: inout RecordNotes
    ) {
        let count = batch.count
        var sums = sumsOfVerdict.mutableSpan
        var usage = usageOfDecision.mutableSpan
        let firstSums = firstSumOfInterface.span
        var sumsOfInterface = sumsOfInterface.mutableSpan
        var noted = uncommon.indices.mutableSpan
        var notedCount = 0
        let presence = batch.present.span.extracting(0..<count)
        let numbers = batch.interface.span.extracting(0..<count)
        let packetCounts = batch.packets.span.extracting(0..<count)
        let byteCounts = batch.bytes.span.extracting(0..<count)
        let starts = batch.start.span.extracting(0..<count)
        let ends = batch.end.span.extracting(0..<count)
        let actions = batch.action.span.extracting(0..<count)
        let codes = verdicts.code.span.extracting(0..<count)
        let groupDecisions = verdicts.groupDecision.span.extracting(0..<count)
        let aclDecisions = verdicts.aclDecision.span.extracting(0..<count)
        for index in 0..<count {
            let number = Int(numbers[index])
            let (start, end) = (starts[index], ends[index])
            let code = codes[index]
            guard presence[index].isSuperset(of: .ofCounted), number < firstSums.count,
                case let place = InterfaceTallies.place(firstSums[number], code: code),
                place < sumsOfInterface.count, start <= end
            else {
                noted[notedCount] = index
                notedCount &+= 1
                continue
            }
            let (packets, bytes) = (packetCounts[index], byteCounts[index])
            let accepted: UInt64 = if case .accept = actions[index] { 1 } else { 0 }
            let seen = TimeBounds(start, end)
            sums[Int(code)].addBounded(packets: packets, bytes: bytes)
            sumsOfInterface[place].addBounded(packets: packets, bytes: bytes)
            // Both are 0, that of no rules, where the layers were not asked.
            usage[Int(groupDecisions[index])]
                .addBounded(packets: packets, bytes: bytes, accepted: accepted, seen)
            usage[Int(aclDecisions[index])]
                .addBounded(packets: packets, bytes: bytes, accepted: accepted, seen)
        }
        uncommon.count = notedCount
    }

    /// Counts a record of any kind.
    private mutating func add(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch
    ) {
        let traffic = RecordTraffic(index, batch)
        if batch.present[index].isSuperset(of: [.start, .end]), batch.start[index] > batch.end[index] {
            recordsOfReversedTime += 1
        }
        sumsOfVerdict[Int(verdicts.code[index])].add(packets: traffic.packets, bytes: traffic.bytes)
        usageOfDecision[Int(verdicts.groupDecision[index])].add(traffic)
        usageOfDecision[Int(verdicts.aclDecision[index])].add(traffic)
        let interface = batch.interface[index]
        if batch.present[index].contains(.interfaceID), interface != NameTable.unknown {
            interfaces.add(traffic, interface: Int(interface), code: Int(verdicts.code[index]))
        }
    }

    private mutating func addStatedReasons(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch, _ text: Span<UInt8>
    ) {
        for index in 0..<batch.count where verdicts.verdictClass(index) == .vpcBlocked {
            add(
                RecordTraffic(index, batch).sums,
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
            // Every record has been added to some decision, be it that of no rules.
            span += usage.seen
            for rule in decision.rules {
                usageOfRule[Int(rule.value)].add(usage, isSole: decision.isSole)
            }
        }
        usageOfDecision.removeAll(keepingCapacity: true)
    }

    /// Adds another worker's tally; both have been spread.
    mutating func merge(_ other: EvaluationTally) {
        for code in sumsOfVerdict.indices { sumsOfVerdict[code] += other.sumsOfVerdict[code] }
        for (reason, sums) in other.statedReasons { add(sums, toStatedReason: reason) }
        interfaces.merge(other.interfaces)
        snapshots.merge(other.snapshots)
        unknownInterfaces.merge(other.unknownInterfaces)
        bound.merge(other.bound)
        span += other.span
        recordsOfReversedTime = recordsOfReversedTime.addingSaturating(other.recordsOfReversedTime)
        for rule in usageOfRule.indices { usageOfRule[rule] += other.usageOfRule[rule] }
    }
}

extension FieldPresence {
    /// What is counted of a record.
    fileprivate static var ofCounted: FieldPresence { [.interfaceID, .packets, .bytes, .start, .end] }
}

// MARK: - As it is kept

extension EvaluationTally {
    /// Writes a tally whose decisions have been spread.
    func write(to state: inout StateWriter) {
        state.write(sumsOfVerdict)
        state.write(statedReasons)
        interfaces.write(to: &state)
        state.write(span)
        state.write(recordsOfReversedTime)
        state.write(unknownInterfaces)
        snapshots.write(to: &state)
        state.write(usageOfRule)
        state.write(bound)
    }

    /// Takes up what was written of a tally of the same rule set, in place of what is counted.
    mutating func read(from state: inout StateReader) throws(StateError) {
        let sums = try [FlowSums](from: &state)
        guard sums.count == sumsOfVerdict.count else { throw state.invalid() }
        sumsOfVerdict = sums
        statedReasons = try [String: FlowSums](from: &state)
        try interfaces.read(from: &state)
        span = try TimeSpan(from: &state)
        recordsOfReversedTime = try UInt64(from: &state)
        unknownInterfaces = try UnknownInterfaces(from: &state)
        try snapshots.read(from: &state)
        let usage = try [RuleUsage](from: &state)
        guard usage.count == usageOfRule.count else { throw state.invalid() }
        usageOfRule = usage
        bound = try SumBound(from: &state)
    }
}
