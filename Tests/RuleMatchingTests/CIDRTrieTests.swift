import NetworkPrimitives
import TestSupport
import Testing

@testable import RuleMatching

/// The trie against a scan over all blocks.
struct CIDRTrieTests {
    private static let otherwise: UInt32 = 1_000_000

    /// The tries of both families over `blocks`, whose places are their values; no block twice.
    private struct Tries {
        let blocks: [CIDRBlock]
        let ipv4: CIDRTrie<UInt32>
        let ipv6: CIDRTrie<UInt128>
        var naive = NaiveCIDRTable<UInt32>()

        init(_ blocks: some Sequence<CIDRBlock>) {
            self.blocks = Set(blocks).sorted()
            var entries4: [CIDRTrie<UInt32>.Entry] = []
            var entries6: [CIDRTrie<UInt128>.Entry] = []
            for (value, block) in self.blocks.enumerated() {
                let value = UInt32(value)
                naive.insert(block, value)
                switch block.networkAddress {
                case .ipv4(let network):
                    entries4.append(.init(address: network.value, length: block.prefixLength, value: value))
                case .ipv6(let network):
                    entries6.append(.init(address: network.value, length: block.prefixLength, value: value))
                }
            }
            ipv4 = CIDRTrie(entries4, otherwise: CIDRTrieTests.otherwise)
            ipv6 = CIDRTrie(entries6, otherwise: CIDRTrieTests.otherwise)
        }

        func agrees(at address: IPAddress) -> Bool {
            let found =
                switch address {
                case .ipv4(let address): ipv4.value(of: address.value)
                case .ipv6(let address): ipv6.value(of: address.value)
                }
            return found == naive.longestPrefix(containing: address)?.value ?? CIDRTrieTests.otherwise
        }

        /// Expects the naive answer at the ends of every block, just outside of them, and at both ends of the
        /// address spaces.
        func expectAgreement(_ more: [IPAddress] = [], _ comment: @autoclosure () -> String = "") {
            var addresses =
                more + [
                    .ipv4(IPv4Address(0)), .ipv4(IPv4Address(.max)), .ipv6(IPv6Address(0)),
                    .ipv6(IPv6Address(.max)),
                ]
            for block in blocks {
                addresses += [
                    block.networkAddress, block.lastAddress, block.networkAddress.advanced(by: -1),
                    block.lastAddress.advanced(by: 1),
                ]
            }
            if let wrong = addresses.first(where: { !agrees(at: $0) }) {
                Issue.record("\(wrong) among \(blocks); \(comment())")
            }
        }
    }

    private static func blocks(_ texts: String...) throws -> [CIDRBlock] {
        try texts.map { try CIDRBlock($0) }
    }

    @Test func anEmptyTrieHasOneValue() { Tries([]).expectAgreement() }

    @Test func blocksOfEveryLengthOnOnePathAreToldApart() throws {
        for anchor in ["10.1.2.3", "0.0.0.0", "255.255.255.255", "2001:db8::1", "::", "ffff::ffff"] {
            let address = try #require(IPAddress(anchor))
            let lengths = 0...address.family.bitWidth
            let all = lengths.map { CIDRBlock(containing: address, prefixLength: $0) }
            Tries(all).expectAgreement()
            // Each alone, and each with the next longer one.
            for length in lengths {
                Tries([all[length]]).expectAgreement()
                Tries(all[length...].prefix(2)).expectAgreement()
            }
        }
    }

    /// The prefixes of up to `bits` bits, the address's first of them being bit `shift`, and an address below
    /// each of the longest.
    private static func window(bits: Int, at shift: Int) -> (prefixes: [CIDRBlock], probes: [IPAddress]) {
        func address(_ value: Int) -> IPAddress {
            .ipv4(IPv4Address(UInt32(truncatingIfNeeded: value) << UInt32(32 - bits - shift)))
        }
        let prefixes = (0...bits).flatMap { length in
            (0..<1 << length).map {
                CIDRBlock(containing: address($0 << (bits - length)), prefixLength: shift + length)
            }
        }
        return (prefixes, (0..<1 << bits).map(address))
    }

