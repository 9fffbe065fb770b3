import TestSupport
import Testing

@testable import FlowLogs

struct RecordFormatTests {
    @Test func readsTheFormatThatDescribeFlowLogsGives() throws {
        let text = "${version} ${vpc-id} ${pkt-srcaddr}"
        #expect(try RecordFormat(logFormat: text).names == ["version", "vpc-id", "pkt-srcaddr"])
        #expect(try RecordFormat(logFormat: text).columns == [.version, .vpcID, .pktSrcaddr])
        let version2 = ReferenceRecord.defaultFields.map { "${\($0)}" }.joined(separator: " ")
        #expect(try RecordFormat(logFormat: version2) == .version2)
    }

    @Test(arguments: ["srcaddr dstaddr", "  ${srcaddr}\t\t${dstaddr} \n", "${srcaddr} dstaddr"])
    func bareNamesAndAnySpacingAreTaken(text: String) throws {
        #expect(try RecordFormat(logFormat: text).columns == [.srcaddr, .dstaddr])
    }

    @Test func fieldsOfLaterVersionsAreTakenAsUnknownColumns() throws {
        let format = try RecordFormat(logFormat: "${srcaddr} ${field-of-version-12}")
        #expect(format.names == ["srcaddr", "field-of-version-12"])
        #expect(format.columns == [.srcaddr, nil])
    }

    @Test(arguments: ["", "  ", "\n\t"])
    func aFormatWithoutFieldsIsRefused(text: String) {
        #expect(throws: RecordFormatError.empty) { try RecordFormat(logFormat: text) }
    }

    @Test(arguments: [
        ("${version}${srcaddr}", "${version}${srcaddr}"), ("version,srcaddr", "version,srcaddr"),
        ("${version} ${}", "${}"), ("$version", "$version"), ("version 2", "2"), ("Version", "Version"),
        ("src_addr", "src_addr"), ("${srcaddr", "${srcaddr"), ("-", "-"), ("src\u{e4}ddr", "src\u{e4}ddr"),
    ])
    func whatIsNoFieldNameIsRefusedByName(text: String, word: String) {
        #expect(throws: RecordFormatError.notAFieldName(word)) { try RecordFormat(logFormat: text) }
        #expect(RecordFormatError.notAFieldName(word).message.contains("\"\(word)\""))
    }

    @Test func aFieldNamedTwiceIsRefusedByName() {
        #expect(throws: RecordFormatError.repeatedField("srcaddr")) {
            try RecordFormat(logFormat: "${srcaddr} ${dstaddr} srcaddr")
        }
        #expect(RecordFormatError.repeatedField("srcaddr").message.contains("\"srcaddr\""))
    }

    @Test(arguments: [
        "srcaddr", "version account-id", " \tsrcaddr\t dstaddr \r", "srcaddr later-field",
        NaiveLogReader.transitGatewayFields.joined(separator: " "),
    ])
    func aLineOfFieldNamesIsAHeader(line: String) {
        let words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" }.map(String.init)
        #expect(RecordFormat(header: line)?.names == words)
    }

    @Test(arguments: [
        "", "   ", "\r", "srcaddr dstaddr 2", "Version account-id", "srcaddr srcaddr", "srcaddr, dstaddr",
        "${srcaddr} ${dstaddr}", "srcaddr one two", "ingress nat", "eni-0a1b", "- srcaddr", "srcaddr OK",
        "2srcaddr dstaddr", "srcaddr pkt_srcaddr",
    ])
    func otherLinesAreNoHeader(line: String) {
        #expect(RecordFormat(header: line) == nil)
    }

    @Test func aTransitGatewayLogLacksWhatAVerdictNeeds() throws {
        #expect(NaiveLogReader.transitGatewayFields.count == 36)
        let line = NaiveLogReader.transitGatewayFields.joined(separator: " ")
        let format = try #require(RecordFormat(header: line))
        #expect(format.missingForEvaluation == [.interfaceID, .action])
    }

    @Test(arguments: [
        ("", []),
        ("interface-id srcaddr dstaddr srcport dstport protocol action", []),
        ("interface-id pkt-srcaddr pkt-dstaddr srcport dstport protocol action", ["srcaddr", "dstaddr"]),
        ("flow-direction interface-id pkt-srcaddr pkt-dstaddr srcport dstport protocol action", []),
        ("flow-direction interface-id pkt-srcaddr dstaddr srcport dstport protocol action", []),
        (
            "instance-id interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr",
            [
                "srcport", "dstport", "protocol", "action",
            ]
        ),
    ])
    func namesTheFieldsThatAVerdictNeedsAndAFormatLacks(text: String, missing: [String]) throws {
        let format = text.isEmpty ? .version2 : try RecordFormat(logFormat: text)
        #expect(format.missingForEvaluation.map(\.rawValue) == missing)
    }
}

extension RecordFormat {
    /// The format that a line names, or nil where it is no header.
    init?(header line: String) {
        let bytes = Array(line.utf8)
        self.init(headerLine: bytes.span)
    }
}
