import NetworkPrimitives
import NetworkRules

/// Random records that meet the rules of a rule set: on its interfaces for the most part, from and
/// to the edges of the rules' blocks and ports.
package struct RandomRecords {
    /// The log's fields, in order; values of other fields are never given.
    package let fields: [String]
    private let ruleSet: RuleSet
    private let groups: [String: SecurityGroup]
    private let reserved: [IPAddress]

    package init(meeting ruleSet: RuleSet, fields: [String] = RandomFormat.allUsedFields) {
        self.fields = fields
        self.ruleSet = ruleSet
        groups = Dictionary(ruleSet.securityGroups.map { ($0.id, $0) }) { first, _ in first }
        let resolvers = ruleSet.vpcs.flatMap(\.blocks).map { $0.networkAddress.advanced(by: 2) }
        let routers = ruleSet.subnets.flatMap(\.blocks).map { $0.networkAddress.advanced(by: 1) }
        reserved = RandomAddresses.exempt + resolvers + routers
    }

    package func records(_ count: Int, using generator: inout SeededGenerator) -> [ReferenceRecord] {
        (0..<count).map { _ in record(using: &generator) }
    }

    package func record(using generator: inout SeededGenerator) -> ReferenceRecord {
        let start = UInt64(1_700_000_000 + generator.number(0...3600))
        var record = ReferenceRecord(
            start: start, end: start + UInt64(generator.number(0...600)),
            logStatus: generator.chance(98) ? .ok : generator.pick([.noData, .skipData]))
        guard let interface = ruleSet.interfaces.isEmpty ? nil : generator.pick(ruleSet.interfaces) else {
            return record.restricted(to: fields)
        }
        record.interfaceID = interface.id
        addPlace(to: &record, interface, using: &generator)
        if record.logStatus == .ok {
            let direction: TrafficDirection = generator.chance(60) ? .ingress : .egress
            var flow = flow(at: interface, direction, using: &generator)
            if generator.chance(20) { flow.remote = remote(using: &generator) }
            addAddresses(to: &record, interface, direction, flow.remote, using: &generator)
            record.ipProtocol = flow.ipProtocol
            record.sourcePort = flow.sourcePort
            record.destinationPort = flow.destinationPort
            addOutcome(to: &record, direction, using: &generator)
            if generator.chance(5) { spoil(&record, using: &generator) }
        }
        return record.restricted(to: fields)
    }
}

// MARK: - The packet

extension RandomRecords {
    private struct Flow {
        var remote: IPAddress
        var ipProtocol: UInt8
        var sourcePort: UInt16
        var destinationPort: UInt16
    }

    /// Traffic around one of the interface's rules: of the direction itself, or, as a reply, of the
    /// opposite one.
    private func flow(
        at interface: NetworkInterface, _ direction: TrafficDirection, using generator: inout SeededGenerator
    ) -> Flow {
        var flow = Flow(
            remote: remote(using: &generator), ipProtocol: RandomTraffic.protocolNumber(using: &generator),
            sourcePort: RandomTraffic.port(using: &generator),
            destinationPort: RandomTraffic.port(using: &generator))
        if generator.chance(30) { flow.sourcePort = UInt16(generator.number(32768...65535)) }

        let isReply = generator.chance(35)
        let carried = interface.groupIDs.compactMap { groups[$0] }
        let rules = carried.flatMap { $0.rules(isReply ? direction.opposite : direction) }
        if !rules.isEmpty, generator.chance(70) {
            let rule = generator.pick(rules)
            flow.remote = remote(of: rule.peer, using: &generator) ?? flow.remote
            apply(rule.traffic, to: &flow, asReply: isReply, using: &generator)
        } else if !ruleSet.networkACLs.isEmpty, generator.chance(50) {
            let entries = generator.pick(ruleSet.networkACLs).entries(direction)
            guard !entries.isEmpty else { return flow }
            let entry = generator.pick(entries)
            flow.remote = entry.block.addressAroundEdges(using: &generator)
            apply(entry.traffic, to: &flow, asReply: false, using: &generator)
        }
        return flow
    }

    private func apply(
        _ traffic: RuleTraffic, to flow: inout Flow, asReply: Bool, using generator: inout SeededGenerator
    ) {
        if let ipProtocol = traffic.ipProtocol { flow.ipProtocol = ipProtocol.number }
        guard case .ports(_, let range) = traffic else {
            if generator.chance(80), !IPProtocol(flow.ipProtocol).hasPorts {
                (flow.sourcePort, flow.destinationPort) = (0, 0)
            }
            return
        }
        let port: UInt16 =
            switch generator.number(0...9) {
            case 0...2: range.first
            case 3...5: range.last
            case 6: range.first &- 1
            case 7: range.last &+ 1
            default: UInt16.random(in: range.first...range.last, using: &generator)
            }
        if asReply { flow.sourcePort = port } else { flow.destinationPort = port }
        if asReply, generator.chance(50) { flow.destinationPort = UInt16(generator.number(32768...65535)) }
    }

