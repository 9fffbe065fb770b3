import NetworkPrimitives
import TestSupport
import Testing

struct IPAddressTests {
    @Test func readsEitherFamily() {
        #expect(IPAddress("10.0.0.1") == .ipv4(IPv4Address(0x0a00_0001)))
        #expect(IPAddress("::1") == .ipv6(IPv6Address(1)))
        #expect(IPAddress("-") == nil)
        #expect(IPAddress("10.0.0.1".dropLast(2)) == nil)
        #expect(IPAddress("x10.0.0.1".dropFirst()) == .ipv4(IPv4Address(0x0a00_0001)))
    }

    @Test func mappedAddressStaysIPv6() throws {
        let mapped = try #require(IPAddress("::ffff:10.0.0.1"))
        #expect(mapped.family == .ipv6)
        #expect(mapped != IPAddress("10.0.0.1"))
    }

    @Test func ordersIPv4BeforeIPv6ThenByNumber() throws {
        let texts = ["0.0.0.0", "9.255.255.255", "10.0.0.0", "255.255.255.255", "::", "::1", "1::", "ff00::"]
        let addresses = try texts.map { try #require(IPAddress($0)) }
        #expect(addresses.reversed().sorted().map(\.description) == texts)
        for (index, address) in addresses.enumerated() {
            for (otherIndex, other) in addresses.enumerated() {
                #expect((address < other) == (index < otherIndex))
            }
        }
    }

    @Test func familiesHaveTheirWidths() {
        #expect(AddressFamily.ipv4.bitWidth == 32)
        #expect(AddressFamily.ipv6.bitWidth == 128)
    }
}
