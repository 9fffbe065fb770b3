import FlowLogs
import Foundation
import GzipInput
import NetworkPrimitives
import TestSupport
import Testing

/// Every flow log that other projects test with, with counts worked out by hand from the files. Skipped where
/// the shared folder is absent.
@Suite(.enabled(if: SharedFolder.corpus != nil, Comment(rawValue: SharedFolder.absence)))
struct CorpusTests {
    enum Expectation: Equatable {
        /// Headers, records, malformed and blank lines.
        case read([UInt64])
        /// JSON that wraps no lines.
        case withoutMessages
        case refusedText(TextRefusal)
        case refusedContent(ContentKind)
    }

    private static let expectations: [String: [String: Expectation]] = [
        "awsdocs+amazon-vpc-user-guide": [
            "flow-log-example-accepted-rejected.log": .read([0, 2, 0, 0]),
            "flow-log-example-ipv6.log": .read([0, 1, 0, 0]),
            // Two lines end in a comment.
            "flow-log-example-nat.log": .read([1, 4, 2, 0]),
            "flow-log-example-no-data.log": .read([0, 2, 0, 0]),
            "flow-log-example-security-groups.log": .read([0, 2, 0, 0]),
            "flow-log-example-tcp-flag.log": .read([1, 8, 0, 0]),
            // One line says "...".
            "flow-log-example-tgw.log": .read([1, 4, 1, 0]),
            "flow-log-example-traffic-path.log": .read([1, 2, 0, 0]),
        ],
        "elastic+beats": [
            "accept-reject-traffic.log": .read([1, 4, 0, 0]),
            "bad.log": .read([0, 0, 1, 0]),
            "custom-nat-gateway.log": .read([1, 2, 0, 0]),
            "custom-transit-gateway.log": .read([0, 0, 1, 0]),
            "ipv6.log": .read([0, 1, 0, 0]),
            "no-data-skip-data.log": .read([0, 2, 0, 0]),
            "tcp-flag-sequence-skip-data.log": .read([2, 2, 0, 1]),
            "tcp-flag-sequence.log": .read([1, 1, 0, 0]),
        ],
        "elastic+integrations": [
            "test-ecs-samples.log": .read([0, 0, 10, 0]),
            "test-extra-samples.log": .read([0, 7, 0, 0]),
            "test-tcp-flag-sequence.log": .read([3, 3, 0, 0]),
            "test-tgw-samples.log": .read([0, 0, 10, 0]),
            "test-v5-all-fields.log": .read([0, 0, 1, 0]),
            "test-v8-samples.log": .read([0, 0, 1, 0]),
            "test-with-message-field.log": .read([0, 1, 0, 0]),
        ],
        "grafana+lambda-promtail": [
            "cloudwatch-logs-event.json": .withoutMessages,
            "vpcflowlog.log.gz": .read([1, 3, 0, 0]),
        ],
        "m-mizutani+aws-vpcflowlogs-parquet": [
            "sample1.log": .read([1, 2, 0, 0]),
            "sample2.log.gz": .read([1, 2, 0, 0]),
        ],
        "obsrvbl-oss+flowlogs-reader": ["flows.parquet": .refusedContent(.parquet)],
        "ocsf+examples/dataprepper-v1.1.0": ["vpcflowlog.raw": .withoutMessages],
        "ocsf+examples/markdown-v1.0.0-rc.2": [
            "vpcflowlog.ocsf": .withoutMessages, "vpcflowlog.raw": .refusedText(.commaSeparated),
        ],
        "ocsf+examples/markdown-v1.5.0": [
            "vpcflowlog.ocsf": .withoutMessages, "vpcflowlog.raw": .refusedText(.commaSeparated),
        ],
        "open-telemetry+opentelemetry-collector-contrib": [
            "valid_tgw_flow_cw.json": .read([0, 0, 1, 0]),
            "valid_tgw_flow_log.log": .read([1, 1, 0, 0]),
            "valid_vpc_flow_cw.json": .read([0, 2, 0, 0]),
            "valid_vpc_flow_cw_custom.json": .read([0, 0, 2, 0]),
            "valid_vpc_flow_log.log": .read([1, 1, 0, 0]),
            "valid_vpc_flow_log_ecs.log": .read([1, 1, 0, 0]),
            "valid_vpc_flow_log_multi.log": .read([1, 2, 0, 0]),
            "vpc_flow_log_too_few_fields.log": .read([1, 0, 1, 0]),
            "vpc_flow_log_too_many_fields.log": .read([1, 0, 1, 0]),
        ],
    ]

