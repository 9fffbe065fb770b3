import NetworkPrimitives
import RuleAnalysis
import TestSupport
import Testing

@Suite struct AddressSetTests {
    private static func blocks(_ texts: String...) throws -> [CIDRBlock] {
        try texts.map { try CIDRBlock($0) }
    }

    @Test func halvesMakeAWhole() throws {
        #expect(
            AddressSet(try Self.blocks("0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1")) == .everything)
        #expect(AddressSet(try Self.blocks("10.0.0.0/25", "10.0.0.128/25")).description == "10.0.0.0/24")
    }

    @Test func blocksAreTheFewestThatHoldTheSet() throws {
        let set = AddressSet(try Self.blocks("10.0.0.0/24", "2001:db8::/32"))
            .subtracting(AddressSet(try Self.blocks("10.0.0.5/32", "2001:db8:8000::/33")))
        #expect(
            set.blocks.map(\.description) == [
                "10.0.0.0/30", "10.0.0.4/32", "10.0.0.6/31", "10.0.0.8/29", "10.0.0.16/28", "10.0.0.32/27",
                "10.0.0.64/26", "10.0.0.128/25", "2001:db8::/33",
            ])
        #expect(AddressSet.everything.blocks.map(\.description) == ["0.0.0.0/0", "::/0"])
        #expect(AddressSet().description == "no address")
    }

    /// Blocks within the last 16 addresses there are, where sums could overflow.
    @Test(arguments: 0..<100)
    func operationsAreThoseOfSetsOfAddresses(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let addresses = (0..<16).map { IPAddress.ipv4(IPv4Address(0xffff_fff0 + UInt32($0))) }
        func random() -> (AddressSet, Set<IPAddress>) {
            let blocks = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                CIDRBlock(
                    containing: generator.pick(addresses),
                    prefixLength: Int.random(in: 28...32, using: &generator))
            }
            return (
                AddressSet(blocks),
                Set(addresses.filter { address in blocks.contains { $0.contains(address) } })
            )
        }
        let (left, leftAddresses) = random()
        let (right, rightAddresses) = random()
        let difference = left.subtracting(right)
        for address in addresses {
            #expect(
                left.union(right).contains(address) == leftAddresses.union(rightAddresses).contains(address))
            #expect(
                difference.contains(address) == leftAddresses.subtracting(rightAddresses).contains(address))
        }
        #expect(AddressSet(difference.blocks) == difference)
        #expect(left.isSubset(of: right) == leftAddresses.isSubset(of: rightAddresses))
        #expect(left.isDisjoint(with: right) == leftAddresses.isDisjoint(with: rightAddresses))
    }

    @Test func documentationPrefixesAreForeignButNobodyHasToNameThem() throws {
        let document = AddressSet(try Self.blocks("203.0.113.0/24"))
        #expect(PublicInternet.addresses(.ipv4).isDisjoint(with: document))
        #expect(document.isSubset(of: PublicInternet.foreign(.ipv4)))
        for privateBlock in try Self.blocks("10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12", "169.254.0.0/16")
        {
            #expect(PublicInternet.foreign(.ipv4).isDisjoint(with: AddressSet(privateBlock)))
        }
    }
}
