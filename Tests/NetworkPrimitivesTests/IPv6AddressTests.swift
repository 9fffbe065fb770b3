import NetworkPrimitives
import TestSupport
import Testing

struct IPv6AddressTests {
    /// The example texts of RFC 4291 section 2.2, and spellings at the edges of its rules.
    @Test(arguments: [
        ("ABCD:EF01:2345:6789:ABCD:EF01:2345:6789", 0xabcd_ef01_2345_6789_abcd_ef01_2345_6789 as UInt128),
        ("2001:DB8:0:0:8:800:200C:417A", 0x2001_0db8_0000_0000_0008_0800_200c_417a),
        ("2001:DB8::8:800:200C:417A", 0x2001_0db8_0000_0000_0008_0800_200c_417a),
        ("FF01:0:0:0:0:0:0:101", 0xff01_0000_0000_0000_0000_0000_0000_0101),
        ("FF01::101", 0xff01_0000_0000_0000_0000_0000_0000_0101),
        ("0:0:0:0:0:0:0:1", 1), ("::1", 1), ("0:0:0:0:0:0:0:0", 0), ("::", 0),
        ("0:0:0:0:0:0:13.1.68.3", 0x0d01_4403), ("::13.1.68.3", 0x0d01_4403),
        ("0:0:0:0:0:FFFF:129.144.52.38", 0xffff_8190_3426), ("::FFFF:129.144.52.38", 0xffff_8190_3426),
        ("1::", 1 << 112), ("1:2:3:4:5:6:7::", 0x0001_0002_0003_0004_0005_0006_0007_0000),
        ("::2:3:4:5:6:7:8", 0x0000_0002_0003_0004_0005_0006_0007_0008),
        ("1:2:3:4:5:6:1.2.3.4", 0x0001_0002_0003_0004_0005_0006_0102_0304),
        ("1:2:3:4:5::1.2.3.4", 0x0001_0002_0003_0004_0005_0000_0102_0304),
        ("::2:3:4:5:6:1.2.3.4", 0x0000_0002_0003_0004_0005_0006_0102_0304),
        ("64:ff9b::192.0.2.33", 0x0064_ff9b_0000_0000_0000_0000_c000_0221),
        ("0001:0002:0003:0004:0005:0006:0007:0008", 0x0001_0002_0003_0004_0005_0006_0007_0008),
        ("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", UInt128.max),
        ("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", UInt128.max),
    ])
    func readsEveryLegalSpelling(_ text: String, _ value: UInt128) {
        #expect(IPv6Address(text)?.value == value)
        #expect(IPv6Address(text.lowercased())?.value == value)
        #expect(PlatformAddress.ipv6(text) == value)
    }

    @Test(arguments: [
        "", ":", ":::", "1", "1:2", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", ":1", "1:", ":1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8:", "1:2:3:4:5:6:7:", ":2:3:4:5:6:7:8", "::1::", "1::2::3", "1:::2", "::1:", ":1::",
        "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1:2:3:4::5:6:7:8", "00001::", "12345::", "g::", "::g",
        "1::2 ", " 1::2", "::1%eth0", "fe80::1%1", "::/0", "[::1]", "1.2.3.4", "::1.2.3", "::1.2.3.4.5",
        "::1.2.3.256", "::1.2.3.04", "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4",
        "1:2:3:4:5:1.2.3.4", "1:2:3:4:5:6::1.2.3.4", "::ffff:1.2.3.4:", "::-1", "::+1", "::0x1", "::1\n",
        "::\u{ff11}",
    ])
    func refusesEverythingElse(_ text: String) {
        #expect(IPv6Address(text) == nil)
    }

