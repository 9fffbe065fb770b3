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
    private(set) var counts = FlowRecordParser.LineCounts()

    init(_ ruleSet: RuleSet, text: String, format: RecordFormat = .version2) throws {
        let compiled = try RuleSetCompiler.compile(ruleSet)
        var evaluator = FlowEvaluator(compiled)
        let block = LineBlock(text: Array(text.utf8))
        var parser = FlowRecordParser(
            interfaces: InterfaceNameTable(ruleSet.interfaces.map(\.id)), format: format)
        var batch = FlowRecordBatch()
        var verdicts = VerdictBatch()
        parser.begin(block)
        while parser.parse(block, into: &batch) {
            evaluator.evaluate(batch, into: &verdicts)
            for index in 0..<batch.count {
                records.append(EvaluatedRecord(index, batch, verdicts, evaluator.matcher, compiled, block))
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
            self.init(line: batch.line(index), verdict: verdict, permittingRules: [])
            return
        }
        let direction = verdicts.direction[index]
        verdict.direction = direction.direction
        verdict.source = batch.matchedSource(index, direction)
        verdict.destination = batch.matchedDestination(index, direction)
        let groups = matcher.decisions[Int(verdicts.groupDecision[index])]
        if let rule = groups.rule, case .securityGroup(let group, _, _) = compiled.rule(rule) {
            verdict.securityGroup = compiled.ruleSet.securityGroups[group].id
            verdict.securityGroupRule = compiled.ruleName(rule)
        }
        let acl = matcher.decisions[Int(verdicts.aclDecision[index])]
        let interface = verdicts.interfaceVersion(index, batch, compiled)
        if acl.outcome != .notApplied, let number = compiled.networkACL(ofInterface: interface) {
            verdict.networkACL = compiled.ruleSet.networkACLs[number].id
            verdict.networkACLRule = acl.rule.flatMap { Int(compiled.ruleName($0)) }
        }
        self.init(
            line: batch.line(index), verdict: verdict,
            permittingRules: Set(groups.rules.map { compiled.ruleName($0) }))
    }
}
