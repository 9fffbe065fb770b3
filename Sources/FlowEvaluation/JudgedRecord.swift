import FlowLogs
import GzipInput
import NetworkPrimitives
import RuleMatching

/// One flow record and its verdict, for programs that look at records one by one.
///
/// What the record does not say is nil.
public struct JudgedRecord: Sendable {
    /// The log that holds it.
    public let input: InputSource
    /// From 1.
    public let line: UInt64
    /// The interface as the record names it.
    public let interfaceID: String?
    /// Seen from the interface.
    public let direction: TrafficDirection?
    /// The address that was matched as the packet's source.
    public let source: IPAddress?
    /// The address that was matched as the packet's destination.
    public let destination: IPAddress?
    /// The port that the packets came from.
    public let sourcePort: UInt16?
    /// The port that the packets went to.
    public let destinationPort: UInt16?
    /// The protocol of the packets.
    public let ipProtocol: IPProtocol?
    /// How many packets.
    public let packets: UInt64?
    /// Their bytes.
    public let bytes: UInt64?
    /// Unix seconds.
    public let start: UInt64?
    /// Unix seconds.
    public let end: UInt64?
    /// Whether they were let through.
    public let action: FlowAction?
    /// What the rules say to it.
    public let verdict: Verdict
    /// What the record itself names as the reason of a refusal.
    public let statedReason: String?
}

/// Hands over every record of a batch instead of encoding it.
final class RecordVisitor: VerdictRecordEncoder {
    private let visit: @Sendable (JudgedRecord) -> Void

    init(_ visit: @escaping @Sendable (JudgedRecord) -> Void) { self.visit = visit }

    func encode(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch, text: Span<UInt8>,
        input: InputSource, matcher: RuleMatcher, into output: inout [UInt8]
    ) {
        for index in 0..<batch.count {
            guard let verdict = Verdict(code: Int(verdicts.code[index])) else { continue }
            visit(Self.record(index, batch, verdicts, text, input, verdict))
        }
    }

    func forgetDecisions() {}

    private static func record(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch,
        _ text: Span<UInt8>, _ input: InputSource, _ verdict: Verdict
    ) -> JudgedRecord {
        let present = batch.present[index]
        let direction = verdicts.direction[index]
        func number(_ value: UInt64, _ field: FieldPresence) -> UInt64? {
            present.contains(field) ? value : nil
        }
        func word(_ range: TextRange, _ field: FieldPresence) -> String? {
            present.contains(field) ? String(copying: text.extracting(range.range)) : nil
        }
        return JudgedRecord(
            input: input, line: batch.line(index),
            interfaceID: word(batch.interfaceText[index], .interfaceID), direction: direction.direction,
            source: batch.matchedSource(index, direction),
            destination: batch.matchedDestination(index, direction),
            sourcePort: present.contains(.sourcePort) ? batch.sourcePort[index] : nil,
            destinationPort: present.contains(.destinationPort) ? batch.destinationPort[index] : nil,
            ipProtocol: present.contains(.ipProtocol) ? IPProtocol(batch.ipProtocol[index]) : nil,
            packets: number(batch.packets[index], .packets), bytes: number(batch.bytes[index], .bytes),
            start: number(batch.start[index], .start), end: number(batch.end[index], .end),
            action: present.contains(.action) ? batch.action[index] : nil, verdict: verdict,
            statedReason: batch.formatHasRejectReason ? word(batch.rejectReason[index], .rejectReason) : nil)
    }
}

/// Takes what no encoder has written.
struct NoOutput: VerdictRecordOutput {
    func write(_ bytes: [UInt8]) throws(OutputFailure) {}
}