    /// RFC 5952 section 4, each rule with its example, and section 5.
    @Test(arguments: [
        ("2001:0db8::0001", "2001:db8::1"),
        ("2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001", "2001:db8:aaaa:bbbb:cccc:dddd:eeee:1"),
        ("2001:db8:0:0:0:0:2:1", "2001:db8::2:1"),
        ("2001:db8::0:1", "2001:db8::1"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("2001:DB8::ABCD", "2001:db8::abcd"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
        ("::FFFF:C000:0201", "::ffff:192.0.2.1"),
        ("0:0:0:0:0:0:0:0", "::"), ("0:0:0:0:0:0:0:1", "::1"), ("1:0:0:0:0:0:0:0", "1::"),
        ("0:0:1:0:0:0:0:0", "0:0:1::"), ("::192.0.2.1", "::c000:201"),
        ("64:ff9b::192.0.2.1", "64:ff9b::c000:201"),
        ("::fffe:192.0.2.1", "::fffe:c000:201"), ("1::ffff:192.0.2.1", "1::ffff:c000:201"),
        ("1:0:3:0:5:0:7:0", "1:0:3:0:5:0:7:0"), ("0:2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
    ])
    func writesCanonicalText(_ text: String, _ canonical: String) {
        #expect(IPv6Address(text)?.description == canonical)
    }

    /// Every pattern of zero and non-zero groups.
    @Test func shortensTheFirstOfTheLongestZeroRuns() {
        for pattern in 0..<256 {
            let groups = (0..<8).map { pattern >> (7 - $0) & 1 == 0 ? "0" : "\($0 + 1)" }
            guard let address = IPv6Address(groups.joined(separator: ":")) else {
                Issue.record("\(groups) does not read")
                continue
            }
            #expect(address.description == shortened(groups), "\(groups)")
        }
    }

    /// The longest run first, and of equals the first, by trying all runs.
    private func shortened(_ groups: [String]) -> String {
        for length in stride(from: 8, through: 2, by: -1) {
            for start in 0...(8 - length) where groups[start..<(start + length)].allSatisfy({ $0 == "0" }) {
                let head = groups[..<start].joined(separator: ":")
                let tail = groups[(start + length)...].joined(separator: ":")
                return head + "::" + tail
            }
        }
        return groups.joined(separator: ":")
    }

    @Test func agreesWithThePlatformOnRandomAddresses() throws {
        let seed: UInt64 = 6
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<10_000 {
            let value = randomValue(using: &generator)
            let address = IPv6Address(value)
            #expect(IPv6Address(address.description) == address, "\(address), seed \(seed)")
            let platform = try #require(PlatformAddress.text(ofIPv6: value))
            #expect(IPv6Address(platform) == address, "\(platform), seed \(seed)")
            // The C library writes IPv4-compatible addresses with dots, RFC 5952 section 5 does not ask for it.
            if value >> 32 != 0 { #expect(address.description == platform, "seed \(seed)") }
        }
    }

    @Test func agreesWithThePlatformOnMutatedTexts() {
        let seed: UInt64 = 66
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789abcdefABCDEF::::..g% /")
        var legal = 0
        for _ in 0..<30_000 {
            let value = randomValue(using: &generator)
            let text = mutated(spelling(of: value, using: &generator), alphabet: alphabet, using: &generator)
            let expected = PlatformAddress.ipv6(text)
            #expect(IPv6Address(text)?.value == expected, "\"\(text)\", seed \(seed)")
            legal += expected == nil ? 0 : 1
        }
        #expect((5_000...25_000).contains(legal), "the mutations make both legal and illegal texts")
    }

    /// Sparse values, so that zero runs of every length and place occur.
    private func randomValue(using generator: inout SeededGenerator) -> UInt128 {
        var value: UInt128 = 0
        for _ in 0..<8 {
            let group = generator.chance(50) ? 0 : UInt16.random(in: .min ... .max, using: &generator)
            value = value << 16 | UInt128(generator.chance(10) ? .max : group)
        }
        return generator.chance(10) ? 0xffff << 32 | value & 0xffff_ffff : value
    }

    /// The canonical text, all groups in full, or the last 32 bits as IPv4.
    private func spelling(of value: UInt128, using generator: inout SeededGenerator) -> String {
        let groups = (0..<8).map {
            String(UInt16(truncatingIfNeeded: value >> UInt128(112 - 16 * $0)), radix: 16)
        }
        switch generator.number(0...3) {
        case 0: return groups.joined(separator: ":")
        case 1: return groups.map { String(repeating: "0", count: 4 - $0.count) + $0 }.joined(separator: ":")
        case 2:
            let last = IPv4Address(UInt32(truncatingIfNeeded: value))
            return groups[..<6].joined(separator: ":") + ":\(last)"
        default: return IPv6Address(value).description.uppercased()
        }
    }
}
