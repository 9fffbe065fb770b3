import FlowEvaluation
import FlowLogs
import GzipInput
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// Verdict records as events of the class Network Activity (4001) of the Open Cybersecurity Schema Framework, one JSON
/// object a line.
///
/// What the schema has no attribute for stands under `unmapped`, by the names of the other formats.
///
/// *Source: OCSF schema 1.3.0, "Network Activity" and the profile "Security Control".*
package final class OCSFRecordEncoder: VerdictRecordEncoder {
    private let selection: VerdictSelection?
    private let compiled: CompiledRuleSet
    /// Names by number of the decision, until those are forgotten.
    private var groups: [UInt32: DecisionNames.Group?] = [:]
    private var acls: [UInt32: DecisionNames.ACL?] = [:]
    /// `metadata` up to the name of the log.
    private let metadata: [UInt8]

    private static let schemaVersion = "1.3.0"
    private static let classNumber = 4001

    /// - Parameters:
    ///   - selection: the verdicts whose records are encoded; nil for all.
    ///   - version: `flowverdict`'s.
    package init(compiled: CompiledRuleSet, selection: VerdictSelection? = nil, version: String) {
        self.selection = selection
        self.compiled = compiled
        var metadata = OCSFText()
        metadata.append(
            "\"metadata\":{\"version\":\"\(Self.schemaVersion)\",\"profiles\":[\"security_control\"],\"product\":{\"name\":"
                + "\"FlowVerdict\",\"vendor_name\":\"FlowVerdict\",\"version\":")
        metadata.append(quoted: version)
        metadata.append("},\"log_name\":")
        self.metadata = metadata.bytes
    }

    package func forgetDecisions() {
        groups.removeAll(keepingCapacity: true)
        acls.removeAll(keepingCapacity: true)
    }

    package func encode(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch, text: Span<UInt8>,
        input: InputSource, matcher: RuleMatcher, into output: inout [UInt8]
    ) {
        var json = OCSFText()
        for index in 0..<batch.count {
            let code = Int(verdicts.code[index])
            guard let verdict = Verdict(code: code) else { continue }
            let statesReason = verdict.reason == .statedReason
            let stated = text.extracting(statesReason ? batch.rejectReason[index].range : 0..<0)
            if let selection, !selection.matches(code: code, statedReason: stated) { continue }
            let direction = verdicts.direction[index]
            let isStated = batch.present[index].contains(.interfaceID)
            let record = Record(
                index: index, verdict: verdict, direction: direction,
                reason: statesReason ? String(copying: stated) : verdict.reason.name,
                interface: isStated
                    ? String(copying: text.extracting(batch.interfaceText[index].range)) : nil,
                group: securityGroup(verdicts.groupDecision[index], matcher),
                acl: networkACL(index, batch, verdicts, matcher))
            append(record, batch, input, to: &json)
        }
        output += json.bytes
    }

    /// What an event is made of beside the columns.
    private struct Record {
        let index: Int
        let verdict: Verdict
        let direction: RecordDirection
        let reason: String
        let interface: String?
        let group: DecisionNames.Group?
        let acl: DecisionNames.ACL?
    }

    private func networkACL(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch,
        _ matcher: borrowing RuleMatcher
    ) -> DecisionNames.ACL? {
        let number = verdicts.aclDecision[index]
        let decision = matcher.decisions[Int(number)]
        guard decision.outcome != .undetermined else {
            let interface = verdicts.interfaceVersion(index, batch, matcher.compiled)
            return DecisionNames.undeterminedACL(ofInterface: interface, compiled)
        }
        if let known = acls[number] { return known }
        let acl = DecisionNames.networkACL(decision, compiled)
        acls[number] = .some(acl)
        return acl
    }

    private func securityGroup(_ number: UInt32, _ matcher: borrowing RuleMatcher) -> DecisionNames.Group? {
        if let known = groups[number] { return known }
        let group = DecisionNames.securityGroup(matcher.decisions[Int(number)], compiled)
        groups[number] = .some(group)
        return group
    }

    private func append(
        _ record: Record, _ batch: borrowing FlowRecordBatch, _ input: InputSource, to json: inout OCSFText
    ) {
        let index = record.index
        let present = batch.present[index]
        let activity = Activity(batch.logStatus[index], present.contains(.action) ? batch.action[index] : nil)
        json.append("{\"activity_id\":", activity.number)
        json.append(",\"category_uid\":4,\"class_uid\":", Self.classNumber)
        json.append(",\"type_uid\":", Self.classNumber * 100 + activity.number)
        json.append(",\"severity_id\":", record.verdict.severityNumber)
        json.append(",")
        appendTimes(index, batch, to: &json)
        json.append(metadata)
        json.append(quoted: input.displayName)
        json.append("},\"action_id\":", activity.actionNumber)
        json.append(",\"disposition_id\":", activity.dispositionNumber)
        json.append(",")
        let source = batch.matchedSource(index, record.direction)
        let destination = batch.matchedDestination(index, record.direction)
        let ports = (
            present.contains(.sourcePort) ? batch.sourcePort[index] : nil,
            present.contains(.destinationPort) ? batch.destinationPort[index] : nil
        )
        json.append("\"src_endpoint\":")
        appendEndpoint(source, ports.0, record.direction == .egress ? record.interface : nil, to: &json)
        json.append(",\"dst_endpoint\":")
        // Where the direction is not known, the interface is that of the side that the log is about.
        appendEndpoint(destination, ports.1, record.direction == .egress ? nil : record.interface, to: &json)
        json.append(",\"connection_info\":{\"direction_id\":", record.direction.number)
        if present.contains(.ipProtocol) { json.append(",\"protocol_num\":", batch.ipProtocol[index]) }
        if let family = (source ?? destination)?.family {
            json.append(",\"protocol_ver_id\":", family == .ipv4 ? 4 : 6)
        }
        if present.contains(.tcpFlags) { json.append(",\"tcp_flags\":", batch.tcpFlags[index]) }
        json.append("},\"traffic\":{")
        if present.contains(.packets) { json.append("\"packets\":", batch.packets[index]) }
        if present.contains(.bytes) {
            json.append(present.contains(.packets) ? ",\"bytes\":" : "\"bytes\":", batch.bytes[index])
        }
        json.append("},")
        appendRule(record, to: &json)
        appendUnmapped(record, batch.line(index), input, to: &json)
    }

    /// Milliseconds.
    private func appendTimes(_ index: Int, _ batch: borrowing FlowRecordBatch, to json: inout OCSFText) {
        let present = batch.present[index]
        func milliseconds(_ seconds: UInt64) -> UInt64 {
            let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
            return overflow ? .max : product
        }
        let start = present.contains(.start) ? milliseconds(batch.start[index]) : nil
        let end = present.contains(.end) ? milliseconds(batch.end[index]) : nil
        json.append("\"time\":", start ?? end ?? 0)
        if let start { json.append(",\"start_time\":", start) }
        if let end { json.append(",\"end_time\":", end) }
        json.append(",")
    }

    private func appendEndpoint(
        _ address: IPAddress?, _ port: UInt16?, _ interface: String?, to json: inout OCSFText
    ) {
        var separator = "{"
        if let address {
            json.append("{\"ip\":\"")
            json.append(address.description)
            json.append("\"")
            separator = ","
        }
        if let port {
            json.append(separator)
            json.append("\"port\":", port)
            separator = ","
        }
        if let interface {
            json.append(separator)
            json.append("\"interface_uid\":")
            json.append(quoted: interface)
            separator = ","
        }
        json.append(separator == "{" ? "{}" : "}")
    }

    /// The rule that decided what became of the packets, where one did.
    private func appendRule(_ record: Record, to json: inout OCSFText) {
        if record.verdict.verdictClass == .naclBlocked, let acl = record.acl, let rule = acl.rule {
            json.append("\"firewall_rule\":{\"uid\":")
            json.append(quoted: "\(acl.id)/\(record.direction.direction?.description ?? "-")/\(rule)")
            json.append(",\"type\":\"network ACL entry\"},")
        } else if record.verdict.verdictClass == .allowedBySG, let group = record.group {
            json.append("\"firewall_rule\":{\"uid\":")
            json.append(quoted: group.rule)
            json.append(",\"type\":\"security group rule\"},")
        }
    }

    private func appendUnmapped(
        _ record: Record, _ line: UInt64, _ input: InputSource, to json: inout OCSFText
    ) {
        json.append("\"unmapped\":{\"file\":")
        json.append(quoted: input.displayName)
        json.append(",\"line\":", line)
        json.append(",\"class\":\"")
        json.append(record.verdict.verdictClass.name)
        json.append("\",\"reason\":")
        json.append(quoted: record.reason)
        json.append(",\"certainty\":")
        json.append(quoted: record.verdict.certainty?.name)
        json.append(",\"security_group\":")
        json.append(quoted: record.group?.id)
        json.append(",\"security_group_rule\":")
        json.append(quoted: record.group?.rule)
        json.append(",\"network_acl\":")
        json.append(quoted: record.acl?.id)
        if let rule = record.acl?.rule {
            json.append(",\"network_acl_rule\":", rule)
        } else {
            json.append(",\"network_acl_rule\":null")
        }
        json.append("}}\n")
    }
}