    private static func expectAgreement(_ chosen: [CIDRBlock], at probes: [IPAddress]) {
        let tries = Tries(chosen)
        if let wrong = probes.first(where: { !tries.agrees(at: $0) }) {
            Issue.record("\(wrong) among \(chosen)")
        }
    }

    /// At every place where the trie's nodes begin, end or are straddled.
    @Test(arguments: [0, 14, 15, 16, 22, 23, 24, 30])
    func everySetOfPrefixesOfTwoBitsAgrees(shift: Int) {
        let (prefixes, probes) = Self.window(bits: 2, at: shift)
        for subset in 0..<1 << prefixes.count {
            Self.expectAgreement(
                prefixes.indices.filter { subset >> $0 & 1 == 1 }.map { prefixes[$0] }, at: probes)
        }
    }

    @Test(arguments: [0, 12, 14, 16, 20, 22, 28])
    func everyPairOfPrefixesOfFourBitsAgrees(shift: Int) {
        let (prefixes, probes) = Self.window(bits: 4, at: shift)
        for first in prefixes.indices {
            for second in first..<prefixes.count {
                Self.expectAgreement([prefixes[first], prefixes[second]], at: probes)
            }
        }
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func randomBlocksOfBothFamiliesAgree(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        // Few different high bits, so that blocks nest and share nodes.
        let bases4 = (0..<3).map { _ in UInt32.random(in: 0 ... .max, using: &generator) }
        let bases6 = (0..<3).map { _ in UInt128.random(in: 0 ... .max, using: &generator) }
        let blocks = (0..<generator.number(1...80)).map { _ in
            if generator.chance(50) {
                let bits = generator.pick(bases4) ^ (1 << UInt32(generator.number(0...31)))
                return CIDRBlock(
                    containing: .ipv4(IPv4Address(bits)),
                    prefixLength: generator.pick([0, 32, generator.number(0...32)]))
            }
            let bits = generator.pick(bases6) ^ (1 << UInt128(generator.number(0...127)))
            return CIDRBlock(
                containing: .ipv6(IPv6Address(bits)),
                prefixLength: generator.pick([0, 128, generator.number(0...128)]))
        }
        let probes = (0..<200).map { _ in generator.pick(blocks).addressAroundEdges(using: &generator) }
        Tries(blocks).expectAgreement(probes, "seed \(seed)")
    }

    @Test func adjacentBlocksMeetWithoutAGap() throws {
        let blocks = (0..<64).map {
            CIDRBlock(containing: .ipv4(IPv4Address(0x0a00_ff00 + $0 * 4)), prefixLength: 30)
        }
        let probes = (0..<512).map { IPAddress.ipv4(IPv4Address(0x0a00_fe80 + $0)) }
        Tries(blocks).expectAgreement(probes)
    }

    @Test func loneAddressesCostATailEach() {
        var generator = SeededGenerator(seed: 1)
        let addresses = (0..<3000).map { UInt32($0) << 16 | UInt32(generator.number(0...65535)) }
        let blocks = addresses.map { CIDRBlock(.ipv4(IPv4Address($0))) }
        let tries = Tries(blocks)
        for (place, block) in tries.blocks.enumerated() {
            if case .ipv4(let address) = block.networkAddress {
                #expect(tries.ipv4.value(of: address.value) == UInt32(place))
                #expect(tries.ipv4.value(of: address.value ^ 1) == Self.otherwise)
            }
        }
        // 256 KiB for the root; 16 bytes for a tail: no nodes.
        #expect(tries.ipv4.byteCount <= 262_144 + 3000 * 16)
    }

    @Test func addressesThatShareAllButOneBitAgree() throws {
        let address = try #require(IPAddress("2001:db8:1:2:3:4:5:6"))
        guard case .ipv6(let base) = address else { return }
        for bit in 0..<128 {
            let other = IPAddress.ipv6(IPv6Address(base.value ^ (1 << UInt128(bit))))
            Tries([CIDRBlock(address), CIDRBlock(other)]).expectAgreement()
        }
    }
}
