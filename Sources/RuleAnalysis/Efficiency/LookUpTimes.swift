import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// What a look-up takes, in nanoseconds, on this machine and now.
package struct LookUpTimes: Sendable {
    /// One kind of question.
    package struct Times: Hashable, Sendable {
        /// Distinct questions that were asked.
        package let questions: Int
        /// A question that was asked before, as nearly all are of real traffic.
        package let warm: Double
        /// A question that is new to the worker.
        package let cold: Double
    }

    /// To groups in the direction of a connection, in the opposite one, and to ACLs; by the rule set's own traffic.
    package let forward: Times
    package let returned: Times
    package let networkACL: Times
    /// To groups and ACLs about addresses and ports at random, which no remembered answer serves.
    package let adversarial: Times

    /// - Parameter logs: whose flows are the rule set's own traffic; without any, a packet of each rule is.
    package init(_ compiled: CompiledRuleSet, _ ruleSet: RuleSet, logs: FlowEvidence?) {
        let packets = logs.map { Self.packets(of: $0) } ?? Self.packets(of: ruleSet)
        forward = Self.times(packets.map { $0.question(compiled) }, compiled)
        returned = Self.times(packets.map { $0.opposite.question(compiled) }, compiled)
        networkACL = Self.times(packets.map { $0.aclQuestion(compiled) }, compiled)
        adversarial = Self.times(
            Self.randomPackets(ruleSet).flatMap { [$0.question(compiled), $0.aclQuestion(compiled)] },
            compiled)
    }

    private struct Packet {
        let interface: Int
        let direction: TrafficDirection
        let remote: IPAddress
        let ipProtocol: IPProtocol
        let port: UInt16

        var opposite: Packet {
            Packet(
                interface: interface, direction: direction.opposite, remote: remote, ipProtocol: ipProtocol,
                port: port)
        }

        func question(_ compiled: CompiledRuleSet) -> DecisionKey {
            compiled.groupQuestion(ofInterface: interface, direction, remote, ipProtocol, port: port)
        }

        func aclQuestion(_ compiled: CompiledRuleSet) -> DecisionKey {
            compiled.aclQuestion(ofInterface: interface, direction, remote, ipProtocol, port: port)
        }
    }

    /// Packets that are enough to measure with.
    private static let maximumPackets = 1 << 16

    private static func packets(of logs: FlowEvidence) -> [Packet] {
        logs.flows.prefix(maximumPackets).map { flow in
            Packet(
                interface: Int(flow.key.interface), direction: flow.key.openingDirection,
                remote: flow.key.remote,
                ipProtocol: flow.key.ipProtocol, port: flow.key.port)
        }
    }

    /// A packet of each rule of each interface's groups.
    private static func packets(of ruleSet: RuleSet) -> [Packet] {
        let peers = PeerAddresses(ruleSet)
        let groups = Dictionary(
            ruleSet.securityGroups.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var packets: [Packet] = []
        for (number, interface) in ruleSet.interfaces.enumerated() where packets.count < maximumPackets {
            for group in interface.groupIDs.compactMap({ groups[$0] }) {
                for direction in TrafficDirection.allCases {
                    for rule in group.rules(direction) {
                        guard let remote = peers[rule.peer].addresses.example,
                            let part = ServiceSet(rule.traffic).parts.first
                        else { continue }
                        packets.append(
                            Packet(
                                interface: number, direction: direction, remote: remote,
                                ipProtocol: IPProtocol(part.protocols.lowerBound), port: part.details.first))
                    }
                }
            }
        }
        return packets
    }

    private static func randomPackets(_ ruleSet: RuleSet) -> [Packet] {
        guard !ruleSet.interfaces.isEmpty else { return [] }
        // Numbers of a linear congruence (Knuth, MMIX): the same in every run.
        var state: UInt64 = 1
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 16
        }
        return (0..<1 << 14).map { _ in
            Packet(
                interface: Int(next() % UInt64(ruleSet.interfaces.count)),
                direction: next() & 1 == 0 ? .ingress : .egress,
                remote: .ipv4(IPv4Address(UInt32(truncatingIfNeeded: next()))),
                ipProtocol: next() & 3 == 0 ? .udp : .tcp, port: UInt16(truncatingIfNeeded: next()))
        }
    }

    /// Long enough for a clock that counts microseconds.
    private static let measured = Duration.milliseconds(40)

    private static func times(_ questions: [DecisionKey], _ compiled: CompiledRuleSet) -> Times {
        let keys = Array(Set(questions)).filter { $0 != .notApplied }.sorted { $0.word < $1.word }
        guard !keys.isEmpty else { return Times(questions: 0, warm: 0, cold: 0) }
        var matcher = RuleMatcher(compiled, maximumDecisions: .max)
        var answers = [LayerAnswer](repeating: .notApplied, count: keys.count)
        let warm = nanoseconds(keys.count) { matcher.decide(keys, 0..<keys.count, into: &answers) }
        let cold = nanoseconds(keys.count) {
            matcher.reset()
            matcher.decide(keys, 0..<keys.count, into: &answers)
        }
        return Times(questions: keys.count, warm: warm, cold: cold)
    }

    /// Of one of `count` questions, on average over passes, the first of which does not count.
    private static func nanoseconds(_ count: Int, _ pass: () -> Void) -> Double {
        pass()
        let clock = ContinuousClock()
        let start = clock.now
        var passes = 0
        while passes == 0 || clock.now - start < measured {
            pass()
            passes += 1
        }
        return (clock.now - start) / .nanoseconds(1) / Double(passes * count)
    }
}
