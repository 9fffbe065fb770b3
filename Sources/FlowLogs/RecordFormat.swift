/// Which field stands in which column of a flow log.
public struct RecordFormat: Hashable, Sendable {
    /// Field names in column order, as the header or the flow log's format spells them.
    public let names: [String]
    /// The known field of each column; nil for names that this version does not know.
    public let columns: [FlowLogField?]

    /// - Parameter names: at least one.
    public init(names: [String]) {
        self.names = names
        columns = names.map { FlowLogField(rawValue: $0) }
    }

    /// The default format of version 2, which logs without a header are read in.
    public static let version2 = RecordFormat(names: [
        "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol",
        "packets", "bytes", "start", "end", "action", "log-status",
    ])

    /// Whether some column holds the field.
    public func contains(_ field: FlowLogField) -> Bool { columns.contains(field) }

    /// Whether it is that of a transit gateway's flow logs, whose records name attachments and no interface.
    package var isOfTransitGateway: Bool {
        !contains(.interfaceID) && names.contains(where: TransitGatewayField.names.contains)
    }

    /// The fields that a verdict needs and this format lacks.
    public var missingForEvaluation: [FlowLogField] {
        FlowLogField.required.filter { field in
            switch field {
            case .srcaddr: !contains(.srcaddr) && !(contains(.flowDirection) && contains(.pktSrcaddr))
            case .dstaddr: !contains(.dstaddr) && !(contains(.flowDirection) && contains(.pktDstaddr))
            default: !contains(field)
            }
        }
    }
}

/// Why a text given as `--format` names no format.
public enum RecordFormatError: Error, Hashable, Sendable {
    case empty
    /// A word that is neither `${name}` nor a field name.
    case notAFieldName(String)
    case repeatedField(String)

    /// One sentence for the user.
    public var message: String {
        switch self {
        case .empty:
            "the format names no field; give it as the flow log's LogFormat, such as "
                + "'${version} ${account-id} ${interface-id} ...'"
        case .notAFieldName(let word):
            "\"\(word)\" is no field name; separate the names with spaces and write each as ${name}, "
                + "in single quotes so that the shell leaves them alone"
        case .repeatedField(let name):
            "the field \"\(name)\" is named twice; every column has one name of its own"
        }
    }
}

extension RecordFormat {
    /// Reads a flow log's `LogFormat`: `${version} ${account-id} ...`; bare names are taken too.
    public init(logFormat text: String) throws(RecordFormatError) {
        var names: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            var name = word
            if name.hasPrefix("${"), name.hasSuffix("}") { name = name.dropFirst(2).dropLast() }
            guard Self.isFieldName(Array(name.utf8).span) else { throw .notAFieldName(String(word)) }
            guard !names.contains(String(name)) else { throw .repeatedField(String(name)) }
            names.append(String(name))
        }
        guard !names.isEmpty else { throw .empty }
        self.init(names: names)
    }

    /// The format that a line names, or nil where the line is no header.
    ///
    /// A header consists of field names alone, at least half of which are known, none twice. No
    /// record looks like that: it would have to hold neither a number nor an upper-case word.
    init?(headerLine line: Span<UInt8>) {
        guard Self.consistsOfFieldNames(line) else { return nil }
        let names = String(copying: line).split { $0 == " " || $0 == "\t" || $0.isNewline }.map(String.init)
        let known = names.count {
            FlowLogField(rawValue: $0) != nil || TransitGatewayField.names.contains($0)
        }
        guard known > 0, known * 2 >= names.count, Set(names).count == names.count else { return nil }
        self.init(names: names)
    }

    /// A first look that allocates nothing, since records of some formats begin like a header.
    private static func consistsOfFieldNames(_ line: Span<UInt8>) -> Bool {
        var index = 0
        while index < line.count {
            guard !line[index].isColumnSeparator else {
                index += 1
                continue
            }
            var end = index
            while end < line.count, !line[end].isColumnSeparator { end += 1 }
            guard isFieldName(line.extracting(index..<end)) else { return false }
            index = end
        }
        return true
    }

    /// Lower-case letters, digits and hyphens, a letter first.
    private static func isFieldName(_ word: Span<UInt8>) -> Bool {
        guard !word.isEmpty, word[0].isLowercaseLetter else { return false }
        for index in word.indices {
            let byte = word[index]
            guard byte.isLowercaseLetter || byte.isDigit || byte == UInt8(ascii: "-") else { return false }
        }
        return true
    }
}

/// Fields of transit gateway flow logs, which have headers like those of VPC flow logs but neither
/// interface nor action, so that their records cannot be judged.
enum TransitGatewayField {
    static let names: Set<String> = [
        "resource-type", "tgw-id", "tgw-attachment-id", "tgw-src-vpc-account-id", "tgw-dst-vpc-account-id",
        "tgw-src-vpc-id", "tgw-dst-vpc-id", "tgw-src-subnet-id", "tgw-dst-subnet-id", "tgw-src-eni",
        "tgw-dst-eni", "tgw-src-az-id", "tgw-dst-az-id", "tgw-pair-attachment-id", "packets-lost-no-route",
        "packets-lost-blackhole", "packets-lost-mtu-exceeded", "packets-lost-ttl-expired",
    ]
}
