import FlowLogs
import GzipInput
import NetworkPrimitives
import TestSupport

/// All that reading a log to its end has shown, every record with the values of its own.
struct LogReading: Equatable {
    struct Record: Equatable {
        var line: UInt64
        var record: ReferenceRecord
        /// The interface's number in the table.
        var interface: UInt32?
    }

    var records: [Record] = []
    var counts = LineCounts()
    var malformed: [MalformedLineKind: MalformedLines] = [:]
    var formats: [RecordFormat] = []
    var fault: InputFault?
    var batchSizes: [Int] = []

    init(
        _ source: InputSource, format: RecordFormat = .version2, interfaces: [String] = [],
        blockSize: Int = LineBlockReader.blockSize
    ) {
        var parser = FlowRecordParser(interfaces: NameTable(interfaces), format: format)
        do throws(InputFault) {
            var reader = LineBlockReader(try ByteInput(source), blockSize: blockSize)
            var block = LineBlock()
            var batch = FlowRecordBatch()
            while try reader.next(into: &block) {
                parser.begin(block)
                while parser.parse(block, into: &batch) { append(batch, block) }
            }
        } catch {
            fault = error
        }
        counts = parser.counts
        malformed = parser.malformed
        formats = parser.formats
    }

    init(
        _ text: String, format: RecordFormat = .version2, interfaces: [String] = [],
        blockSize: Int = LineBlockReader.blockSize
    ) throws {
        let file = try LogTextFile(text)
        self.init(file.source, format: format, interfaces: interfaces, blockSize: blockSize)
    }

    init(
        _ bytes: [UInt8], named name: String = "flow.log", interfaces: [String] = [],
        blockSize: Int = LineBlockReader.blockSize
    ) throws {
        let file = try LogTextFile(bytes, named: name)
        self.init(file.source, interfaces: interfaces, blockSize: blockSize)
    }

    private mutating func append(_ batch: FlowRecordBatch, _ block: LineBlock) {
        batchSizes.append(batch.count)
        for index in 0..<batch.count {
            let interface = batch.present[index].contains(.interfaceID) ? batch.interface[index] : nil
            records.append(
                Record(
                    line: batch.line(index), record: ReferenceRecord(batch, index, block),
                    interface: interface == NameTable.unknown ? nil : interface))
        }
    }

    /// Headers, records, malformed and blank lines.
    var lineCounts: [UInt64] { [counts.headers, counts.records, counts.malformed, counts.blank] }
}

extension LogTextFile {
    var source: InputSource { .file(path: path) }
}

extension ReferenceRecord {
    /// The record of a batch that was parsed from `block`, without the names of its fields.
    init(_ batch: FlowRecordBatch, _ index: Int, _ block: LineBlock) {
        let present = batch.present[index]
        func value<Value>(_ field: FieldPresence, _ column: [Value]) -> Value? {
            present.contains(field) ? column[index] : nil
        }
        func text(_ field: FieldPresence, _ column: [TextRange]) -> String? {
            value(field, column).map { String(copying: block.bytes.span.extracting($0.range)) }
        }
        func address(_ field: FieldPresence, _ isIPv6: FieldPresence, _ column: [UInt32]) -> IPAddress? {
            guard let value = value(field, column) else { return nil }
            if present.contains(isIPv6) { return .ipv6(IPv6Address(batch.ipv6Addresses[Int(value)])) }
            return .ipv4(IPv4Address(value))
        }
        self.init(
            interfaceID: text(.interfaceID, batch.interfaceText),
            sourceAddress: address(.sourceAddress, .sourceIsIPv6, batch.sourceAddress),
            destinationAddress: address(.destinationAddress, .destinationIsIPv6, batch.destinationAddress),
            packetSourceAddress: address(
                .packetSourceAddress, .packetSourceIsIPv6, batch.packetSourceAddress),
            packetDestinationAddress: address(
                .packetDestinationAddress, .packetDestinationIsIPv6, batch.packetDestinationAddress),
            sourcePort: value(.sourcePort, batch.sourcePort),
            destinationPort: value(.destinationPort, batch.destinationPort),
            ipProtocol: value(.ipProtocol, batch.ipProtocol), packets: value(.packets, batch.packets),
            bytes: value(.bytes, batch.bytes), start: value(.start, batch.start),
            end: value(.end, batch.end),
            action: value(.action, batch.action).map { $0 == .accept ? .accept : .reject },
            logStatus: batch.logStatus[index].reference, tcpFlags: value(.tcpFlags, batch.tcpFlags),
            flowDirection: value(.flowDirection, batch.flowDirection),
            rejectReason: text(.rejectReason, batch.rejectReason), formatFields: [])
    }

    /// The record as a batch has it: a missing status is `OK`, and what the fields are called is lost.
    var asParsed: ReferenceRecord {
        var record = self
        record.formatFields = []
        record.logStatus = logStatus ?? .ok
        return record
    }
}

extension LogStatus {
    fileprivate var reference: ReferenceRecord.LogStatus {
        switch self {
        case .ok: .ok
        case .noData: .noData
        case .skipData: .skipData
        }
    }
}

/// A line of the default format with the columns that a test is about.
func line(
    interface: String = "eni-0a1b2c3d", from source: String = "10.0.0.1", to destination: String = "10.0.0.2",
    ports: (String, String) = ("49152", "443"), protocol: String = "6", packets: String = "1",
    bytes: String = "40", start: String = "1700000000", end: String = "1700000060",
    action: String = "ACCEPT", status: String = "OK"
) -> String {
    [
        "2", "123456789012", interface, source, destination, ports.0, ports.1, `protocol`, packets, bytes,
        start, end, action, status,
    ].joined(separator: " ")
}

let version2Header = ReferenceRecord.header(fields: ReferenceRecord.defaultFields)
