import NetworkPrimitives
import NetworkRules
import RuleAnalysis
import TestSupport
import Testing

/// The difference of two rule sets, counted out over every packet of a small universe.
@Suite struct PacketChangesTests {
    private typealias Packet = SmallUniverse.Packet

    private static func entries(_ generator: inout SeededGenerator) -> [NetworkACLEntry] {
        (1...generator.number(1...4)).map { number in
            NetworkACLEntry(
                ruleNumber: number, action: generator.chance(70) ? .allow : .deny,
                traffic: SmallUniverse.randomTraffic(&generator), block: SmallUniverse.randomBlock(&generator)
            )
        }.filter { $0.traffic != .icmp(.icmp, .nothing) }
    }

    private static func rules(_ generator: inout SeededGenerator) -> [SecurityGroupRule] {
        (0..<generator.number(0...4)).map { _ in
            SecurityGroupRule(
                traffic: SmallUniverse.randomTraffic(&generator),
                peer: generator.chance(25)
                    ? .securityGroup(id: generator.pick(["sg-0", "sg-1", "sg-gone"]))
                    : .cidr(SmallUniverse.randomBlock(&generator)))
        }
    }

    private static func network(_ generator: inout SeededGenerator) throws -> RuleSet {
        RuleSet(
            securityGroups: (0..<3).map { number in
                SecurityGroup(
                    id: "sg-\(number)", vpcID: "vpc-1", ingress: rules(&generator), egress: rules(&generator))
            },
            networkACLs: [
                NetworkACL(
                    id: "acl-0", vpcID: "vpc-1", subnetIDs: ["subnet-0"], ingress: entries(&generator),
                    egress: entries(&generator)),
                NetworkACL(
                    id: "acl-1", vpcID: "vpc-1", isDefault: true, ingress: entries(&generator),
                    egress: entries(&generator)),
            ],
            interfaces: (0..<4).map { number in
                NetworkInterface(
                    id: "eni-\(number)", vpcID: "vpc-1", subnetID: generator.pick(["subnet-0", "subnet-1"]),
                    addresses: [generator.pick(SmallUniverse.interfaceAddresses)],
                    groupIDs: ["sg-0", "sg-1"].filter { _ in generator.chance(60) })
            },
            subnets: [
                Subnet(id: "subnet-0", vpcID: "vpc-1", blocks: [try CIDRBlock("10.0.0.0/30")]),
                Subnet(id: "subnet-1", vpcID: "vpc-1", blocks: [try CIDRBlock("10.0.0.4/30")]),
            ], vpcs: [VPC(id: "vpc-1", blocks: [try CIDRBlock("10.0.0.0/16")])])
    }

    /// Changes some of a network: rules, attachments, places, addresses.
    private static func changed(_ network: RuleSet, _ generator: inout SeededGenerator) throws -> RuleSet {
        let other = try Self.network(&generator)
        var network = network
        if generator.chance(60) { network.securityGroups[0] = other.securityGroups[0] }
        if generator.chance(30) { network.securityGroups[2] = other.securityGroups[2] }
        if generator.chance(40) { network.networkACLs[1] = other.networkACLs[1] }
        if generator.chance(30) { network.interfaces[0] = other.interfaces[0] }
        if generator.chance(20) { network.interfaces.removeLast() }
        return network
    }

    /// Section 2.2 of the semantics read aloud, for what is certain.
    private static func permits(
        _ ruleSet: RuleSet, _ interface: NetworkInterface, _ direction: TrafficDirection, _ packet: Packet
    ) -> Bool {
        let isPermitted =
            interface.groupIDs.isEmpty
            || interface.groupIDs.contains { id in
                ruleSet.securityGroups.first { $0.id == id }.map { permits($0, ruleSet, direction, packet) }
                    ?? false
            }
        guard isPermitted else { return false }
        let acl =
            ruleSet.networkACLs.first { $0.subnetIDs.contains(interface.subnetID ?? "") }
            ?? ruleSet.networkACLs.first { $0.isDefault && $0.vpcID == interface.vpcID }
        let neighbours = ruleSet.subnets.first { $0.id == interface.subnetID }?.blocks ?? []
        guard let acl, !neighbours.contains(where: { $0.contains(packet.address) }) else { return true }
        let deciding = acl.entries(direction).first {
            $0.block.contains(packet.address) && SmallUniverse.matches($0.traffic, packet)
        }
        return deciding?.action == .allow
    }

    private static func permits(
        _ group: SecurityGroup, _ ruleSet: RuleSet, _ direction: TrafficDirection, _ packet: Packet
    ) -> Bool {
        group.rules(direction).contains { rule in
            let blocks: [CIDRBlock] =
                switch rule.peer {
                case .cidr(let block): [block]
                case .securityGroup(let id):
                    ruleSet.interfaces.filter { $0.groupIDs.contains(id) }.flatMap(\.privateBlocks)
                case .prefixList: []
                }
            return SmallUniverse.matches(rule.traffic, packet)
                && blocks.contains { $0.contains(packet.address) }
        }
    }

