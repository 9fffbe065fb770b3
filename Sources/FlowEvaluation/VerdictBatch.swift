import FlowLogs
import NetworkPrimitives
import RuleMatching

/// The verdicts of a batch of records, column by column beside `FlowRecordBatch`.
package struct VerdictBatch: Sendable {
    package internal(set) var count = 0
    /// `Verdict.code` of each record.
    package internal(set) var code = [UInt16](repeating: 0, count: FlowRecordBatch.capacity)
    package internal(set) var direction = [RecordDirection](
        repeating: .unknown, count: FlowRecordBatch.capacity)
    /// Number in `RuleMatcher.decisions` of the groups' answer in the credited reading.
    package internal(set) var groupDecision = [UInt32](repeating: 0, count: FlowRecordBatch.capacity)
    /// Number in `RuleMatcher.decisions` of the network ACL's answer.
    package internal(set) var aclDecision = [UInt32](repeating: 0, count: FlowRecordBatch.capacity)

    /// Number of the snapshot by which each record was judged, where there are several.
    package internal(set) var snapshot: [UInt32] = []
    /// Number of the snapshot whose rules the record's verdict names, where there are several: another than the one
    /// that judged it where the connection outlived earlier rules.
    var ruleSnapshot: [UInt32] = []
    /// What changes of the rules have to do with the batch's anomalies.
    var changeEffects: [ChangeEffect] = []

    /// Records that are anomalous, ascending.
    var anomalous: [Int] = []
    /// Records that were not evaluated, ascending.
    var refused: [Int] = []
    /// What could be found of those whose interface the rule set lacks, ascending by record.
    package internal(set) var subnetAnswers: [SubnetAnswer] = []

    package init() {}

    /// Number in the rule set of what a record's interface was under the snapshots of a history that judged it; the
    /// interface's own number where there are no several. For records that were evaluated.
    package func interfaceVersion(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ compiled: borrowing CompiledRuleSet
    ) -> Int {
        let interface = Int(batch.interface[index])
        guard compiled.history.isHistory else { return interface }
        return Int(compiled.history.version(ofInterface: interface, at: Int(ruleSnapshot[index])))
    }

    /// Whether the rule set lacks the interface of a record that was not evaluated.
    func isOfUnknownInterface(_ index: Int) -> Bool {
        Int(code[index]) == Verdict(.notEvaluated, .unknownInterface).code
    }

    func verdictClass(_ index: Int) -> VerdictClass? {
        VerdictClass(rawValue: UInt8(truncatingIfNeeded: Int(code[index]) / Verdict.codesOfClass))
    }
}

/// The direction of a record, where it is known.
package enum RecordDirection: UInt8, Hashable, Sendable {
    case ingress
    case egress
    case unknown

    package init(_ direction: TrafficDirection) { self = direction == .ingress ? .ingress : .egress }

    package var direction: TrafficDirection? {
        switch self {
        case .ingress: .ingress
        case .egress: .egress
        case .unknown: nil
        }
    }
}

extension FlowRecordBatch {
    /// The address that the record's source was matched with: the packet's own where the source is
    /// the far side and the format has it.
    package func matchedSource(_ index: Int, _ direction: RecordDirection) -> IPAddress? {
        if direction == .ingress, let address = packetSource(index) { return address }
        return source(index)
    }

    /// The address that the record's destination was matched with; see `matchedSource`.
    package func matchedDestination(_ index: Int, _ direction: RecordDirection) -> IPAddress? {
        if direction == .egress, let address = packetDestination(index) { return address }
        return destination(index)
    }

    package func source(_ index: Int) -> IPAddress? {
        address(sourceAddress, index, .sourceAddress, .sourceIsIPv6)
    }

    package func destination(_ index: Int) -> IPAddress? {
        address(destinationAddress, index, .destinationAddress, .destinationIsIPv6)
    }

    package func packetSource(_ index: Int) -> IPAddress? {
        address(packetSourceAddress, index, .packetSourceAddress, .packetSourceIsIPv6)
    }

    package func packetDestination(_ index: Int) -> IPAddress? {
        address(packetDestinationAddress, index, .packetDestinationAddress, .packetDestinationIsIPv6)
    }

    private func address(
        _ column: [UInt32], _ index: Int, _ field: FieldPresence, _ isIPv6: FieldPresence
    ) -> IPAddress? {
        let present = self.present[index]
        guard present.contains(field) else { return nil }
        guard present.contains(isIPv6) else { return .ipv4(IPv4Address(column[index])) }
        return .ipv6(IPv6Address(ipv6Addresses[Int(column[index])]))
    }
}
