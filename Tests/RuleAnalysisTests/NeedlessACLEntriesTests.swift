import NetworkPrimitives
import NetworkRules
import RuleAnalysis
import RuleMatching
import TestSupport
import Testing

/// Proofs about ACL entries, counted out over every packet of a small universe.
@Suite struct NeedlessACLEntriesTests {
    private static func answer(_ entries: [NetworkACLEntry], _ packet: SmallUniverse.Packet)
        -> NetworkACLEntry.Action
    {
        entries.first { $0.block.contains(packet.address) && SmallUniverse.matches($0.traffic, packet) }?
            .action
            ?? .deny
    }

    private static func answers(_ entries: [NetworkACLEntry]) -> [NetworkACLEntry.Action] {
        SmallUniverse.packets.map { answer(entries, $0) }
    }

    @Test(arguments: 0..<300)
    func whatIsFoundCanGoTogetherAndNothingElseCan(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let entries = (1...Int.random(in: 1...9, using: &generator)).map { number in
            NetworkACLEntry(
                ruleNumber: number * 10, action: Bool.random(using: &generator) ? .allow : .deny,
                traffic: SmallUniverse.randomTraffic(&generator), block: SmallUniverse.randomBlock(&generator)
            )
        }.filter { $0.traffic != .icmp(.icmp, .nothing) }
        let found = NeedlessACLEntries.find(
            in: RuleSet(networkACLs: [NetworkACL(id: "acl-1", ingress: entries)]))
        let needless = Set(
            found.compactMap { found -> Int? in
                if case .networkACL(0, .ingress, let place) = found.entry { place } else { nil }
            })
        let kept = entries.indices.filter { !needless.contains($0) }.map { entries[$0] }
        #expect(Self.answers(entries) == Self.answers(kept))
        for place in kept.indices {
            var fewer = kept
            fewer.remove(at: place)
            #expect(Self.answers(fewer) != Self.answers(kept), "\(kept[place]) could go")
        }
        for found in found where found.why == .neverReached {
            guard case .networkACL(_, _, let place) = found.entry else { continue }
            let isReached = SmallUniverse.packets.contains { packet in
                entries.firstIndex {
                    $0.block.contains(packet.address) && SmallUniverse.matches($0.traffic, packet)
                } == place
            }
            #expect(!isReached)
        }
    }

    private static func entry(
        _ number: Int, _ action: NetworkACLEntry.Action, _ traffic: RuleTraffic, _ block: String
    ) throws -> NetworkACLEntry {
        NetworkACLEntry(ruleNumber: number, action: action, traffic: traffic, block: try CIDRBlock(block))
    }

    private func needless(_ entries: NetworkACLEntry...) -> [NeedlessACLEntry] {
        NeedlessACLEntries.find(in: RuleSet(networkACLs: [NetworkACL(id: "acl-1", ingress: entries)]))
    }

    @Test func aDenyBehindAnAllowOfAllNeverApplies() throws {
        let found = needless(
            try Self.entry(100, .allow, .all, "0.0.0.0/0"), try Self.entry(200, .deny, .all, "192.0.2.0/24"))
        #expect(found.map(\.entry) == [.networkACL(0, .ingress, entry: 1)])
        #expect(found.map(\.why) == [.neverReached])
        #expect(found.map(\.isContradicted) == [true])
    }

    @Test func aDenyOfAllAtTheEndIsWhatTheImpliedOneDoes() throws {
        let found = needless(
            try Self.entry(100, .allow, .ports(.tcp, PortRange(443, 443)), "0.0.0.0/0"),
            try Self.entry(200, .deny, .all, "0.0.0.0/0"))
        #expect(found.map(\.entry) == [.networkACL(0, .ingress, entry: 1)])
        #expect(found.map(\.why) == [.sameWithout])
        #expect(found.map(\.decidedBy) == [[.networkACLDefault(0, .ingress, .ipv4)]])
    }

    @Test func theFamiliesHaveNothingToDoWithEachOther() throws {
        #expect(
            needless(
                try Self.entry(100, .allow, .all, "0.0.0.0/0"), try Self.entry(200, .allow, .all, "::/0")
            ).isEmpty)
    }

    @Test func anEntryNotKnownInFullProvesNothing() throws {
        var first = try Self.entry(100, .allow, .all, "0.0.0.0/0")
        first.isKnown = false
        #expect(
            needless(first, try Self.entry(200, .deny, .ports(.tcp, PortRange(22, 22)), "0.0.0.0/0")).count
                == 1)
        #expect(
            needless(first, try Self.entry(200, .allow, .ports(.tcp, PortRange(22, 22)), "0.0.0.0/0")).isEmpty
        )
    }
}