    private func path(_ file: String) throws -> String {
        try #require(SharedFolder.corpus).appending(path: file).path
    }

    private func read(_ file: String, fields: [String] = ReferenceRecord.defaultFields) throws -> LogReading {
        LogReading(.file(path: try path(file)), format: RecordFormat(names: fields))
    }

    /// Versions 2 to 5, in the order of the guide, then those that follow.
    private static func documentedFields(upTo version: Int) -> [String] {
        let versions = NaiveLogReader.fieldsOfVersion.filter { $0.key <= version }
        return versions.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    private func expectation(of file: String) throws -> Expectation {
        do throws(InputFault) {
            var reader = LineBlockReader(try ByteInput(.file(path: file)))
            var block = LineBlock()
            if try reader.next(into: &block),
                let refusal = TextRefusal(firstLine: block.bytes.span.extracting(0..<block.count))
            {
                return .refusedText(refusal)
            }
        } catch {
            if error.cause == .noMessages { return .withoutMessages }
            guard case .refused(let kind) = error.cause else { throw error }
            return .refusedContent(kind)
        }
        let reading = LogReading(.file(path: file))
        #expect(reading.fault == nil)
        return .read(reading.lineCounts)
    }

    @Test(arguments: expectations.keys.sorted())
    func everyFileIsReadOrRefused(folder: String) throws {
        let expected = try #require(Self.expectations[folder])
        let contents = try FileManager.default.contentsOfDirectory(atPath: try path(folder))
        #expect(Set(contents) == Set(expected.keys))
        for (name, expectation) in expected {
            #expect(try self.expectation(of: try path("\(folder)/\(name)")) == expectation, "\(name)")
        }
    }

    @Test func whatIsNotReadSaysWhy() throws {
        let wrongColumnCount = MalformedLineKind(.wrongColumnCount)
        func found(_ file: String) throws -> [MalformedLineKind: String] {
            try read(file).malformed.mapValues { "\($0.count) from \($0.firstLine): \($0.found)" }
        }
        let integrations = "elastic+integrations/"
        #expect(try found("elastic+beats/bad.log") == [wrongColumnCount: "1 from 1: 4 columns"])
        #expect(
            try found("elastic+beats/custom-transit-gateway.log") == [
                wrongColumnCount: "1 from 1: 17 columns"
            ])
        #expect(
            try found(integrations + "test-ecs-samples.log") == [wrongColumnCount: "10 from 1: 39 columns"])
        #expect(
            try found(integrations + "test-tgw-samples.log") == [wrongColumnCount: "10 from 1: 36 columns"])
        #expect(
            try found(integrations + "test-v5-all-fields.log") == [wrongColumnCount: "1 from 1: 29 columns"])
        #expect(try found(integrations + "test-v8-samples.log") == [wrongColumnCount: "1 from 1: 40 columns"])
        let guide = "awsdocs+amazon-vpc-user-guide/flow-log-example-"
        #expect(try found(guide + "nat.log") == [wrongColumnCount: "2 from 6: 16 columns"])
        #expect(try found(guide + "tgw.log") == [wrongColumnCount: "1 from 3: 1 columns"])
        let collector = "open-telemetry+opentelemetry-collector-contrib/vpc_flow_log_too_"
        #expect(try found(collector + "few_fields.log") == [wrongColumnCount: "1 from 2: 13 columns"])
        #expect(try found(collector + "many_fields.log") == [wrongColumnCount: "1 from 2: 15 columns"])
    }

    @Test func logsWithoutAHeaderAreReadInTheirOwnFormat() throws {
        let transit = try read(
            "elastic+beats/custom-transit-gateway.log",
            fields: [
                "version", "interface-id", "account-id", "vpc-id", "subnet-id", "instance-id", "srcaddr",
                "dstaddr", "srcport", "dstport", "protocol", "tcp-flags", "type", "pkt-srcaddr",
                "pkt-dstaddr", "action", "log-status",
            ])
        #expect(transit.lineCounts == [0, 1, 0, 0])
        #expect(transit.records.first?.record.destinationPort == 80)
        #expect(transit.records.first?.record.tcpFlags == 3)

        let version5 = try read(
            "elastic+integrations/test-v5-all-fields.log", fields: Self.documentedFields(upTo: 5))
        #expect(version5.lineCounts == [0, 1, 0, 0])
        let record = try #require(version5.records.first?.record)
        #expect(record.interfaceID == "eni-069xxxxxb7a490" && record.action == .reject)
        #expect(record.destinationAddress == IPAddress("10.200.0.0"))
        #expect(record.packetDestinationAddress == IPAddress("10.200.0.80"))
        #expect(record.start == 164_000_066 && record.end == 1_640_000_297)
        #expect(record.tcpFlags == 1 && record.flowDirection == .ingress)

        let containers = try read(
            "elastic+integrations/test-ecs-samples.log", fields: Self.documentedFields(upTo: 7))
        #expect(containers.lineCounts == [0, 10, 0, 0])
        #expect(containers.records.allSatisfy { $0.record.interfaceID == nil })
        #expect(containers.records[0].record.destinationAddress == IPAddress("2a02:cf40::"))
        let directions = containers.records.map { $0.record.flowDirection == .ingress }
        #expect(directions == [true, false, true, false, false, true, false, true, true, true])

        let version8 = try read(
            "elastic+integrations/test-v8-samples.log", fields: Self.documentedFields(upTo: 8))
        #expect(version8.lineCounts == [0, 1, 0, 0])
        #expect(version8.records.first?.record.rejectReason == "BPA")
        #expect(version8.records.first?.record.logStatus == .noData)
    }

    @Test func theGuidesConnectionIsReadInFull() throws {
        let records = try read("awsdocs+amazon-vpc-user-guide/flow-log-example-tcp-flag.log").records.map(
            \.record)
        #expect(records.map(\.tcpFlags) == [2, 18, 2, 18, 1, 1, 3, 19])
        #expect(records.map(\.packets) == [8, 7, 70, 12, 1219, 15774, 17, 14])
        #expect(records.map(\.bytes) == [568, 376, 100_701, 632, 63388, 23_294_588, 1260, 967])
        #expect(records[7].sourceAddress == IPAddress("10.0.0.62") && records[7].destinationPort == 43638)
        #expect(records[7].packetSourceAddress == IPAddress("10.0.0.62"))
        #expect(records.allSatisfy { $0.action == .accept && $0.ipProtocol == 6 && $0.logStatus == .ok })
    }

    @Test func valuesOfTheOtherLogsAreTheirs() throws {
        let guide = "awsdocs+amazon-vpc-user-guide/flow-log-example-"
        let nat = try read(guide + "nat.log").records.map(\.record)
        #expect(
            nat.map(\.packetDestinationAddress)
                == ["203.0.113.5", "203.0.113.5", "10.0.0.220", "10.0.1.5"].map { IPAddress($0) })
        #expect(nat.allSatisfy { $0.action == nil && $0.sourcePort == nil })
        let path = try read(guide + "traffic-path.log").records.map(\.record)
        #expect(
            path.map(\.flowDirection) == [.ingress, .egress]
                && path.map(\.start) == [1_616_729_292, 1_616_729_292])
        let transit = try read(guide + "tgw.log").records
        #expect(transit.map(\.line) == [2, 4, 5, 6])
        #expect(transit.map(\.record.tcpFlags) == [3, 19, 3, 19])
        let version6 = try read(guide + "ipv6.log").records.map(\.record)
        #expect(version6.first?.destinationAddress == IPAddress("2001:db8:1234:a102:3304:8879:34cf:4071"))
        let nothing = try read(guide + "no-data.log").records.map(\.record)
        #expect(nothing.map(\.logStatus) == [.noData, .skipData] && nothing.allSatisfy { $0.action == nil })
        let archive = try read("grafana+lambda-promtail/vpcflowlog.log.gz").records.map(\.record)
        #expect(
            archive.map(\.sourcePort) == [60220, 443, 5007] && archive.map(\.bytes) == [21869, 12071, 112])
        let skipped = try read("elastic+beats/tcp-flag-sequence-skip-data.log").records
        #expect(skipped.map(\.line) == [2, 5] && skipped.map(\.record.logStatus) == [.skipData, .noData])
    }

    @Test func anArchiveAndItsTextReadTheSame() throws {
        let folder = "m-mizutani+aws-vpcflowlogs-parquet/"
        let text = try read(folder + "sample1.log")
        #expect(try read(folder + "sample2.log.gz") == text)
        #expect(
            text.records.map(\.record.bytes) == [965, 553]
                && text.records.map(\.record.ipProtocol) == [17, 17])
    }

    @Test func aTransitGatewaysLogIsReadButCannotBeJudged() throws {
        let reading = try read("open-telemetry+opentelemetry-collector-contrib/valid_tgw_flow_log.log")
        #expect(reading.formats.map(\.missingForEvaluation) == [[.interfaceID, .action]])
        #expect(reading.records.map(\.record.destinationPort) == [443])
    }
}
