import FlowEvaluation
import FlowLogs
import NetworkPrimitives
import NetworkRules
import RuleMatching
import TestSupport

/// What the fast evaluation makes of one record, in the words of the reference's verdict.
struct EvaluatedRecord {
    var line: UInt64
    var verdict: ReferenceVerdict
    var permittingRules: Set<String>
}

/// Evaluates log text block by block, as the pipeline does, without its threads.
struct TextEvaluation {
    private(set) var records: [EvaluatedRecord] = []
    private(set) var counts = LineCounts()

    init(_ ruleSet: RuleSet, text: String, format: RecordFormat = .version2) throws {
        let compiled = try RuleSetCompiler.compile(ruleSet)
        var judge = HistoryEvaluator(compiled)
        let block = LineBlock(text: Array(text.utf8))
        var parser = FlowRecordParser(
            interfaces: NameTable(ruleSet.interfaces.map(\.id)), format: format)
        var batch = FlowRecordBatch()
        var verdicts = VerdictBatch()
        parser.begin(block)
        while parser.parse(block, into: &batch) {
            judge.evaluate(&batch, text: block.bytes.span, into: &verdicts)
            for index in 0..<batch.count {
                records.append(
                    EvaluatedRecord(index, batch, verdicts, judge.evaluator.matcher, compiled, block))
            }
        }
        counts = parser.counts
    }
}

extension EvaluatedRecord {
    /// What was found of a record of a batch.
    init(
        _ index: Int, _ batch: FlowRecordBatch, _ verdicts: VerdictBatch, _ matcher: RuleMatcher,
        _ compiled: CompiledRuleSet, _ block: LineBlock
    ) {
        let found = Verdict(code: Int(verdicts.code[index])) ?? Verdict(.notEvaluated, .missingField)
        let reason =
            found.reason == .statedReason
            ? String(copying: block.bytes.span.extracting(batch.rejectReason[index].range))
            : found.reason.name
        var verdict = ReferenceVerdict(
            found.verdictClass.name, reason, certainty: found.certainty?.name)
        guard found.verdictClass != .notEvaluated else {
            verdict.source = batch.source(index)
            verdict.destination = batch.destination(index)
            if let answer = verdicts.subnetAnswers.first(where: { $0.record == index }) {
                verdict.add(direction: RecordDirection(answer.direction), index, batch)
                verdict.addNetworkACL(answer.networkACL, answer.answer.number, matcher)
            }
            self.init(line: batch.line(index), verdict: verdict, permittingRules: [])
            return
        }
        verdict.add(direction: verdicts.direction[index], index, batch)
        let groups = matcher.decisions[Int(verdicts.groupDecision[index])]
        if let rule = groups.rule, case .securityGroup(let group, _, _) = compiled.rule(rule) {
            verdict.securityGroup = compiled.ruleSet.securityGroups[group].id
            verdict.securityGroupRule = compiled.ruleName(rule)
        }
        verdict.addNetworkACL(
            compiled.networkACL(ofInterface: verdicts.interfaceVersion(index, batch, compiled)),
            verdicts.aclDecision[index], matcher)
        self.init(
            line: batch.line(index), verdict: verdict,
            permittingRules: Set(groups.rules.map { compiled.ruleName($0) }))
    }
}

extension ReferenceVerdict {
    fileprivate mutating func add(direction: RecordDirection, _ index: Int, _ batch: FlowRecordBatch) {
        self.direction = direction.direction
        source = batch.matchedSource(index, direction)
        destination = batch.matchedDestination(index, direction)
    }

    fileprivate mutating func addNetworkACL(_ acl: Int?, _ decision: UInt32, _ matcher: RuleMatcher) {
        let answer = matcher.decisions[Int(decision)]
        guard answer.outcome != .notApplied, let acl else { return }
        networkACL = matcher.compiled.ruleSet.networkACLs[acl].id
        networkACLRule = answer.rule.flatMap { Int(matcher.compiled.ruleName($0)) }
    }
}
