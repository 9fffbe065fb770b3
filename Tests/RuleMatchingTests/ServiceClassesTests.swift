import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

@testable import RuleMatching

struct ServiceClassesTests {
    private static func matches(_ traffic: RuleTraffic, _ number: UInt8, _ port: Int) -> Bool {
        switch traffic {
        case .all: true
        case .ports(let ipProtocol, let range):
            ipProtocol.number == number && (Int(range.first)...Int(range.last)).contains(port)
        case .icmp(_, .nothing): false
        case .icmp(let ipProtocol, _), .other(let ipProtocol): ipProtocol.number == number
        }
    }

    private static func traffic(_ count: Int, using generator: inout SeededGenerator) -> [RuleTraffic] {
        (0..<count).map { _ in
            let (one, other) = (generator.number(0...65535), generator.number(0...65535))
            let bounds = generator.pick([
                (min(one, other), max(one, other)), (one, one), (0, one), (one, 65535), (0, 0),
                (65535, 65535),
                (0, 65535), (1023, 1024),
            ])
            let range = PortRange(UInt16(bounds.0), UInt16(bounds.1))
            return generator.pick([
                .ports(.tcp, range), .ports(.udp, range), .ports(.tcp, range), .all, .icmp(.icmp, .all),
                .icmp(.icmp, .message(type: 8, code: nil)), .icmp(.icmpv6, .all), .icmp(.icmp, .nothing),
                .other(IPProtocol(UInt8(generator.pick([0, 2, 47, 50, 255])))),
            ])
        }
    }

    /// Every port of both protocols, and every other protocol: a rule's classes are those of the services that
    /// it matches, and no others.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func aServiceIsInARulesClassesWhereTheRuleMatchesIt(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let rules = Self.traffic(generator.pick([0, 1, 2, 5]), using: &generator)
        let classes = ServiceClasses(of: rules)
        let ranges = rules.map { classes.classes(of: $0) }
        func check(_ number: UInt8, _ port: Int) {
            let service = classes.serviceClass(IPProtocol(number), port: UInt16(port))
            for (rule, range) in zip(rules, ranges)
            where range.contains(service) != Self.matches(rule, number, port) {
                Issue.record("seed \(seed): protocol \(number) port \(port) against \(rule)")
            }
        }
        for port in 0...65535 {
            check(6, port)
            check(17, port)
        }
        for number in 0...255 where number != 6 && number != 17 {
            check(UInt8(number), 0)
            check(UInt8(number), 443)
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func servicesShareAClassOnlyWhereNoRuleTellsThemApart(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let rules = Self.traffic(generator.number(0...12), using: &generator)
        let classes = ServiceClasses(of: rules)
        var firstOfClass: [UInt32: [Bool]] = [:]
        for _ in 0..<2000 {
            let number = generator.pick([6, 17, UInt8(generator.number(0...255))])
            let port =
                generator.chance(50)
                ? RandomPorts.edge(of: rules, using: &generator) : generator.number(0...65535)
            let service = classes.serviceClass(IPProtocol(number), port: UInt16(port))
            #expect(service < UInt32(classes.count))
            let answers = rules.map { Self.matches($0, number, port) }
            if let known = firstOfClass[service], known != answers {
                Issue.record("seed \(seed): protocol \(number) port \(port)")
            }
            firstOfClass[service] = answers
        }
    }

    @Test func portsOfProtocolsWithoutPortsAreOfNoAccount() {
        let classes = ServiceClasses(of: [.ports(.tcp, PortRange(80, 80)), .icmp(.icmp, .all), .all])
        for number in [UInt8(1), 58, 47, 132] {
            let services = [0, 80, 65535].map { classes.serviceClass(IPProtocol(number), port: $0) }
            #expect(Set(services).count == 1)
        }
        #expect(classes.serviceClass(.icmp, port: 0) != classes.serviceClass(.icmpv6, port: 0))
        // Protocols that no rule names are one class: 58 and 47 alike.
        #expect(classes.serviceClass(.icmpv6, port: 0) == classes.serviceClass(IPProtocol(47), port: 0))
        // Three intervals of ports for each of TCP and UDP, ICMP, and all the rest.
        #expect(classes.count == 8)
    }

    @Test func aRuleForEveryPortIsTheMostThatThereCanBe() {
        let rules = (0...65535).map { RuleTraffic.ports(.tcp, PortRange(UInt16($0), UInt16($0))) }
        let others = (0...255).map { RuleTraffic.other(IPProtocol(UInt8($0))) }.filter {
            $0.ipProtocol?.hasPorts == false
        }
        let classes = ServiceClasses(of: rules + others)
        #expect(classes.count == 2 * 65536 + 254 + 1)
        #expect(classes.count <= Int(DecisionKey.maximumServiceClass))
        #expect(classes.classes(of: rules[65535]) == 65535..<65536)
    }

    private enum RandomPorts {
        static func edge(of rules: [RuleTraffic], using generator: inout SeededGenerator) -> Int {
            guard !rules.isEmpty else { return 0 }
            let range = generator.pick(rules).portRange
            let port = generator.pick([
                Int(range.first), Int(range.last), Int(range.first) - 1, Int(range.last) + 1,
            ])
            return min(max(port, 0), 65535)
        }
    }
}
