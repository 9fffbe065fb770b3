import FlowLogs
import NetworkPrimitives
import TestSupport
import Testing

/// Lines with single spaces between their columns, which are read many at once: with values of every form, the
/// naive twin reads the same.
struct PlainLineTests {
    private static let values: [[String]] = [
        ["-"], ["10.0.0.1", "255.255.255.255", "0.0.0.0", "203.0.113.9"],
        ["2001:db8::1", "::", "::ffff:1.2.3.4"],
        ["10.0.0.256", "10.0.0", "10.0.0.1.2", "010.0.0.1", "10.0.0.1000", "1.2.3.", ".1.2.3", "10..0.1"],
        ["0", "6", "17", "255", "256", "443", "65535", "65536", "99999999", "100000000"],
        ["1700000000", "253402300799", "253402300800", "1700000000000"],
        ["18446744073709551615", "18446744073709551616", "9999999999999999", "10000000000000000"],
        ["007", "0000000000000000000006", "1e3", "+1", "12a", "-1", "--"],
        ["ACCEPT", "REJECT", "accept", "ACCEPTS", "ACCEP"], ["OK", "NODATA", "SKIPDATA", "ok", "OKAY"],
        ["ingress", "egress", "ingres", "INGRESS"], ["BPA", "EC"],
        [
            "eni-0", "eni-0a1b2c3d", "eni-0a1b2c3d4e5f60718", "a-name-that-is-longer-than-any-of-the-cloud-s",
            "e",
        ],
        ["version", "srcaddr", "account-id"],
    ]
    private static let names = ["eni-0a1b2c3d", "eni-0a1b2c3d4e5f60718", "e", "eni-0"]

    /// A value that a field can have in three of four cases, else any.
    private static func value(_ field: String, _ rarity: Int, using generator: inout SeededGenerator)
        -> String
    {
        if generator.number(1...rarity) == 1 { return generator.pick(generator.pick(values)) }
        switch field {
        case "interface-id": return generator.pick(names)
        case "srcaddr", "dstaddr", "pkt-srcaddr", "pkt-dstaddr":
            return (0..<4).map { _ in String(generator.number(0...255)) }.joined(separator: ".")
        case "srcport", "dstport": return String(generator.number(0...65535))
        case "protocol": return generator.pick(["6", "17", "1"])
        case "packets", "bytes": return String(generator.number(0...1 << generator.number(1...40)))
        case "start", "end": return String(1_700_000_000 + generator.number(0...100_000))
        case "action": return generator.pick(["ACCEPT", "REJECT"])
        case "log-status": return "OK"
        case "tcp-flags": return String(generator.number(0...255))
        case "flow-direction": return generator.pick(["ingress", "egress"])
        default: return generator.pick(["x", "vpc-1", "-", "3"])
        }
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func plainLinesAreReadAsTheTwinReadsThem(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let rarity = generator.pick([15, 200, 2000])
        let formats = [
            ReferenceRecord.defaultFields, RandomFormat.allUsedFields,
            RandomFormat.allUsedFields.shuffled(using: &generator),
            [
                "interface-id", "flow-direction", "action", "srcaddr", "dstaddr", "protocol", "srcport",
                "dstport",
            ],
        ]
        var format = formats[0]
        var text = ""
        for _ in 0..<generator.number(1...400) {
            if generator.number(1...rarity) == 1 {
                format = generator.pick(formats)
                text += format.joined(separator: " ") + "\n"
            }
            var columns = format.map { Self.value($0, rarity, using: &generator) }
            if generator.number(1...rarity * 4) == 1 { columns.removeLast() }
            if generator.number(1...rarity * 4) == 1 { columns.append("x") }
            text += columns.joined(separator: " ") + "\n"
        }
        let reading = try LogReading(
            Array(text.utf8), blockSize: generator.pick([1, 700, 20_000, 1 << 18]))
        expectTwinsAgree(Array(text.utf8), reading, "seed \(seed)")
    }

    @Test func interfacesOfPlainLinesAreToldApart() throws {
        let numbers = (0..<200).map { $0 % 3 == 0 ? 0 : $0 % 4 }
        let lines = numbers.map { line(interface: Self.names[$0]) } + [line(interface: "x")]
        let reading = try LogReading(lines.joined(separator: "\n"), interfaces: Self.names)
        let expected: [UInt32?] = numbers.map { UInt32($0) } + [nil]
        #expect(reading.records.map(\.interface) == expected)
    }
}
