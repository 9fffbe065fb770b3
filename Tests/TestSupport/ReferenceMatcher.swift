import NetworkPrimitives
import NetworkRules

/// What a layer of rules is asked about: one packet, seen from the interface.
package struct ReferenceFlow: Hashable, Sendable {
    package var remote: IPAddress
    package var ipProtocol: UInt8
    /// The port that a rule has to permit; of no account for protocols other than TCP and UDP.
    package var port: UInt16

    package init(remote: IPAddress, ipProtocol: UInt8, port: UInt16) {
        self.remote = remote
        self.ipProtocol = ipProtocol
        self.port = port
    }
}

/// The rules read one after the other, straight from the words of the semantics: everything fast is
/// compared with it.
package struct ReferenceMatcher: Sendable {
    package let ruleSet: RuleSet
    private let interfaces: [String: NetworkInterface]
    private let groups: [String: SecurityGroup]
    private let prefixLists: [String: PrefixList]
    private let subnets: [String: Subnet]
    /// The private blocks of the interfaces that carry each group, also of groups that are absent.
    private let memberBlocks: [String: [CIDRBlock]]

    package init(_ ruleSet: RuleSet) {
        self.ruleSet = ruleSet
        interfaces = Dictionary(ruleSet.interfaces.map { ($0.id, $0) }) { first, _ in first }
        groups = Dictionary(ruleSet.securityGroups.map { ($0.id, $0) }) { first, _ in first }
        prefixLists = Dictionary(ruleSet.prefixLists.map { ($0.id, $0) }) { first, _ in first }
        subnets = Dictionary(ruleSet.subnets.map { ($0.id, $0) }) { first, _ in first }
        memberBlocks = ruleSet.interfaces.reduce(into: [:]) { blocks, interface in
            for id in interface.groupIDs { blocks[id, default: []] += interface.privateBlocks }
        }
    }

    package func interface(_ id: String) -> NetworkInterface? { interfaces[id] }

    func group(_ id: String) -> SecurityGroup? { groups[id] }

    func subnet(of interface: NetworkInterface) -> Subnet? { interface.subnetID.flatMap { subnets[$0] } }

    /// The VPC's id as the interface has it, else as its subnet has it.
    func vpcID(of interface: NetworkInterface) -> String? { interface.vpcID ?? subnet(of: interface)?.vpcID }

    /// Whether `address` is a private address of the interface.
    func holds(_ interface: NetworkInterface, _ address: IPAddress) -> Bool {
        interface.addresses.contains(address) || interface.delegatedPrefixes.contains { $0.contains(address) }
    }

    /// The known interfaces that have `address` among their private ones, in any VPC.
    package func interfaces(at address: IPAddress) -> [NetworkInterface] {
        ruleSet.interfaces.filter { holds($0, address) }
    }
}

extension ReferenceMatcher {
    /// How a security-group rule answers, and the length of the prefix by which it matches: that of
    /// its block, of the prefix list's longest entry, or of the interface's address.
    package func match(
        _ rule: SecurityGroupRule, _ flow: ReferenceFlow
    ) -> (answer: ReferenceMatch, prefixLength: Int?) {
        let traffic = match(rule.traffic, flow)
        if traffic == .no { return (.no, nil) }
        let peer = match(rule.peer, flow.remote)
        let answer = traffic.and(peer.answer)
        return (rule.isKnown ? answer : answer.and(.maybe), peer.prefixLength)
    }

    /// How a network ACL's entry answers, whatever its action.
    package func match(_ entry: NetworkACLEntry, _ flow: ReferenceFlow) -> ReferenceMatch {
        let answer = match(entry.traffic, flow).and(ReferenceMatch(entry.block.contains(flow.remote)))
        return entry.isKnown ? answer : answer.and(.maybe)
    }

    func match(_ traffic: RuleTraffic, _ flow: ReferenceFlow) -> ReferenceMatch {
        switch traffic {
        case .all:
            .yes
        case .ports(let ipProtocol, let range):
            ReferenceMatch(ipProtocol.number == flow.ipProtocol && range.contains(flow.port))
        case .icmp(let ipProtocol, .all):
            ReferenceMatch(ipProtocol.number == flow.ipProtocol)
        case .icmp(let ipProtocol, .message):
            ipProtocol.number == flow.ipProtocol ? .maybe : .no
        case .icmp(_, .nothing):
            .no
        case .other(let ipProtocol):
            ReferenceMatch(ipProtocol.number == flow.ipProtocol)
        }
    }

    private func match(_ peer: RulePeer, _ remote: IPAddress) -> (answer: ReferenceMatch, prefixLength: Int?)
    {
        switch peer {
        case .cidr(let block):
            return longest(of: [block], remote)
        case .prefixList(let id):
            guard let entries = prefixLists[id]?.entries else { return (.maybe, nil) }
            return longest(of: entries, remote)
        case .securityGroup(let id):
            let inside = longest(of: memberBlocks[id] ?? [], remote)
            if inside.answer == .yes || groups[id] != nil { return inside }
            return interfaces(at: remote).isEmpty ? (.maybe, nil) : (.no, nil)
        }
    }

    private func longest(
        of blocks: [CIDRBlock], _ remote: IPAddress
    ) -> (answer: ReferenceMatch, prefixLength: Int?) {
        let lengths = blocks.filter { $0.contains(remote) }.map(\.prefixLength)
        return (ReferenceMatch(!lengths.isEmpty), lengths.max())
    }
}
