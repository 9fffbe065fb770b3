/// The columns of a verdict record, in order.
enum VerdictRecordColumn: Int, CaseIterable {
    case file, line, interface, direction
    case source, sourcePort, destination, destinationPort, ipProtocol
    case packets, bytes, start, end
    case action, verdictClass, reason, certainty
    case securityGroup, securityGroupRule, networkACL, networkACLRule

    /// The key in NDJSON, the name in the header of CSV.
    var name: String {
        switch self {
        case .file: "file"
        case .line: "line"
        case .interface: "interface"
        case .direction: "direction"
        case .source: "source"
        case .sourcePort: "source_port"
        case .destination: "destination"
        case .destinationPort: "destination_port"
        case .ipProtocol: "protocol"
        case .packets: "packets"
        case .bytes: "bytes"
        case .start: "start"
        case .end: "end"
        case .action: "action"
        case .verdictClass: "class"
        case .reason: "reason"
        case .certainty: "certainty"
        case .securityGroup: "security_group"
        case .securityGroupRule: "security_group_rule"
        case .networkACL: "network_acl"
        case .networkACLRule: "network_acl_rule"
        }
    }
}

/// How a format spells a record; the encoder itself knows columns alone.
enum RecordSyntax {
    case ndjson
    case csv

    /// What stands before the value of a column.
    func opening(_ column: VerdictRecordColumn) -> [UInt8] {
        let isFirst = column == .file
        switch self {
        case .ndjson: return Array("\(isFirst ? "{" : ",")\"\(column.name)\":".utf8)
        case .csv: return isFirst ? [] : [UInt8(ascii: ",")]
        }
    }

    var null: [UInt8] { self == .ndjson ? Array("null".utf8) : [] }

    /// What stands before and behind a text that needs no escapes.
    var quote: [UInt8] { self == .ndjson ? [UInt8(ascii: "\"")] : [] }

    var recordEnd: [UInt8] { Array((self == .ndjson ? "}\n" : "\n").utf8) }

    /// Appends a text value, with quotes and escapes as it needs them.
    func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        switch self {
        case .ndjson: JSONText.append(text, to: &output)
        case .csv: CSVText.append(text, to: &output)
        }
    }

    func append(_ text: String, to output: inout [UInt8]) {
        switch self {
        case .ndjson: JSONText.append(text, to: &output)
        case .csv: CSVText.append(text, to: &output)
        }
    }

    /// A column with a text value, or null.
    func column(_ column: VerdictRecordColumn, _ text: String?) -> [UInt8] {
        var output = opening(column)
        if let text { append(text, to: &output) } else { output += null }
        return output
    }

    /// A column with a number, or null.
    func column(_ column: VerdictRecordColumn, number: Int?) -> [UInt8] {
        opening(column) + (number.map { Array("\($0)".utf8) } ?? null)
    }
}
