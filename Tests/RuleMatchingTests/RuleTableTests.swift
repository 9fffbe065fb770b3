import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

@testable import RuleMatching

/// Tables of as many rules as fill words of bits, one fewer and one more, against a loop over the rules.
struct RuleTableTests {
    private static let peers = (0..<8).map { PeerSet(index: PeerSet.firstNamed + 2 * $0) }

    private static func row(using generator: inout SeededGenerator) -> RuleTable.Row {
        let port = UInt16(generator.number(0...20))
        let last = UInt16(generator.number(Int(port)...20))
        let traffic: RuleTraffic = generator.pick([
            .all, .ports(.tcp, PortRange(port, last)), .ports(.udp, PortRange(port, port)),
            .icmp(.icmp, .all),
            .icmp(.icmp, .nothing), .other(IPProtocol(47)), .ports(.tcp, .all),
        ])
        return RuleTable.Row(
            traffic: traffic, certain: generator.chance(80) ? generator.pick(peers) : nil,
            possible: generator.pickSome(
                generator.pick([0, 0, 1, 2]), of: peers + [.everyAddress, .unknownHosts]))
    }

    private static func matches(_ traffic: RuleTraffic, _ service: (number: UInt8, port: UInt16)) -> Bool {
        switch traffic {
        case .all: true
        case .ports(let ipProtocol, let range):
            ipProtocol.number == service.number && range.contains(service.port)
        case .icmp(_, .nothing): false
        case .icmp(let ipProtocol, _), .other(let ipProtocol): ipProtocol.number == service.number
        }
    }

    private static func numbers(_ bits: [UInt64]) -> [Int] {
        var numbers: [Int] = []
        RuleMatch.forEach(in: bits) {
            numbers.append($0)
            return true
        }
        return numbers
    }

    @Test(arguments: [0, 1, 2, 63, 64, 65, 127, 128, 129, 200])
    func tablesAnswerAsALoopOverTheirRulesDoes(count: Int) {
        for seed in 0..<20 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed << 16 | UInt64(count))
            let rows = (0..<count).map { _ in Self.row(using: &generator) }
            let services = ServiceClasses(of: rows.map(\.traffic))
            let table = RuleTable(rows, services: services)
            var match = RuleMatch()
            #expect(table.ruleCount == count)
            for _ in 0..<30 {
                let service = (
                    number: generator.pick([1, 6, 6, 17, 47, 58] as [UInt8]),
                    port: UInt16(generator.number(0...21))
                )
                let covered = generator.pickSome(
                    generator.number(0...5), of: Self.peers + [.everyAddress, .unknownHosts])
                let cover = covered.sorted().map { CoveringPeer($0, prefixLength: generator.number(0...32)) }
                let serviceClass = services.serviceClass(IPProtocol(service.number), port: service.port)
                table.match(cover[...], serviceClass: serviceClass, into: &match)

                let certain = rows.indices.filter { rule in
                    Self.matches(rows[rule].traffic, service)
                        && rows[rule].certain.map(covered.contains) == true
                }
                let possible = rows.indices.filter { rule in
                    Self.matches(rows[rule].traffic, service) && !certain.contains(rule)
                        && rows[rule].possible.contains(where: covered.contains)
                }
                #expect(Self.numbers(match.certain) == certain, "seed \(seed)")
                #expect(Self.numbers(match.possible) == possible, "seed \(seed)")
                for rule in certain {
                    let length = cover.first { $0.peer == rows[rule].certain }?.prefixLength
                    #expect(table.prefixLength(ofRule: rule, under: cover[...]) == length, "seed \(seed)")
                }
            }
        }
    }

    @Test func bitsAreVisitedUntilTheVisitorHasEnough() {
        let bits: [UInt64] = [1 << 63 | 1, 0, 1 << 5, 1]
        #expect(Self.numbers(bits) == [0, 63, 133, 192])
        var visited: [Int] = []
        RuleMatch.forEach(in: bits) {
            visited.append($0)
            return visited.count < 2
        }
        #expect(visited == [0, 63])
        #expect([0, 63, 133, 192].allSatisfy { RuleMatch.contains($0, in: bits) })
        #expect(![1, 62, 64, 132, 191].contains { RuleMatch.contains($0, in: bits) })
    }

    @Test func boundsOfSortedArraysAreFound() {
        let values = [1, 3, 3, 7]
        #expect((0...8).map { values.lowerBound(of: $0) } == [0, 0, 1, 1, 3, 3, 3, 3, 4])
        #expect((0...8).map { values.upperBound(of: $0) } == [0, 1, 1, 3, 3, 3, 3, 4, 4])
        #expect([Int]().lowerBound(of: 1) == 0 && [Int]().upperBound(of: 1) == 0)
    }
}