    private static func isListed(
        _ changes: PacketChanges, _ effect: PacketChange.Effect, _ interface: String,
        _ direction: TrafficDirection,
        _ packet: Packet
    ) -> Bool {
        changes.changes.contains { change in
            change.effect == effect && change.direction == direction && change.interfaces.contains(interface)
                && change.box.addresses.contains(packet.address)
                && change.box.services.contains(packet.ipProtocol, port: packet.detail)
        }
    }

    @Test(arguments: 0..<150)
    func everyPacketIsListedThatChangesAndNoOther(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let old = try Self.network(&generator)
        let new = try Self.changed(old, &generator)
        let changes = PacketChanges(from: old, to: new)
        for before in old.interfaces {
            guard let after = new.interfaces.first(where: { $0.id == before.id }) else {
                #expect(changes.removedInterfaces.contains(before.id))
                continue
            }
            for direction in TrafficDirection.allCases {
                for packet in SmallUniverse.packets {
                    let was = Self.permits(old, before, direction, packet)
                    let would = Self.permits(new, after, direction, packet)
                    #expect(Self.isListed(changes, .allows, before.id, direction, packet) == (would && !was))
                    #expect(Self.isListed(changes, .forbids, before.id, direction, packet) == (was && !would))
                }
            }
        }
        // sg-2 is on nothing: what changes of it is listed for itself.
        for direction in TrafficDirection.allCases {
            for packet in SmallUniverse.packets {
                let was = Self.permits(old.securityGroups[2], old, direction, packet)
                let would = Self.permits(new.securityGroups[2], new, direction, packet)
                let listed = changes.changes.filter {
                    $0.owner == "sg-2" && $0.direction == direction
                        && $0.box.addresses.contains(packet.address)
                        && $0.box.services.contains(packet.ipProtocol, port: packet.detail)
                }.map(\.effect)
                #expect(listed == (was == would ? [] : [would ? .allows : .forbids]))
            }
        }
    }

    @Test(arguments: 0..<30)
    func nothingIsListedOfTheSameRules(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let network = try Self.network(&generator)
        #expect(PacketChanges(from: network, to: network).changes.isEmpty)
    }

    @Test(arguments: 0..<30)
    func examplesAreAmongThePackets(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let old = try Self.network(&generator)
        for change in PacketChanges(from: old, to: try Self.changed(old, &generator)).changes {
            let (remote, service) = try #require(change.example)
            #expect(change.box.addresses.contains(remote))
            #expect(
                change.box.services.contains(
                    IPProtocol(service.protocols.lowerBound), port: service.details.first))
            #expect(!change.rules.isEmpty || change.interfaces.count > 0)
        }
    }

    @Test func aChangeIsToldWithItsRuleAndItsInterfaces() throws {
        let old = try AuditCase().interface("eni-1", "10.0.0.1", ["sg-1"]).interface(
            "eni-2", "10.0.0.2", ["sg-1"]
        )
        .group("sg-1", in: ["tcp 443 0.0.0.0/0", "tcp 22 10.0.0.0/8"]).ruleSet
        let new = try AuditCase().interface("eni-1", "10.0.0.1", ["sg-1"]).interface(
            "eni-2", "10.0.0.2", ["sg-1"]
        )
        .group("sg-1", in: ["tcp 443 0.0.0.0/0", "tcp 22 10.0.0.0/9", "tcp 80 192.0.2.0/24"]).ruleSet
        let changes = PacketChanges(from: old, to: new).changes
        #expect(changes.map(\.effect) == [.allows, .forbids])
        #expect(
            changes.map { "\($0.box.services) \($0.box.addresses)" } == [
                "tcp 80 192.0.2.0/24", "tcp 22 10.128.0.0/9",
            ])
        #expect(changes.map(\.interfaces) == [["eni-1", "eni-2"], ["eni-1", "eni-2"]])
        #expect(
            changes.map(\.rules) == [
                ["sg-1/ingress/tcp/80/192.0.2.0/24"], ["sg-1/ingress/tcp/22/10.0.0.0/8"],
            ])
    }

    @Test func whatCannotBeDecidedIsSaid() throws {
        let old = try AuditCase().group("sg-1", in: ["tcp 22 pl-1"]).ruleSet
        let new = try AuditCase().group("sg-1", in: ["tcp 23 pl-1"]).ruleSet
        #expect(
            PacketChanges(from: old, to: new).undecided == [
                "sg-1/ingress/tcp/22/pl-1", "sg-1/ingress/tcp/23/pl-1",
            ])
        #expect(PacketChanges(from: old, to: old).undecided.isEmpty)
    }
}
