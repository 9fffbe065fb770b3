import FlowLogs
import NetworkPrimitives
import TestSupport
import Testing

/// What each column may hold, and how the first that holds anything else is reported.
struct ColumnValueTests {
    /// The record of a line whose one column of interest is `field`.
    private func record(_ field: String, _ word: String) throws -> ReferenceRecord? {
        let reading = try LogReading("version \(field) type\n2 \(word) IPv4")
        #expect(reading.counts.lines == 2 && reading.counts.records == 1 && reading.malformed.isEmpty)
        return reading.records.first?.record
    }

    private func expectMalformed(
        _ field: FlowLogField, _ word: String, _ cause: MalformedLineKind.Cause, expected: String? = nil
    ) throws {
        let reading = try LogReading("version \(field.rawValue) type\n\n2 \(word) IPv4\n2 - IPv4")
        #expect(reading.lineCounts == [1, 1, 1, 1], "\(word)")
        let lines = try #require(
            reading.malformed[.init(cause, field: field)], "\(word): \(reading.malformed)")
        #expect(lines.count == 1 && lines.firstLine == 3)
        #expect(lines.found == "\"\(word)\"")
        if let expected { #expect(lines.expected == expected) }
    }

    @Test(arguments: ["srcport", "dstport"])
    func portsRunFrom0To65535(name: String) throws {
        let field = try #require(FlowLogField(rawValue: name))
        let values = ["0": 0, "1": 1, "65535": 65535, "00080": 80, "0000000000000000000000443": 443]
        for (word, port) in values {
            let record = try record(name, word)
            #expect((name == "srcport" ? record?.sourcePort : record?.destinationPort) == UInt16(port))
        }
        let expected = "a port from 0 to 65535, or -"
        for word in ["65536", "99999", "18446744073709551616", "184467440737095516150"] {
            try expectMalformed(field, word, .numberOutOfRange, expected: expected)
        }
        for word in ["+5", "-5", "1e3", "0x50", "80.", "80,", "5-", "--", "http", "99999999999999999999999x"]
        {
            try expectMalformed(field, word, .invalidNumber, expected: expected)
        }
    }

    @Test func protocolsAndFlagsRunFrom0To255() throws {
        for (word, number) in ["0": 0, "6": 6, "255": 255, "0255": 255] as [String: UInt8] {
            #expect(try record("protocol", word)?.ipProtocol == number)
            #expect(try record("tcp-flags", word)?.tcpFlags == number)
        }
        try expectMalformed(
            .protocol, "256", .numberOutOfRange, expected: "a protocol number from 0 to 255, or -")
        try expectMalformed(.tcpFlags, "256", .numberOutOfRange, expected: "a bit mask from 0 to 255, or -")
        try expectMalformed(.protocol, "tcp", .invalidNumber)
        try expectMalformed(.tcpFlags, "SYN", .invalidNumber)
    }

    @Test(arguments: [FlowLogField.packets, .bytes])
    func countersRunBelow2To64(field: FlowLogField) throws {
        let values: [String: UInt64] = [
            "0": 0, "18446744073709551615": .max, "18446744073709551614": .max - 1,
            "18446744073709551609": .max - 6, "1844674407370955161": 1_844_674_407_370_955_161,
            "00018446744073709551615": .max,
        ]
        for (word, number) in values {
            let record = try record(field.rawValue, word)
            #expect((field == .packets ? record?.packets : record?.bytes) == number, "\(word)")
        }
        for word in [
            "18446744073709551616", "18446744073709551620", "99999999999999999999", "100000000000000000000",
        ] {
            try expectMalformed(field, word, .numberOutOfRange, expected: "a number below 2^64, or -")
        }
        try expectMalformed(field, "1.5", .invalidNumber)
    }

    @Test(arguments: [FlowLogField.start, .end])
    func timesAreSecondsAndNotMilliseconds(field: FlowLogField) throws {
        // 9999-12-31T23:59:59Z, and a second more.
        let latest = try record(field.rawValue, "253402300799")
        #expect((field == .start ? latest?.start : latest?.end) == 253_402_300_799)
        #expect(try record(field.rawValue, "0") != nil)
        for word in ["253402300800", "1418530010000", "18446744073709551616"] {
            try expectMalformed(
                field, word, .numberOutOfRange,
                expected: "Unix seconds up to the year 9999 (not milliseconds), or -")
        }
        try expectMalformed(field, "2024-01-01T00:00:00Z", .invalidNumber)
    }

