import FlowEvaluation
import FlowLogs
import GzipInput
import NetworkPrimitives
import RuleMatching

/// Encodes verdict records in one format; one worker's own.
///
/// Records repeat: what they share (an input, an interface, a verdict, an answer of a layer) is
/// spelled once and copied from then on, so that a record costs its numbers and addresses.
struct RecordEncoder {
    private let selection: VerdictSelection?
    private let syntax: RecordSyntax
    private var fragments: RecordFragments
    /// Text that is spelled for one record alone.
    private var ownText: [UInt8] = []

    /// Bytes of a record at the most, its texts of any length (name of the input, interface, stated
    /// reason, rules) not counted: keys, nine numbers, two addresses, the longest words of verdicts.
    private static let fixedSize = 1024
    /// Bytes that escaping makes of one at the most: `\u001f`.
    private static let escapedSize = 6

    init(_ syntax: RecordSyntax, compiled: CompiledRuleSet, selection: VerdictSelection?) {
        self.syntax = syntax
        self.selection = selection
        fragments = RecordFragments(syntax, compiled)
    }

    mutating func forgetDecisions() { fragments.forgetDecisions() }

    mutating func encode(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch, text: Span<UInt8>,
        input: InputSource, matcher: RuleMatcher, into output: inout [UInt8]
    ) {
        fragments.begin(input, decisionCount: matcher.decisions.count)
        var buffer = RecordBuffer()
        for index in 0..<batch.count {
            let code = Int(verdicts.code[index])
            let statedReason = fragments.statesReason(code) ? batch.rejectReason[index].range : 0..<0
            if let selection {
                let reason = text.extracting(statedReason)
                guard selection.matches(code: code, statedReason: reason) else { continue }
            }
            let interface =
                batch.present[index].contains(.interfaceID) ? batch.interfaceText[index].range : 0..<0
            let group = fragments.securityGroup(verdicts.groupDecision[index], matcher)
            let acl = networkACL(index, batch, verdicts, matcher)
            buffer.reserve(
                Self.fixedSize + Int(fragments.file.count + group.count + acl.count)
                    + Self.escapedSize * (interface.count + statedReason.count),
                spillingInto: &output)
            buffer.append { cursor in
                appendPlace(index, batch, text.extracting(interface), to: &cursor)
                appendTraffic(index, batch, verdicts.direction[index], to: &cursor)
                appendVerdict(code, statedReason: text.extracting(statedReason), to: &cursor)
                fragments.append(group, to: &cursor)
                fragments.append(acl, to: &cursor)
            }
        }
        buffer.drain(into: &output)
    }

    /// What the network ACL answered, spelled.
    @inline(__always)
    private mutating func networkACL(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch,
        _ matcher: borrowing RuleMatcher
    ) -> Fragment {
        // Without an operator or argument that makes a closure of the interface: it would copy the batch every time.
        if let told = fragments.networkACL(verdicts.aclDecision[index], matcher) { return told }
        return fragments.undeterminedACL(
            ofInterface: verdicts.interfaceVersion(index, batch, matcher.compiled))
    }

    /// Input, line and interface.
    @inline(__always)
    private mutating func appendPlace(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ interface: Span<UInt8>,
        to cursor: inout RecordCursor
    ) {
        fragments.appendFile(to: &cursor)
        cursor.append(decimal: batch.line(index))
        if interface.isEmpty {
            fragments.appendNull(.interface, to: &cursor)
        } else if batch.interface[index] != NameTable.unknown {
            fragments.appendInterface(Int(batch.interface[index]), to: &cursor)
        } else {
            fragments.appendOpening(.interface, to: &cursor)
            cursor.appendApart { append(interface, to: &$0) }
        }
    }

    /// What passed, when, and whether it was let through.
    @inline(__always)
    private func appendTraffic(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ direction: RecordDirection,
        to cursor: inout RecordCursor
    ) {
        let present = batch.present[index]
        func number(_ column: VerdictRecordColumn, _ value: UInt64, _ field: FieldPresence) {
            guard present.contains(field) else { return fragments.appendNull(column, to: &cursor) }
            fragments.appendOpening(column, to: &cursor)
            cursor.append(decimal: value)
        }
        func address(_ column: VerdictRecordColumn, _ value: IPAddress?) {
            guard let value else { return fragments.appendNull(column, to: &cursor) }
            fragments.appendTextOpening(column, to: &cursor)
            cursor.append(value)
            fragments.appendQuote(to: &cursor)
        }
        fragments.appendDirection(direction, to: &cursor)
        address(.source, batch.matchedSource(index, direction))
        number(.sourcePort, UInt64(batch.sourcePort[index]), .sourcePort)
        address(.destination, batch.matchedDestination(index, direction))
        number(.destinationPort, UInt64(batch.destinationPort[index]), .destinationPort)
        number(.ipProtocol, UInt64(batch.ipProtocol[index]), .ipProtocol)
        number(.packets, batch.packets[index], .packets)
        number(.bytes, batch.bytes[index], .bytes)
        number(.start, batch.start[index], .start)
        number(.end, batch.end[index], .end)
        fragments.appendAction(present.contains(.action) ? batch.action[index] : nil, to: &cursor)
    }

    @inline(__always)
    private mutating func appendVerdict(
        _ code: Int, statedReason: Span<UInt8>, to cursor: inout RecordCursor
    ) {
        fragments.appendVerdict(code, to: &cursor)
        guard fragments.statesReason(code) else { return }
        cursor.appendApart { append(statedReason, to: &$0) }
        fragments.appendNull(.certainty, to: &cursor)
    }

    private mutating func append(_ text: Span<UInt8>, to cursor: inout RecordCursor) {
        ownText.removeAll(keepingCapacity: true)
        syntax.append(text, to: &ownText)
        cursor.append(ownText)
    }
}
