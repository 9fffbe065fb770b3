import NetworkPrimitives

/// Reads log text line by line and word by word, straight from the words of the contract: the twin of the
/// parser that reads blocks.
package struct NaiveLogReader {
    /// Why a line is no record: the cause in the parser's own words, and the column's field.
    package struct Malformed: Hashable, Sendable {
        package var line: Int
        package var cause: String
        package var field: String?
    }

    package private(set) var records: [(line: Int, record: ReferenceRecord)] = []
    package private(set) var malformed: [Malformed] = []
    package private(set) var headers = 0
    package private(set) var blank = 0
    package private(set) var lines = 0

    private var fields: [String]

    /// - Parameter fields: the columns until a header names others.
    package init(_ text: [UInt8], fields: [String] = ReferenceRecord.defaultFields) {
        self.fields = fields
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var rest = text.starts(with: mark) ? text[3...] : text[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 10) ?? rest.endIndex
            lines += 1
            read(rest[rest.startIndex..<end])
            rest = rest[min(end + 1, rest.endIndex)...]
        }
    }

    /// Field names by the version that brought them. *Source: VPC guide, "Flow log records".*
    package static let fieldsOfVersion: [Int: [String]] = [
        2: ReferenceRecord.defaultFields,
        3: ["vpc-id", "subnet-id", "instance-id", "tcp-flags", "type", "pkt-srcaddr", "pkt-dstaddr"],
        4: ["region", "az-id", "sublocation-type", "sublocation-id"],
        5: ["pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction", "traffic-path"],
        7: [
            "ecs-cluster-arn", "ecs-cluster-name", "ecs-container-instance-arn", "ecs-container-instance-id",
            "ecs-container-id", "ecs-second-container-id", "ecs-service-name", "ecs-task-definition-arn",
            "ecs-task-arn", "ecs-task-id",
        ],
        8: ["reject-reason"],
        9: ["resource-id"],
        10: ["encryption-status"],
        11: [
            "instance-tag", "instance-tag-2", "interface-tag", "interface-tag-2", "asg-tag", "asg-tag-2",
            "interface-type", "next-hop-interface-id", "next-hop-subnet-id", "next-hop-az-id",
            "next-hop-vpc-id", "next-hop-interface-type",
        ],
    ]

    /// The default format of transit gateway flow logs. *Source: transit gateway guide, "Flow log records".*
    package static let transitGatewayFields =
        """
        version resource-type account-id tgw-id tgw-attachment-id tgw-src-vpc-account-id \
        tgw-dst-vpc-account-id tgw-src-vpc-id tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni \
        tgw-dst-eni tgw-src-az-id tgw-dst-az-id tgw-pair-attachment-id srcaddr dstaddr srcport dstport \
        protocol packets bytes start end log-status type packets-lost-no-route packets-lost-blackhole \
        packets-lost-mtu-exceeded packets-lost-ttl-expired tcp-flags region flow-direction \
        pkt-src-aws-service pkt-dst-aws-service
        """.split(separator: " ").map(String.init)
}

// MARK: - Lines

extension NaiveLogReader {
    private mutating func read(_ line: ArraySlice<UInt8>) {
        if line.count > 1_048_576 {
            malformed.append(Malformed(line: lines, cause: "lineTooLong"))
            return
        }
        let words = line.split { $0 == 32 || $0 == 9 || $0 == 13 }.map { String(decoding: $0, as: UTF8.self) }
        if words.isEmpty {
            blank += 1
        } else if Self.isHeader(words) {
            headers += 1
            fields = words
        } else if words.count != fields.count {
            malformed.append(Malformed(line: lines, cause: "wrongColumnCount"))
        } else {
            readRecord(words)
        }
    }

    /// Field names alone, half of them known at least, none twice.
    private static func isHeader(_ words: [String]) -> Bool {
        let letters = Set("abcdefghijklmnopqrstuvwxyz")
        let others = letters.union("0123456789-")
        guard words.allSatisfy({ letters.contains($0.first ?? " ") && others.isSuperset(of: $0) }) else {
            return false
        }
        let names = Set(fieldsOfVersion.values.joined()).union(transitGatewayFields)
        let known = words.count { names.contains($0) }
        return known > 0 && known * 2 >= words.count && Set(words).count == words.count
    }

    private mutating func readRecord(_ words: [String]) {
        var record = ReferenceRecord(formatFields: Set(fields))
        for (field, word) in zip(fields, words) where word != "-" {
            if let cause = Self.set(field, to: word, in: &record) {
                malformed.append(Malformed(line: lines, cause: cause, field: field))
                return
            }
        }
        records.append((lines, record))
    }
}

// MARK: - Columns

extension NaiveLogReader {
    /// Sets a field; the cause where the word is none of its values.
    private static func set(_ field: String, to word: String, in record: inout ReferenceRecord) -> String? {
        switch field {
        case "interface-id": record.interfaceID = word
        case "srcaddr": return setAddress(&record.sourceAddress, word)
        case "dstaddr": return setAddress(&record.destinationAddress, word)
        case "pkt-srcaddr": return setAddress(&record.packetSourceAddress, word)
        case "pkt-dstaddr": return setAddress(&record.packetDestinationAddress, word)
        case "srcport": return setNumber(&record.sourcePort, word)
        case "dstport": return setNumber(&record.destinationPort, word)
        case "protocol": return setNumber(&record.ipProtocol, word)
        case "packets": return setNumber(&record.packets, word)
        case "bytes": return setNumber(&record.bytes, word)
        case "start": return setNumber(&record.start, word, upTo: 253_402_300_799)
        case "end": return setNumber(&record.end, word, upTo: 253_402_300_799)
        case "tcp-flags": return setNumber(&record.tcpFlags, word)
        case "action":
            record.action = ReferenceRecord.Action(rawValue: word)
            return record.action == nil ? "invalidValue" : nil
        case "log-status":
            record.logStatus = ReferenceRecord.LogStatus(rawValue: word)
            return record.logStatus == nil ? "invalidValue" : nil
        case "flow-direction":
            record.flowDirection = TrafficDirection.allCases.first { "\($0)" == word }
            return record.flowDirection == nil ? "invalidValue" : nil
        case "reject-reason": record.rejectReason = word
        default: break
        }
        return nil
    }

    private static func setAddress(_ value: inout IPAddress?, _ word: String) -> String? {
        value = IPAddress(word)
        return value == nil ? "invalidAddress" : nil
    }

    private static func setNumber<Number: FixedWidthInteger & UnsignedInteger>(
        _ value: inout Number?, _ word: String, upTo maximum: Number = .max
    ) -> String? {
        guard word.utf8.allSatisfy({ (48...57).contains($0) }) else { return "invalidNumber" }
        value = Number(word)
        guard let value, value <= maximum else { return "numberOutOfRange" }
        return nil
    }
}