/// What a record shows of a connection.
private struct Activity {
    let number: Int
    let actionNumber: Int
    let dispositionNumber: Int

    init(_ status: LogStatus, _ action: FlowAction?) {
        switch (status, action) {
        // Traffic; Allowed, Allowed.
        case (.ok, .accept?): (number, actionNumber, dispositionNumber) = (6, 1, 1)
        // Refuse; Denied, Blocked.
        case (.ok, .reject?): (number, actionNumber, dispositionNumber) = (5, 2, 2)
        // Unknown, all of it.
        case (.ok, nil), (.noData, _), (.skipData, _):
            (number, actionNumber, dispositionNumber) = (0, 0, 0)
        }
    }
}

extension RecordDirection {
    /// The schema's `direction_id`: Inbound, Outbound, Unknown.
    fileprivate var number: Int {
        switch self {
        case .ingress: 1
        case .egress: 2
        case .unknown: 0
        }
    }
}

extension Verdict {
    /// The schema's `severity_id`: Informational, and of anomalies Low, Medium or High by how certain they are.
    fileprivate var severityNumber: Int {
        guard verdictClass == .anomalous else { return 1 }
        return switch certainty {
        case .possible: 2
        case .likely: 3
        case .certain, nil: 4
        }
    }
}

/// JSON text in the making.
private struct OCSFText {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ text: String) { bytes += text.utf8 }
    mutating func append(_ text: [UInt8]) { bytes += text }

    mutating func append(_ text: String, _ number: some FixedWidthInteger) {
        append(text)
        var rest = UInt64(clamping: number)
        var digits: InlineArray<20, UInt8> = .init(repeating: 0)
        var first = 20
        repeat {
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        } while rest > 0
        for place in first..<20 { bytes.append(digits[place]) }
    }

    mutating func append(quoted text: String?) {
        if let text { JSONText.append(text, to: &bytes) } else { append("null") }
    }
}
