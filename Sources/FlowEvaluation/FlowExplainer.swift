import FlowLogs
import NetworkPrimitives
import RuleMatching

/// Why one record gets its verdict: every layer, every rule looked at, both readings.
public struct FlowExplanation: Sendable {
    /// What the network ACL of the interface's subnet answered.
    package struct NetworkACLLayer: Sendable {
        package var subnetID: String?
        /// Number in the rule set; nil where no ACL of the subnet is known.
        package var networkACL: Int?
        package var remote: IPAddress
        package var isInOwnSubnet: Bool
        package var decision: Decision
        /// The entries up to the one that decides; empty where the layer is not applied.
        package var rules: [ExplainedRule]
    }

    /// A record whose layers were asked, and what they answered.
    package struct Evaluated: Sendable {
        package var interface: Int
        package var remote: IPAddress
        package var answers: LayerAnswers
        /// The groups' rules of the record's direction against its destination port.
        package var forward: [ExplainedRule]
        /// The groups' rules of the opposite direction against its source port.
        package var returned: [ExplainedRule]
        package var groupDecision: Decision
        package var networkACL: NetworkACLLayer
        /// Whether an anomaly was excused because rules never see such traffic.
        package var isExcused: Bool
    }

    /// The record's verdict, the same that an evaluation gives it.
    public var verdict: Verdict
    /// What the record itself names as the reason of a refusal.
    public var statedReason: String?
    /// Seen from the interface; nil where it cannot be told.
    public var direction: TrafficDirection?
    /// The interface as the record names it.
    public var interfaceName: String?
    /// The address that was matched as the packet's source.
    public var source: IPAddress?
    /// The address that was matched as the packet's destination.
    public var destination: IPAddress?
    /// The port that the packet came from.
    public var sourcePort: UInt16?
    /// The port that the packet went to.
    public var destinationPort: UInt16?
    /// The protocol's number.
    public var ipProtocol: UInt8?
    /// Whether the packet was let through.
    public var action: FlowAction?
    /// The TCP flags of the record's packets, any of them.
    public var tcpFlags: UInt8?
    /// Fields that a verdict needs and the format lacks.
    public var missingFields: [FlowLogField]
    /// Number of the snapshot by which the record was judged; nil where there are no several.
    package var snapshot: Int?
    /// What changes of the rules have to do with the verdict.
    package var changeEffects: [ChangeEffect] = []
    package var evaluated: Evaluated?
    /// That of the subnet of an interface that the rule set lacks, where it could be told.
    package var networkACLOfUnknown: NetworkACLLayer?

    package var networkACL: NetworkACLLayer? { evaluated?.networkACL ?? networkACLOfUnknown }
}

/// Why a line cannot be explained.
public enum FlowExplainerError: Error, Hashable, Sendable {
    /// The line is blank, or a header.
    case noRecord
    /// A line that fits no record.
    case malformed(MalformedLineKind, found: String, expected: String)

    /// One sentence for the user.
    public var message: String {
        switch self {
        case .noRecord:
            "the line holds no flow record; give one line as it stands in the log, in quotes"
        case .malformed(let kind, let found, let expected):
            "the line is malformed: \(kind.text); found \(found), expected \(expected)"
        }
    }
}

/// Explains records by the same code and data that evaluate archives.
public struct FlowExplainer: Sendable {
    private let compiled: CompiledRuleSet

    /// Explains by the rules of a compiled rule set.
    public init(_ compiled: CompiledRuleSet) { self.compiled = compiled }

    /// Explains the first record of `text`, which may have a header line before it.
    public func explain(
        _ text: String, format: RecordFormat
    ) throws(FlowExplainerError) -> FlowExplanation {
        let block = LineBlock(text: Array(text.utf8))
        let interfaces = NameTable(compiled.interfaceIDs)
        var parser = FlowRecordParser(interfaces: interfaces, format: format)
        var batch = FlowRecordBatch()
        parser.begin(block)
        guard parser.parse(block, into: &batch) else {
            guard let (kind, lines) = parser.malformed.min(by: { $0.value.firstLine < $1.value.firstLine })
            else { throw .noRecord }
            throw .malformed(kind, found: lines.found, expected: lines.expected)
        }
        // The batch may reach up to a header that names another format.
        return explain(batch, block, format: parser.formats.first ?? parser.format)
    }