    @Test(arguments: ["srcaddr", "dstaddr", "pkt-srcaddr", "pkt-dstaddr"])
    func addressesAreOfEitherFamilyInAnyLegalSpelling(name: String) throws {
        let spellings: [String: String] = [
            "0.0.0.0": "0.0.0.0", "255.255.255.255": "255.255.255.255", "10.0.0.1": "10.0.0.1",
            "::": "::", "::1": "::1", "2001:DB8::A": "2001:db8::a", "2001:0db8:0:0:0:0:0:000a": "2001:db8::a",
            "1:2:3:4:5:6:7:8": "1:2:3:4:5:6:7:8", "1::8": "1::8", "::ffff:1.2.3.4": "::ffff:1.2.3.4",
            "::ffff:102:304": "::ffff:1.2.3.4", "64:ff9b::192.0.2.33": "64:ff9b::c000:221",
        ]
        for (word, canonical) in spellings {
            let record = try #require(try record(name, word))
            let addresses = [
                "srcaddr": record.sourceAddress, "dstaddr": record.destinationAddress,
                "pkt-srcaddr": record.packetSourceAddress, "pkt-dstaddr": record.packetDestinationAddress,
            ]
            #expect(addresses[name]??.description == canonical, "\(word)")
            #expect(addresses.values.count { $0 != nil } == 1)
        }
        let wrong = [
            "10.0.0", "10.0.0.0.1", "10.0.0.256", "010.0.0.1", "10.0.0.01", "10.0.0.00", "10..0.1",
            ".10.0.0.1",
            "10.0.0.1.", "10.0.0.1/32", "10.0.0.1:80", "10.0.0.1000", "10.0.0.-1", "1", "0x0a000001",
            "localhost",
            ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "fe80::1%eth0",
            "[::1]",
            "::1/128", "::1.2.3", "1.2.3.4::", "1:2:3:4:5:6:7::8", "::ffff:1.2.3.04",
        ]
        let field = try #require(FlowLogField(rawValue: name))
        for word in wrong {
            try expectMalformed(field, word, .invalidAddress, expected: "an IPv4 or IPv6 address, or -")
        }
    }

    @Test func aMappedAddressStaysIPv6() throws {
        let address = try record("srcaddr", "::ffff:10.0.0.1")?.sourceAddress
        #expect(address?.family == .ipv6)
        #expect(address == .ipv6(IPv6Address(0xffff_0a00_0001)))
    }

    @Test func wordsAreTakenAsTheyAreSpelled() throws {
        #expect(try record("action", "ACCEPT")?.action == .accept)
        #expect(try record("action", "REJECT")?.action == .reject)
        #expect(try record("log-status", "OK")?.logStatus == .ok)
        #expect(try record("log-status", "NODATA")?.logStatus == .noData)
        #expect(try record("log-status", "SKIPDATA")?.logStatus == .skipData)
        #expect(try record("flow-direction", "ingress")?.flowDirection == .ingress)
        #expect(try record("flow-direction", "egress")?.flowDirection == .egress)
        for word in ["accept", "ACCEPTED", "ACCEP", "REJECTS", "DROP"] {
            try expectMalformed(.action, word, .invalidValue, expected: "ACCEPT, REJECT or -")
        }
        for word in ["ok", "O", "OKAY", "NODATA2", "SKIP"] {
            try expectMalformed(.logStatus, word, .invalidValue, expected: "OK, NODATA, SKIPDATA or -")
        }
        for word in ["INGRESS", "in", "egresses"] {
            try expectMalformed(.flowDirection, word, .invalidValue, expected: "ingress, egress or -")
        }
    }

    @Test func interfacesAndRejectReasonsAreAnyText() throws {
        for word in ["eni-0123456789abcdef0", "x", "--", "-x", "ACCEPT", "\u{e9}t\u{e9}"] {
            #expect(try record("interface-id", word)?.interfaceID == word)
            #expect(try record("reject-reason", word)?.rejectReason == word)
        }
    }

    @Test func aDashIsNoValue() throws {
        let names = NaiveLogReader.fieldsOfVersion.values.flatMap(\.self)
        let header = names.joined(separator: " ")
        let reading = try LogReading(header + "\n" + names.map { _ in "-" }.joined(separator: " "))
        #expect(reading.records.map(\.record) == [ReferenceRecord(logStatus: .ok, formatFields: [])])
    }

    @Test func valuesOfOneRecordAreNotTheNextOnes() throws {
        let full = line(from: "2001:db8::1", to: "10.0.0.2", action: "REJECT", status: "OK")
        let empty = "2 - - - - - - - - - 1431280876 1431280934 - NODATA"
        let records = try LogReading([full, empty, full, empty].joined(separator: "\n")).records.map(\.record)
        let nothing = ReferenceRecord(
            start: 1_431_280_876, end: 1_431_280_934, logStatus: .noData, formatFields: [])
        #expect(records.count == 4 && records[1] == nothing && records[3] == nothing)
        #expect(records[0] == records[2] && records[0].action == .reject)
    }
}
