import FlowLogs
import GzipInput
import NetworkPrimitives
import TestSupport
import Testing

/// How malformed lines are counted and which of them is reported.
struct MalformedLineTests {
    @Test func aWrongColumnCountSaysBothCountsAndWhatToDo() throws {
        let reading = try LogReading(
            [version2Header, line() + " one-too-many", "too few"].joined(separator: "\n"))
        #expect(reading.lineCounts == [1, 0, 2, 0])
        let lines = try #require(reading.malformed[.init(.wrongColumnCount)])
        #expect(lines.count == 2 && lines.firstLine == 2 && lines.found == "15 columns")
        #expect(lines.expected.hasPrefix("14 (version account-id interface-id ...)"))
        #expect(lines.expected.contains("--format"))
    }

    @Test func missingColumnsOutweighWhatTheyMakeOfTheOthers() throws {
        // Columns of another format: the fourth is no address, but that is not what is wrong.
        let custom = "3 eni-1 123456789012 vpc-1 subnet-1 i-1 10.0.0.1 10.0.0.2 1 2 6 3 IPv4 ACCEPT OK"
        let reading = try LogReading(custom)
        #expect(reading.malformed.keys.map(\.cause) == [.wrongColumnCount])
        #expect(reading.malformed[.init(.wrongColumnCount)]?.found == "15 columns")
    }

    @Test func theFirstMalformedColumnIsTheCause() throws {
        let reading = try LogReading(line(from: "x", ports: ("y", "65536"), action: "z"))
        #expect(reading.malformed.keys.map { $0 } == [.init(.invalidAddress, field: .srcaddr)])
    }

    @Test func theFirstOfEachKindIsKeptAndAllAreCounted() throws {
        let lines = [
            line(), line(ports: ("first", "1")), line(ports: ("1", "other")), line(from: "nowhere"),
            line(ports: ("second", "1")), "", line(ports: ("70000", "1")), line(ports: ("third", "1")),
            line(from: "elsewhere"), line(),
        ]
        let reading = try LogReading(lines.joined(separator: "\n"))
        #expect(reading.lineCounts == [0, 2, 7, 1])
        let found = reading.malformed.mapValues { "\($0.count) from \($0.firstLine): \($0.found)" }
        #expect(
            found == [
                .init(.invalidNumber, field: .srcport): "3 from 2: \"first\"",
                .init(.invalidNumber, field: .dstport): "1 from 3: \"other\"",
                .init(.invalidAddress, field: .srcaddr): "2 from 4: \"nowhere\"",
                .init(.numberOutOfRange, field: .srcport): "1 from 7: \"70000\"",
            ])
    }

    @Test func onlyTheStartOfALongWordIsShown() throws {
        let word = String(repeating: "w", count: 500)
        let lines = try #require(
            try LogReading(line(from: word)).malformed[.init(.invalidAddress, field: .srcaddr)])
        #expect(lines.found == "\"" + word.prefix(60) + "\"")
    }

    @Test func bytesThatAreNoTextAreShownRepaired() throws {
        let text = Array(line(from: "?").utf8).map { $0 == UInt8(ascii: "?") ? 0xFF : $0 }
        let lines = try LogReading(text).malformed[.init(.invalidAddress, field: .srcaddr)]
        #expect(lines?.found == "\"\u{FFFD}\"")
    }

    @Test func malformedRecordsLeaveNoAddressesBehind() throws {
        let lines = [
            line(from: "2001:db8::1", to: "2001:db8::bad::"), line(from: "2001:db8::2", to: "2001:db8::3"),
            line(from: "2001:db8::4", to: "2001:db8::5") + " extra",
            line(from: "10.0.0.1", to: "2001:db8::6"),
        ]
        let file = try LogTextFile(lines.joined(separator: "\n"))
        var reader = LineBlockReader(try ByteInput(file.source))
        var block = LineBlock()
        var batch = FlowRecordBatch()
        var parser = FlowRecordParser(interfaces: NameTable([]))
        #expect(try reader.next(into: &block))
        parser.begin(block)
        #expect(parser.parse(block, into: &batch))
        let addresses = batch.ipv6Addresses.map { IPv6Address($0).description }
        #expect(batch.count == 2 && addresses == ["2001:db8::2", "2001:db8::3", "2001:db8::6"])
    }
}