    private func remote(of peer: RulePeer, using generator: inout SeededGenerator) -> IPAddress? {
        let blocks: [CIDRBlock] =
            switch peer {
            case .cidr(let block): [block]
            case .securityGroup(let id):
                ruleSet.interfaces.filter { $0.groupIDs.contains(id) }.flatMap(\.privateBlocks)
            case .prefixList(let id): ruleSet.prefixLists.first { $0.id == id }?.entries ?? []
            }
        return blocks.isEmpty ? nil : generator.pick(blocks).addressAroundEdges(using: &generator)
    }

    private func remote(using generator: inout SeededGenerator) -> IPAddress {
        switch generator.number(0...9) {
        case 0...4:
            return RandomAddresses.external(using: &generator)
        case 5...7:
            let blocks = generator.pick(ruleSet.interfaces).privateBlocks
            if blocks.isEmpty { return RandomAddresses.external(using: &generator) }
            return generator.pick(blocks).addressAroundEdges(using: &generator)
        default:
            return generator.pick(reserved)
        }
    }
}

// MARK: - What the log makes of it

extension RandomRecords {
    private func addAddresses(
        to record: inout ReferenceRecord, _ interface: NetworkInterface, _ direction: TrafficDirection,
        _ remote: IPAddress, using generator: inout SeededGenerator
    ) {
        // A record is of one address family; an interface without the remote's shows an address that is
        // not its own.
        let own = interface.privateBlocks.filter { $0.family == remote.family }
        var local =
            own.isEmpty || generator.chance(2)
            ? remote.advanced(by: generator.number(1...3))
            : generator.chance(70)
                ? own[0].networkAddress : generator.pick(own).randomAddress(using: &generator)
        if generator.chance(1) { local = remote }

        var shownRemote = remote
        var packetRemote: IPAddress? = remote
        if generator.chance(10) { packetRemote = nil }
        // A NAT gateway or a load balancer stands between: its address is shown, the packet's differs.
        if packetRemote != nil, fields.contains("pkt-srcaddr"), generator.chance(20) {
            shownRemote = middle(ofFamily: remote.family, using: &generator) ?? remote
        }
        let packetLocal = generator.chance(80) ? local : remote.advanced(by: 1)
        if direction == .ingress {
            (record.sourceAddress, record.destinationAddress) = (shownRemote, local)
            (record.packetSourceAddress, record.packetDestinationAddress) = (packetRemote, packetLocal)
        } else {
            (record.sourceAddress, record.destinationAddress) = (local, shownRemote)
            (record.packetSourceAddress, record.packetDestinationAddress) = (packetLocal, packetRemote)
        }
        if generator.chance(60) {
            record.flowDirection = generator.chance(95) ? direction : direction.opposite
        }
    }

    private func middle(ofFamily family: AddressFamily, using generator: inout SeededGenerator) -> IPAddress?
    {
        let addresses = generator.pick(ruleSet.interfaces).addresses.filter { $0.family == family }
        return addresses.isEmpty ? nil : generator.pick(addresses)
    }

    private func addOutcome(
        to record: inout ReferenceRecord, _ direction: TrafficDirection,
        using generator: inout SeededGenerator
    ) {
        record.action = generator.chance(60) ? .accept : .reject
        if record.ipProtocol == IPProtocol.tcp.number, generator.chance(70) {
            record.tcpFlags = generator.pick([0, 1, 2, 2, 3, 4, 5, 6, 7, 16, 17, 18, 18, 19, 22, 23, 255])
        } else if generator.chance(5) {
            record.tcpFlags = generator.pick([0, 2, 18])
        }
        if generator.chance(record.action == .reject ? 8 : 1) {
            record.rejectReason = generator.pick(["BPA", "EC", "BPA", "SOMETHING-NEW"])
        }
        record.packets = UInt64(generator.number(1...1000))
        record.bytes = generator.chance(97) ? UInt64(generator.number(40...1_500_000)) : nil
    }

    /// Where the record says its interface lies: where it does for the most part, elsewhere, or nowhere.
    private func addPlace(
        to record: inout ReferenceRecord, _ interface: NetworkInterface,
        using generator: inout SeededGenerator
    ) {
        let other = generator.pick(ruleSet.interfaces)
        func pick(_ own: String?, _ others: String?, _ unknown: String) -> String? {
            switch generator.number(0...9) {
            case 0...5: own
            case 6: others
            case 7: unknown
            default: nil
            }
        }
        record.vpcID = pick(interface.vpcID, other.vpcID, RandomRuleSet.id("vpc", 0xf000))
        record.subnetID = pick(interface.subnetID, other.subnetID, RandomRuleSet.id("subnet", 0xf000))
        record.instanceID = pick(interface.instanceID, other.instanceID, RandomRuleSet.id("i", 0xf000))
    }

    /// Takes away what a verdict needs, or names an interface that is not there.
    private func spoil(_ record: inout ReferenceRecord, using generator: inout SeededGenerator) {
        switch generator.number(0...9) {
        case 0...2: record.interfaceID = RandomRuleSet.id("eni", 0xf000 + generator.number(0...9))
        case 3: record.interfaceID = nil
        case 4: record.action = nil
        case 5: record.ipProtocol = nil
        case 6: record.sourcePort = nil
        case 7: record.destinationPort = nil
        case 8: record.sourceAddress = nil
        default: record.destinationAddress = nil
        }
    }
}
