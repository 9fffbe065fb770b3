import TestSupport
import Testing

@testable import RuleMatching

/// Rules found by peer set and service class, against a loop over them.
struct PeerRulesTests {
    private static func peer(_ number: Int) -> PeerSet { PeerSet(index: UInt32(number)) }

    private static func found(_ rules: PeerRules, _ peer: PeerSet, _ serviceClass: UInt32) -> [MatchingRule] {
        var matches: [MatchingRule] = []
        rules.append(CoveringPeer(peer, prefixLength: 24), serviceClass: serviceClass, to: &matches)
        return matches.sorted()
    }

    @Test(arguments: [0, 1, 8, 9, 17, 100, 1000])
    func rulesAreThoseThatNamePeerAndService(count: Int) {
        for seed in 0..<10 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed << 32 | UInt64(count))
            let entries = (0..<count).map { rule in
                let first = generator.number(0...60)
                let end = generator.pick([first, first + 1, first + 2, 64])
                return PeerRules.Entry(
                    peer: Self.peer(generator.number(0...3)), services: UInt32(first)..<UInt32(end),
                    rule: UInt32(rule))
            }
            let rules = PeerRules(entries)
            #expect(rules.isEmpty == entries.allSatisfy(\.services.isEmpty))
            for peer in 0...4 {
                for serviceClass in 0...64 as ClosedRange<UInt32> {
                    let expected = entries.filter {
                        $0.peer == Self.peer(peer) && $0.services.contains(serviceClass)
                    }.map { MatchingRule($0.rule, prefixLength: 24) }
                    if Self.found(rules, Self.peer(peer), serviceClass) != expected {
                        Issue.record("seed \(seed), peer \(peer), class \(serviceClass)")
                    }
                }
            }
        }
    }

    @Test func aRuleAndItsPrefixLengthShareAWord() {
        for rule in [0, 1, 255, 256, 100_000, UInt32.max] {
            for length in [0, 1, 32, 128] {
                let matching = MatchingRule(rule, prefixLength: length)
                #expect(matching.rule == Int(rule) && matching.prefixLength == length)
            }
        }
        #expect(MatchingRule(1, prefixLength: 128) < MatchingRule(2, prefixLength: 0))
    }

    @Test func memoryIsLinearInTheRules() {
        // Every rule of its own peer set and its own services: what a table of bits would square.
        func bytes(_ count: Int) -> Int {
            PeerRules(
                (0..<count).map {
                    PeerRules.Entry(
                        peer: Self.peer($0), services: UInt32($0)..<UInt32($0 + 1), rule: UInt32($0))
                }
            ).byteCount
        }
        #expect(bytes(1 << 14) <= 16 * bytes(1 << 10) + 1000)
    }
}
