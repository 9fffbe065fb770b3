import NetworkPrimitives
import TestSupport
import Testing

struct CIDRBlockTests {
    @Test(arguments: [
        "0.0.0.0/0", "10.0.0.0/8", "128.0.0.0/1", "255.255.255.255/32", "192.0.2.76/31", "::/0", "8000::/1",
        "2001:db8::/32", "::1/128", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127", "::ffff:10.0.0.0/104",
    ])
    func canonicalTextReadsBack(_ text: String) throws {
        #expect(try CIDRBlock(text).description == text)
    }

    @Test(
        arguments: [
            ("10.0.0.0", .missingPrefixLength), ("", .missingPrefixLength), ("/8", .invalidAddress),
            ("10.0.0/8", .invalidAddress), ("10.0.0.0.0/8", .invalidAddress),
            ("10.0.0.0/8/8", .invalidAddress),
            ("g::/8", .invalidAddress), ("10.0.0.0/", .invalidPrefixLength),
            ("10.0.0.0/33", .invalidPrefixLength),
            ("::/129", .invalidPrefixLength), ("::/1000", .invalidPrefixLength),
            ("10.0.0.0/-1", .invalidPrefixLength),
            ("10.0.0.0/+8", .invalidPrefixLength), ("10.0.0.0/ 8", .invalidPrefixLength),
            ("10.0.0.0/8 ", .invalidPrefixLength), ("10.0.0.0/a", .invalidPrefixLength),
            ("10.0.0.0/255.0.0.0", .invalidPrefixLength),
            ("10.0.0.0/99999999999999999999", .invalidPrefixLength),
        ] as [(String, CIDRBlockError)])
    func refusesWithItsCause(_ text: String, _ error: CIDRBlockError) {
        #expect(throws: error) { try CIDRBlock(text) }
    }

    @Test(arguments: [
        ("100.68.0.18/18", "100.68.0.0/18"), ("2.2.2.2/28", "2.2.2.0/28"), ("1.2.3.4/0", "0.0.0.0/0"),
        ("10.0.0.1/31", "10.0.0.0/31"), ("2001:db8::1/64", "2001:db8::/64"), ("::1/0", "::/0"),
        ("::1/127", "::/127"),
    ])
    func hostBitsAreRefusedAndTheBlockMeantIsNamed(_ text: String, _ canonical: String) throws {
        let error = CIDRBlockError.hostBitsSet(canonical: try CIDRBlock(canonical))
        #expect(throws: error) { try CIDRBlock(text) }
    }

    /// Every prefix length of both families: exactly the addresses that agree on the leading bits.
    @Test func containsTheAddressesThatShareThePrefix() throws {
        for text in ["170.85.170.85", "aaaa:5555:aaaa:5555:aaaa:5555:aaaa:5555"] {
            let address = try #require(IPAddress(text))
            for length in 0...address.family.bitWidth {
                let block = CIDRBlock(containing: address, prefixLength: length)
                #expect(block.contains(address))
                #expect(block.contains(block.networkAddress))
                #expect(block.prefixLength == length)
                for bit in 0..<address.family.bitWidth {
                    #expect(
                        block.contains(flipping(bit, of: address)) == (bit >= length),
                        "/\(length), bit \(bit)")
                }
            }
        }
    }

    /// - Parameter bit: 0 is the leading one.
    private func flipping(_ bit: Int, of address: IPAddress) -> IPAddress {
        switch address {
        case .ipv4(let address): .ipv4(IPv4Address(address.value ^ 1 << UInt32(31 - bit)))
        case .ipv6(let address): .ipv6(IPv6Address(address.value ^ 1 << UInt128(127 - bit)))
        }
    }

    @Test func neverContainsTheOtherFamily() throws {
        let everyIPv4 = try CIDRBlock("0.0.0.0/0")
        let everyIPv6 = try CIDRBlock("::/0")
        #expect(!everyIPv4.contains(try #require(IPAddress("::"))))
        #expect(!everyIPv4.contains(try #require(IPAddress("::ffff:10.0.0.1"))))
        #expect(!everyIPv6.contains(try #require(IPAddress("10.0.0.1"))))
        #expect(everyIPv6.contains(try #require(IPAddress("::ffff:10.0.0.1"))))
    }

    @Test func blockOfOneAddressHoldsItAlone() throws {
        #expect(CIDRBlock(try #require(IPAddress("10.0.0.1"))).description == "10.0.0.1/32")
        #expect(CIDRBlock(try #require(IPAddress("2001:db8::1"))).description == "2001:db8::1/128")
    }

    @Test func offsetsStopAtTheEndOfTheAddressSpace() throws {
        #expect(try CIDRBlock("10.0.0.0/16").address(atOffset: 2) == IPAddress("10.0.0.2"))
        #expect(try CIDRBlock("2001:db8::/64").address(atOffset: .max) == IPAddress("2001:db8::ffff:ffff"))
        #expect(try CIDRBlock("0.0.0.0/0").address(atOffset: .max) == IPAddress("255.255.255.255"))
        #expect(try CIDRBlock("255.255.255.254/31").address(atOffset: 1) == IPAddress("255.255.255.255"))
        #expect(try CIDRBlock("255.255.255.254/31").address(atOffset: 2) == nil)
        let last = try CIDRBlock("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128")
        #expect(last.address(atOffset: 0) == last.networkAddress)
        #expect(last.address(atOffset: 1) == nil)
    }

    @Test func sortsBlocksBeforeWhatTheyContain() throws {
        let texts = ["0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/32", "10.0.0.1/32", "11.0.0.0/8", "::/0", "::/128"]
        let blocks = try texts.map { try CIDRBlock($0) }
        #expect(blocks.reversed().sorted().map(\.description) == texts)
    }

    @Test func masksHaveAsManyLeadingOnes() {
        for length in 0...32 {
            #expect(UInt32.networkMask(length).nonzeroBitCount == length)
            #expect((~UInt32.networkMask(length)).leadingZeroBitCount == length)
        }
        for length in 0...128 {
            #expect(UInt128.networkMask(length).nonzeroBitCount == length)
            #expect((~UInt128.networkMask(length)).leadingZeroBitCount == length)
        }
    }
}
