import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

@testable import RuleMatching

struct AddressClassesTests {
    private typealias Member = (block: CIDRBlock, peer: PeerSet)

    /// The peer sets that cover an address, each with its longest prefix: by a scan over all members.
    private static func cover(_ members: [Member], _ address: IPAddress) -> [CoveringPeer] {
        var lengths: [PeerSet: Int] = [.everyAddress: 0]
        for (block, peer) in members where block.contains(address) {
            lengths[peer] = max(lengths[peer] ?? 0, block.prefixLength)
        }
        if lengths[.knownInterfaces] == nil { lengths[.unknownHosts] = 0 }
        if address.family == .ipv6 { lengths[.everyIPv6Address] = 0 }
        return lengths.map { CoveringPeer($0.key, prefixLength: $0.value) }.sorted()
    }

    private static func members(using generator: inout SeededGenerator) -> [Member] {
        let base4 = UInt32.random(in: 0 ... .max, using: &generator)
        let base6 = UInt128.random(in: 0 ... .max, using: &generator)
        let peers =
            [PeerSet.knownInterfaces, .lowPortClients]
            + (0..<6).map { PeerSet(index: PeerSet.firstNamed + $0) }
        var members: [Member] = []
        for _ in 0..<generator.number(0...40) {
            let block =
                generator.chance(60)
                ? CIDRBlock(
                    containing: .ipv4(IPv4Address(base4 ^ 1 << UInt32(generator.number(0...31)))),
                    prefixLength: generator.pick([0, 8, 16, 17, 24, 31, 32, generator.number(0...32)]))
                : CIDRBlock(
                    containing: .ipv6(IPv6Address(base6 ^ 1 << UInt128(generator.number(0...127)))),
                    prefixLength: generator.pick([0, 48, 64, 127, 128, generator.number(0...128)]))
            // The same block may be in several sets, and in one set twice.
            for peer in generator.pickSome(generator.pick([1, 1, 2, 3]), of: peers) {
                members.append((block, peer))
                if generator.chance(10) { members.append((block, peer)) }
            }
        }
        return members
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func addressesShareAClassWhereTheSameSetsCoverThemByTheSameLengths(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let members = Self.members(using: &generator)
        let classes = try AddressClasses(members)
        var addresses: [IPAddress] = [
            .ipv4(IPv4Address(0)), .ipv4(IPv4Address(.max)), .ipv6(IPv6Address(0)), .ipv6(IPv6Address(.max)),
        ]
        for _ in 0..<200 where !members.isEmpty {
            addresses.append(generator.pick(members).block.addressAroundEdges(using: &generator))
        }
        var classOfCover: [[CoveringPeer]: UInt32] = [:]
        var coverOfClass: [UInt32: [CoveringPeer]] = [:]
        for address in addresses {
            let cover = Self.cover(members, address)
            let number = classes.addressClass(of: address)
            #expect(number < UInt32(classes.count), "seed \(seed)")
            #expect(classOfCover[cover] ?? number == number, "seed \(seed), \(address)")
            #expect(coverOfClass[number] ?? cover == cover, "seed \(seed), \(address)")
            classOfCover[cover] = number
            coverOfClass[number] = cover
            #expect(classes.cover(of: number).sorted() == cover, "seed \(seed), \(address)")
            #expect(Array(classes.cover(of: number)) == cover, "a cover ascends; seed \(seed)")
            #expect(classes.family(of: number) == address.family, "seed \(seed), \(address)")
            let isLowPortClient = cover.contains { $0.peer == .lowPortClients }
            #expect(classes.isLowPortClient(number) == isLowPortClient, "seed \(seed), \(address)")
        }
    }

    @Test func withoutRulesThereIsAClassForEachFamily() throws {
        let classes = try AddressClasses([])
        #expect(classes.count == 2)
        #expect(classes.addressClass(ofIPv4: 0) == classes.addressClass(ofIPv4: .max))
        #expect(classes.addressClass(ofIPv6: 0) == classes.addressClass(ofIPv6: .max))
        #expect(classes.addressClass(ofIPv4: 0) != classes.addressClass(ofIPv6: 0))
    }

    @Test func mappedAddressesAreOfTheirOwnFamily() throws {
        let everywhere = CIDRBlock(containing: .ipv4(IPv4Address(0)), prefixLength: 0)
        let classes = try AddressClasses([(everywhere, PeerSet(index: PeerSet.firstNamed))])
        let mapped = classes.addressClass(ofIPv6: 0xffff_0a00_0001)
        #expect(classes.family(of: mapped) == .ipv6)
        #expect(!classes.cover(of: mapped).contains { $0.peer.index == PeerSet.firstNamed })
    }

    @Test func coveringPeersKeepSetAndLength() {
        for index in [0, 1, 5, PeerSet.maximumIndex] {
            for length in [0, 1, 32, 128] {
                let covering = CoveringPeer(PeerSet(index: index), prefixLength: length)
                #expect(covering.peer.index == index && covering.prefixLength == length)
            }
        }
    }
}
