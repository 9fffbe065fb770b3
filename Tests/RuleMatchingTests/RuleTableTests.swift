import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

@testable import RuleMatching

/// Tables of few and of many rules, against a loop over the rules.
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
                #expect(match.certain.map(\.rule) == certain, "seed \(seed)")
                #expect(match.possible.map(\.rule) == possible, "seed \(seed)")
                #expect(rows.indices.filter(match.isCertain) == certain, "seed \(seed)")
                #expect(rows.indices.filter(match.isPossible) == possible, "seed \(seed)")
                for matching in match.certain {
                    let length = cover.first { $0.peer == rows[matching.rule].certain }?.prefixLength
                    #expect(matching.prefixLength == length, "seed \(seed)")
                }
            }
        }
    }

    @Test func boundsOfSortedArraysAreFound() {
        let values = [1, 3, 3, 7]
        #expect((0...8).map { values.lowerBound(of: $0) } == [0, 0, 1, 1, 3, 3, 3, 3, 4])
        #expect([Int]().lowerBound(of: 1) == 0)
    }
}
