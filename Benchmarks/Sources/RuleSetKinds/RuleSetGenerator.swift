import NetworkPrimitives

/// Draws the rules of a kind.
package enum RuleSetGenerator {
    /// Distinct rules, numbered from 1, so that a rule stands before every one that it is part of: none
    /// is hidden altogether by another.
    ///
    /// The same kind, count and seed give the same rules on every machine.
    ///
    /// - Complexity: O(n log n) for `count` n.
    package static func rules(_ kind: RuleSetKind, count: Int, seed: UInt64) -> [ClassifierRule] {
        var draft = RuleDraft(kind.profile, seed: seed)
        var rules: [ClassifierRule] = []
        var known: Set<ClassifierRule> = []
        var failures = 0
        while rules.count < count {
            // Where common shapes are used up, new hosts make rules distinct.
            let rule = draft.rule(forcesNewHost: failures > 8)
            if known.insert(rule.withoutNumberAndAction).inserted {
                rules.append(rule)
                failures = 0
            } else {
                failures += 1
            }
        }
        rules.sort { $0.width < $1.width }
        for index in rules.indices { rules[index].number = UInt32(index + 1) }
        return rules
    }
}

extension ClassifierRule {
    fileprivate var withoutNumberAndAction: ClassifierRule {
        var rule = self
        rule.number = 0
        rule.isAllow = true
        return rule
    }

    /// Grows with the traffic that the rule matches, and is greater for whatever contains the rule; the
    /// drawn number breaks ties, so that the order is the same for every sorting algorithm.
    fileprivate var width: (UInt64, UInt32) {
        let addresses = UInt64(1) << UInt64(32 - prefixLength)
        let services: UInt64 =
            switch ipProtocol {
            case nil: 1 << 26
            case 6, 17: UInt64(ports.count)
            default: 1 << 16
            }
        return (addresses * services, number)
    }
}

/// The state behind drawing: the prefixes drawn so far.
private struct RuleDraft {
    private let profile: RuleSetProfile
    private let services: PortPool
    private var generator: SeededGenerator
    private var prefixes: [(address: UInt32, length: Int)] = []
    /// The first 16 bits of the networks in which all prefixes lie.
    private let networks: [UInt32]
    private var count: UInt32 = 0

    init(_ profile: RuleSetProfile, seed: UInt64) {
        self.profile = profile
        generator = SeededGenerator(seed: seed)
        services = PortPool(&generator)
        var networks: [UInt32] = []
        for _ in 0..<64 { networks.append(UInt32(generator.within(0x0100...0xdfff)) << 16) }
        self.networks = networks
    }

    mutating func rule(forcesNewHost: Bool) -> ClassifierRule {
        let (address, length) = forcesNewHost ? newPrefix(length: 32) : prefix()
        let ipProtocol = profile.protocols.draw(&generator)
        count += 1
        return ClassifierRule(
            number: count, isAllow: !generator.chance(percent: profile.denyPercent), ipProtocol: ipProtocol,
            ports: ports(ipProtocol), address: address, prefixLength: length)
    }

    private mutating func ports(_ ipProtocol: UInt8?) -> PortRange {
        switch ipProtocol {
        case 6: services.range(profile.tcpPorts.draw(&generator), &generator)
        case 17: services.range(profile.udpPorts.draw(&generator), &generator)
        default: .all
        }
    }

    private mutating func prefix() -> (address: UInt32, length: Int) {
        if !prefixes.isEmpty, generator.chance(percent: profile.repeatedPrefixPercent) {
            return generator.element(prefixes)
        }
        return newPrefix(length: profile.prefixLengths.draw(&generator))
    }

    private mutating func newPrefix(length: Int) -> (address: UInt32, length: Int) {
        var address = generator.element(networks) | UInt32(generator.below(1 << 16))
        if !prefixes.isEmpty, generator.chance(percent: profile.nestedPrefixPercent) {
            let outer = generator.element(prefixes)
            let mask = UInt32.networkMask(outer.length)
            if outer.length >= 8, outer.length < length { address = outer.address | address & ~mask }
        }
        let prefix = (address & UInt32.networkMask(length), length)
        prefixes.append(prefix)
        return prefix
    }
}

/// The ports that a rule set names: few, some of them often, as real sets have it.
private struct PortPool {
    private var exact: [UInt16] = [
        443, 80, 22, 53, 25, 3306, 5432, 1433, 1521, 8080, 123, 161, 389, 445, 3389,
    ]
    private var arbitrary: [PortRange] = [PortRange(1025, 65535), PortRange(5001, 65535)]

    init(_ generator: inout SeededGenerator) {
        while exact.count < 73 { exact.append(UInt16(generator.within(20...40_000))) }
        while arbitrary.count < 34 {
            let width = generator.element([2, 5, 10, 10, 10, 20, 40, 50, 100, 100])
            let first = generator.within(1024...60_000)
            arbitrary.append(PortRange(UInt16(first), UInt16(first + width - 1)))
        }
    }

    func range(_ portClass: PortClass, _ generator: inout SeededGenerator) -> PortRange {
        switch portClass {
        case .wildcard: return .all
        case .ephemeral: return PortRange(1024, 65535)
        case .wellKnown: return PortRange(0, 1023)
        case .arbitrary: return generator.element(arbitrary)
        case .exact:
            // The first port has a fifth of all rules, as the published access list has it.
            let port = generator.chance(percent: 18) ? exact[0] : generator.element(exact)
            return PortRange(port, port)
        }
    }
}
