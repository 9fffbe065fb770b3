import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// Who talks to whom: the flows that rules let through, summed between parts of the network.
package struct TrafficMap: Sendable {
    /// What the network is divided by.
    package enum Division: Hashable, Sendable {
        /// The groups that interfaces carry.
        case securityGroups
        case subnets
    }

    /// Traffic of connections that one part opened to another.
    package struct Edge: Hashable, Sendable {
        package let from: String
        package let to: String
        package let sums: FlowSums
    }

    /// The ways that traffic took, those with the most records first.
    package let edges: [Edge]

    private struct Ends: Hashable {
        let from: Int
        let to: Int
    }

    /// - Complexity: O(f), f the flows of the logs.
    package init(_ logs: FlowEvidence, by division: Division) {
        var parts = NetworkParts(logs.compiled, division)
        var sums: [Ends: FlowSums] = [:]
        for flow in logs.flows {
            let local = parts.ofInterface(Int(flow.key.interface))
            let remote = parts.ofAddress(flow.key.remote)
            let isInbound = flow.key.openingDirection == .ingress
            let ends = isInbound ? Ends(from: remote, to: local) : Ends(from: local, to: remote)
            sums[ends, default: FlowSums()] += flow.sums
        }
        edges = sums.map { Edge(from: parts.names[$0.from], to: parts.names[$0.to], sums: $1) }.sorted {
            left, right in
            if left.sums.records != right.sums.records { return left.sums.records > right.sums.records }
            return (left.from, left.to) < (right.from, right.to)
        }
    }
}

/// The parts that a network is divided into, each known by a number.
private struct NetworkParts {
    private(set) var names: [String] = []
    private var numbers: [String: Int] = [:]
    private var partOfInterface: [Int] = []
    private var partOfAddress: [IPAddress: Int] = [:]
    private var partOfBlock: [CIDRBlock: Int] = [:]
    /// Prefix lengths of the blocks, the longest first: a subnet before its VPC.
    private var prefixLengths: [AddressFamily: [Int]] = [:]

    init(_ compiled: CompiledRuleSet, _ division: TrafficMap.Division) {
        let ruleSet = compiled.ruleSet
        let groupNames = Dictionary(
            ruleSet.securityGroups.map { ($0.id, $0.name.isEmpty ? $0.id : "\($0.name) (\($0.id))") },
            uniquingKeysWith: { first, _ in first })
        for interface in ruleSet.interfaces {
            let name =
                switch division {
                case .securityGroups:
                    interface.groupIDs.isEmpty
                        ? "no security group"
                        : interface.groupIDs.map { groupNames[$0] ?? $0 }.joined(separator: " + ")
                case .subnets: interface.subnetID ?? "unknown subnet"
                }
            let part = part(named: name)
            partOfInterface.append(part)
            for address in interface.addresses where partOfAddress[address] == nil {
                partOfAddress[address] = part
            }
        }
        for subnet in ruleSet.subnets {
            let name = division == .subnets ? subnet.id : "elsewhere in \(subnet.vpcID ?? subnet.id)"
            for block in subnet.blocks { add(block, part(named: name)) }
        }
        for vpc in ruleSet.vpcs {
            for block in vpc.blocks { add(block, part(named: "elsewhere in \(vpc.id)")) }
        }
        let lengths = Dictionary(grouping: partOfBlock.keys, by: \.family)
        prefixLengths = lengths.mapValues { Set($0.map(\.prefixLength)).sorted(by: >) }
    }

    private mutating func add(_ block: CIDRBlock, _ part: Int) {
        if partOfBlock[block] == nil { partOfBlock[block] = part }
    }

    private mutating func part(named name: String) -> Int {
        if let number = numbers[name] { return number }
        numbers[name] = names.count
        names.append(name)
        return names.count - 1
    }

    func ofInterface(_ interface: Int) -> Int { partOfInterface[interface] }

    mutating func ofAddress(_ address: IPAddress) -> Int {
        if let part = partOfAddress[address] { return part }
        let part = partAround(address) ?? part(named: Self.nameOfForeign(address))
        partOfAddress[address] = part
        return part
    }

    private func partAround(_ address: IPAddress) -> Int? {
        for length in prefixLengths[address.family, default: []] {
            if let part = partOfBlock[CIDRBlock(containing: address, prefixLength: length)] { return part }
        }
        return nil
    }

    private static func nameOfForeign(_ address: IPAddress) -> String {
        PublicInternet.foreign(address.family).contains(address) ? "the internet" : "other private networks"
    }
}
