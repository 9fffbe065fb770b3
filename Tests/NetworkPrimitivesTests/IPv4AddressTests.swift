import NetworkPrimitives
import TestSupport
import Testing

struct IPv4AddressTests {
    @Test(arguments: [
        ("0.0.0.0", 0), ("255.255.255.255", UInt32.max), ("10.0.0.1", 0x0a00_0001), ("1.2.3.4", 0x0102_0304),
        ("192.0.2.77", 0xc000_024d), ("100.64.0.0", 0x6440_0000),
    ])
    func readsDottedDecimal(_ text: String, _ value: UInt32) {
        #expect(IPv4Address(text)?.value == value)
        #expect(IPv4Address(value).description == text)
    }

    @Test(arguments: [
        "", ".", "...", "1", "1.2.3", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4.", "1.2.3.4.5", "256.0.0.1",
        "1.2.3.256", "1.2.3.999", "1.2.3.0004", "01.2.3.4", "1.2.3.00", "1.2.3.010", " 1.2.3.4", "1.2.3.4 ",
        "1.2.3.+4", "1.2.3.-4", "1.2.3.a", "0x1.2.3.4", "1,2,3,4", "1.2.3.4/32", "1.2.3.4\n", "1.2.3.\u{664}",
        "4294967296.0.0.0", "1.2.3.18446744073709551617",
    ])
    func refusesEverythingElse(_ text: String) {
        #expect(IPv4Address(text) == nil)
    }

    @Test func everyOctetReadsInEveryPlace() {
        for octet in UInt32(0)...255 {
            for place in 0..<4 {
                let value = octet << UInt32(8 * place)
                let octets = (0..<4).reversed().map { "\($0 == place ? octet : 0)" }
                #expect(IPv4Address(octets.joined(separator: "."))?.value == value)
            }
        }
    }

    @Test func textOfAnyAddressReadsBack() {
        let seed: UInt64 = 4
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<10_000 {
            let address = IPv4Address(UInt32.random(in: .min ... .max, using: &generator))
            #expect(IPv4Address(address.description) == address, "seed \(seed)")
        }
    }

    /// `inet_pton` is as strict as we are, save for leading zeros, which mutations here may bring in.
    @Test func agreesWithThePlatformOnMutatedTexts() {
        let seed: UInt64 = 44
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789....:ax /")
        for _ in 0..<20_000 {
            let address = IPv4Address(UInt32.random(in: .min ... .max, using: &generator))
            let text = mutated(address.description, alphabet: alphabet, using: &generator)
            let hasLeadingZero = text.split(separator: ".").contains { $0.count > 1 && $0.first == "0" }
            let expected = hasLeadingZero ? nil : PlatformAddress.ipv4(text)
            #expect(IPv4Address(text)?.value == expected, "\"\(text)\", seed \(seed)")
        }
    }
}
