import FlowLogs
import NetworkPrimitives
import TestSupport
import Testing

/// Records written as lines by the test's own writer and read back.
struct RoundTripTests {
    private static let allFields =
        NaiveLogReader.fieldsOfVersion.values.flatMap(\.self).sorted() + ["field-of-version-12"]

    /// Fields in any order, all of them or some; the first must not turn each line into a header.
    private static func fields(using generator: inout SeededGenerator) -> [String] {
        let shuffled = allFields.shuffled(using: &generator)
        return generator.chance(60) ? shuffled : Array(shuffled.prefix(generator.number(1...30)))
    }

    /// A record whose values lie at the ends of what columns hold, or anywhere between; each missing at times.
    private static func record(using generator: inout SeededGenerator) -> ReferenceRecord {
        func number<Number: FixedWidthInteger>(_ maximum: Number = .max) -> Number? {
            if generator.chance(10) { return nil }
            return generator.pick([
                0, 1, maximum, maximum - 1, Number.random(in: 0...maximum, using: &generator),
            ])
        }
        func address() -> IPAddress? {
            if generator.chance(10) { return nil }
            if generator.chance(50) {
                return .ipv4(IPv4Address(UInt32.random(in: 0 ... .max, using: &generator)))
            }
            let bits = UInt128.random(in: 0 ... .max, using: &generator)
            return .ipv6(
                IPv6Address(generator.pick([bits, 0, 1, .max, bits << 64, bits >> 64, 0xffff_0a00_0001])))
        }
        let latestTime: UInt64 = 253_402_300_799
        return ReferenceRecord(
            interfaceID: generator.pick([nil, "eni-1", "eni-0123456789abcdef0", "anything", "eni-2-"]),
            sourceAddress: address(), destinationAddress: address(), packetSourceAddress: address(),
            packetDestinationAddress: address(), sourcePort: number(), destinationPort: number(),
            ipProtocol: number(), packets: number(), bytes: number(), start: number(latestTime),
            end: number(latestTime), action: generator.pick([nil, .accept, .reject]),
            logStatus: generator.pick([nil, .ok, .noData, .skipData]), tcpFlags: number(),
            flowDirection: generator.pick([nil, .ingress, .egress]),
            rejectReason: generator.pick([nil, "BPA", "EC", "SOMETHING-NEW"]))
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func everyValueComesBackFromFormatsInAnyOrder(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let fields = Self.fields(using: &generator)
        let records = (0..<60).map { _ in Self.record(using: &generator).restricted(to: fields) }
        let lines = [ReferenceRecord.header(fields: fields)] + records.map { $0.line(fields: fields) }
        // Some lines of words alone would be headers; the naive twin knows which.
        let text = Array(lines.joined(separator: "\n").utf8)
        let reading = try LogReading(text)
        expectTwinsAgree(text, reading, "seed \(seed), fields \(fields)")
        if fields.contains("srcport") && fields.contains("packets") {
            #expect(reading.counts.headers == 1 && reading.counts.malformed == 0, "seed \(seed)")
            #expect(reading.records.map(\.record) == records.map(\.asParsed), "seed \(seed)")
        }
    }

    @Test(arguments: 0..<10 as Range<UInt64>)
    func theFormatMayComeFromOutside(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let fields = Self.allFields.shuffled(using: &generator)
        let records = (0..<20).map { _ in Self.record(using: &generator).restricted(to: fields) }
        let format = try RecordFormat(logFormat: fields.map { "${\($0)}" }.joined(separator: " "))
        let text = records.map { $0.line(fields: fields) }.joined(separator: "\n")
        let reading = try LogReading(text, format: format)
        #expect(reading.records.map(\.record) == records.map(\.asParsed), "seed \(seed)")
        #expect(reading.lineCounts == [0, 20, 0, 0] && reading.formats == [format])
    }
}
