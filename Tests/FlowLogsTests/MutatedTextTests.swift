import FlowLogs
import NetworkPrimitives
import TestSupport
import Testing

/// Valid logs with random damage: nothing traps, every line is counted once, and the naive twin agrees.
struct MutatedTextTests {
    private static let fields = RandomFormat.allUsedFields

    private static func text(using generator: inout SeededGenerator) -> [UInt8] {
        let formats = [ReferenceRecord.defaultFields, fields, fields.shuffled(using: &generator)]
        var format = formats[0]
        var text: [UInt8] = []
        for _ in 0..<generator.number(1...60) {
            switch generator.number(0...19) {
            case 0:
                format = generator.pick(formats)
                text += ReferenceRecord.header(fields: format).utf8
            case 1:
                text += generator.pick(["", " ", "\t\r"]).utf8
            default:
                text += record(using: &generator).line(fields: format).utf8
            }
            text += generator.pick(["\n", "\n", "\n", "\r\n"]).utf8
        }
        return text
    }

    private static func record(using generator: inout SeededGenerator) -> ReferenceRecord {
        let addresses = ["10.0.0.1", "203.0.113.255", "2001:db8::1", "::", "::ffff:1.2.3.4"].map {
            IPAddress($0)
        }
        return ReferenceRecord(
            interfaceID: "eni-\(generator.number(0...9))", sourceAddress: generator.pick(addresses),
            destinationAddress: generator.pick(addresses),
            sourcePort: UInt16(generator.number(0...65535)), destinationPort: 443, ipProtocol: 6, packets: 1,
            bytes: UInt64(generator.number(0...1 << 40)), start: 1_700_000_000, end: 1_700_000_060,
            action: generator.pick([.accept, .reject]), logStatus: .ok, tcpFlags: 2, flowDirection: .ingress)
    }

    private static let bytes =
        Array(" \t\r\n-0123456789abcfxzAENTO:.%+,{}\u{FEFF}\u{7f}".utf8) + [0xFF, 0x80]

    private static func damage(_ text: inout [UInt8], using generator: inout SeededGenerator) {
        for _ in 0..<generator.number(0...12) where !text.isEmpty {
            let place = generator.number(0...text.count - 1)
            switch generator.number(0...5) {
            case 0: text[place] = generator.pick(bytes)
            case 1: text.insert(generator.pick(bytes), at: place)
            case 2: text.remove(at: place)
            case 3: text.removeSubrange(place..<min(text.count, place + generator.number(1...40)))
            case 4: text.insert(contentsOf: text[place..<min(text.count, place + 30)], at: place)
            default: text[place] = UInt8(generator.number(1...255))
            }
        }
    }

    @Test(arguments: 0..<400 as Range<UInt64>)
    func damagedTextsAreReadAsTheTwinReadsThem(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var text = Self.text(using: &generator)
        Self.damage(&text, using: &generator)
        // An input that begins like an archive is refused before it comes to lines.
        guard let first = text.first, first < 0x80, first != UInt8(ascii: "x") else { return }
        let reading = try LogReading(text, blockSize: generator.pick([1, 50, 1000, 1 << 18]))
        expectTwinsAgree(text, reading, "seed \(seed)")
        let lines = text.count { $0 == 10 } + (text.last == 10 ? 0 : 1)
        #expect(reading.counts.lines == UInt64(lines), "seed \(seed)")
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func randomBytesAreReadAsTheTwinReadsThem(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var text = Array("2 ".utf8)
        for _ in 0..<generator.number(0...3000) {
            text.append(generator.chance(50) ? generator.pick(Self.bytes) : UInt8(generator.number(1...255)))
        }
        let reading = try LogReading(text, blockSize: generator.pick([1, 50, 1 << 18]))
        expectTwinsAgree(text, reading, "seed \(seed)")
    }
}