    private func explain(_ batch: FlowRecordBatch, _ block: LineBlock, format: RecordFormat)
        -> FlowExplanation
    {
        var batch = batch
        var judge = HistoryEvaluator(compiled)
        var verdicts = VerdictBatch()
        judge.evaluate(&batch, text: block.bytes.span, into: &verdicts)
        let isJudged = verdicts.verdictClass(0) != .notEvaluated
        let snapshot = compiled.history.isHistory && isJudged ? Int(verdicts.snapshot[0]) : nil
        let present = batch.present[0]
        let direction = verdicts.direction[0]
        func text(_ range: TextRange) -> String { String(copying: block.bytes.span.extracting(range.range)) }
        return FlowExplanation(
            verdict: Verdict(code: Int(verdicts.code[0])) ?? Verdict(.notEvaluated, .missingField),
            statedReason: present.contains(.rejectReason) ? text(batch.rejectReason[0]) : nil,
            direction: direction.direction ?? verdicts.subnetAnswers.first?.direction,
            interfaceName: present.contains(.interfaceID) ? text(batch.interfaceText[0]) : nil,
            source: batch.matchedSource(0, direction), destination: batch.matchedDestination(0, direction),
            sourcePort: present.contains(.sourcePort) ? batch.sourcePort[0] : nil,
            destinationPort: present.contains(.destinationPort) ? batch.destinationPort[0] : nil,
            ipProtocol: present.contains(.ipProtocol) ? batch.ipProtocol[0] : nil,
            action: present.contains(.action) ? batch.action[0] : nil,
            tcpFlags: present.contains(.tcpFlags) ? batch.tcpFlags[0] : nil,
            missingFields: format.missingForEvaluation, snapshot: snapshot,
            changeEffects: verdicts.changeEffects.filter { $0.record == 0 },
            evaluated: evaluated(&batch, verdicts.code[0], at: snapshot, judge.evaluator),
            networkACLOfUnknown: verdicts.subnetAnswers.first.map {
                layer($0, batch, judge.evaluator.matcher)
            })
    }

    /// The layer of the first record of a batch, whose interface the rule set lacks.
    private func layer(
        _ answer: SubnetAnswer, _ batch: FlowRecordBatch, _ matcher: RuleMatcher
    ) -> FlowExplanation.NetworkACLLayer {
        let question = LayerQuestion(
            direction: answer.direction, remote: answer.remote,
            ipProtocol: IPProtocol(batch.ipProtocol[0]), port: batch.destinationPort[0])
        return layer(
            compiled.subnets.ids[answer.subnet], answer.networkACL, question,
            isInOwnSubnet: answer.isInOwnSubnet,
            matcher.decisions[Int(answer.answer.number)])
    }

    private func layer(
        _ subnetID: String?, _ networkACL: Int?, _ question: LayerQuestion, isInOwnSubnet: Bool,
        _ decision: Decision
    ) -> FlowExplanation.NetworkACLLayer {
        let isApplied = decision.outcome != .notApplied
        return FlowExplanation.NetworkACLLayer(
            subnetID: subnetID, networkACL: networkACL, remote: question.remote, isInOwnSubnet: isInOwnSubnet,
            decision: decision,
            rules: isApplied ? networkACL.map { compiled.explain(networkACL: $0, question) } ?? [] : [])
    }

    /// What the layers say of the first record by the rules of a snapshot.
    ///
    /// - Parameter code: that of the verdict, in which more snapshots may have had a say.
    private func evaluated(
        _ batch: inout FlowRecordBatch, _ code: UInt16, at snapshot: Int?, _ evaluator: FlowEvaluator
    ) -> FlowExplanation.Evaluated? {
        var evaluator = evaluator
        var verdicts = VerdictBatch()
        if let snapshot {
            var versions = [UInt32](repeating: NameTable.unknown, count: FlowRecordBatch.capacity)
            versions[0] = compiled.history.version(ofInterface: Int(batch.interface[0]), at: snapshot)
            batch.exchangeInterfaces(with: &versions)
        }
        let snapshots = [UInt32](
            repeating: UInt32(truncatingIfNeeded: snapshot ?? 0), count: FlowRecordBatch.capacity)
        evaluator.evaluate(batch, at: snapshots, into: &verdicts)
        guard let answers = evaluator.answers(0, batch, verdicts) else { return nil }
        let interface = Int(batch.interface[0])
        let remote = Remote(batch, 0, answers.direction)
        let forward = LayerQuestion(
            direction: answers.direction, remote: remote.address,
            ipProtocol: answers.ipProtocol, port: answers.destinationPort)
        let returned = LayerQuestion(
            direction: answers.direction.opposite, remote: remote.address,
            ipProtocol: answers.ipProtocol, port: answers.sourcePort)
        return FlowExplanation.Evaluated(
            interface: interface, remote: remote.address, answers: answers,
            forward: compiled.explainGroups(ofInterface: interface, forward),
            returned: compiled.explainGroups(ofInterface: interface, returned),
            groupDecision: evaluator.matcher.decisions[Int(verdicts.groupDecision[0])],
            networkACL: layer(
                compiled.ruleSet.interfaces[interface].subnetID, compiled.networkACL(ofInterface: interface),
                forward,
                isInOwnSubnet: compiled.interfaces.isInSubnet(remote.address, interface: interface),
                evaluator.matcher.decisions[Int(verdicts.aclDecision[0])]),
            isExcused: answers.verdict.code != Int(code))
    }
}
