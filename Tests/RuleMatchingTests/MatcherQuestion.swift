import NetworkPrimitives
import NetworkRules
import TestSupport

/// A packet at an interface, as both layers are asked about it.
struct MatcherQuestion: CustomStringConvertible {
    var interfaceID: String
    var direction: TrafficDirection
    var remote: IPAddress
    var ipProtocol: UInt8
    var port: UInt16

    var flow: ReferenceFlow { ReferenceFlow(remote: remote, ipProtocol: ipProtocol, port: port) }

    var description: String { "\(interfaceID) \(direction) \(remote) protocol \(ipProtocol) port \(port)" }
}

/// Questions around the edges of all that a rule set names.
struct MatcherQuestions {
    private let interfaceIDs: [String]
    private let blocks: [CIDRBlock]
    private let traffic: [RuleTraffic]

    init(_ ruleSet: RuleSet) {
        interfaceIDs = ruleSet.interfaces.map(\.id)
        let rules = ruleSet.securityGroups.flatMap { $0.ingress + $0.egress }
        let entries = ruleSet.networkACLs.flatMap { $0.ingress + $0.egress }
        let peers = rules.compactMap { if case .cidr(let block) = $0.peer { block } else { nil } }
        blocks =
            peers + entries.map(\.block) + ruleSet.interfaces.flatMap(\.privateBlocks)
            + ruleSet.subnets.flatMap(\.blocks) + ruleSet.prefixLists.flatMap { $0.entries ?? [] }
            + [CIDRBlock(containing: .ipv4(IPv4Address(0)), prefixLength: 0)]
        traffic = rules.map(\.traffic) + entries.map(\.traffic) + [.all]
    }

    func question(using generator: inout SeededGenerator) -> MatcherQuestion {
        let traffic = generator.pick(traffic)
        let range = traffic.portRange
        let port =
            switch generator.number(0...5) {
            case 0: range.first
            case 1: range.last
            case 2: range.first &- 1
            case 3: range.last &+ 1
            default: UInt16.random(in: range.first...range.last, using: &generator)
            }
        let any: [UInt8] = [6, 6, 17, 1, 58, 0, 47, 255]
        return MatcherQuestion(
            interfaceID: generator.pick(interfaceIDs), direction: generator.pick([.ingress, .egress]),
            remote: generator.pick(blocks).addressAroundEdges(using: &generator),
            ipProtocol: generator.chance(70)
                ? traffic.ipProtocol?.number ?? generator.pick(any) : generator.pick(any),
            port: port)
    }
}
