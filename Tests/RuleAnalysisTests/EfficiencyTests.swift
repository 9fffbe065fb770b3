import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleAnalysis
import RuleMatching
import TestSupport
import Testing

/// Fewer rules that say the same, counted out over every packet of a small universe.
@Suite struct SmallerRulesTests {
    private static func permitted(_ rules: [SecurityGroupRule], _ ruleSet: RuleSet) -> Set<
        SmallUniverse.Packet
    > {
        Set(
            SmallUniverse.packets.filter { packet in
                rules.contains { rule in
                    guard SmallUniverse.matches(rule.traffic, packet) else { return false }
                    return switch rule.peer {
                    case .cidr(let block): block.contains(packet.address)
                    case .securityGroup(let id):
                        ruleSet.interfaces.contains {
                            $0.groupIDs.contains(id) && $0.addresses.contains(packet.address)
                        }
                    case .prefixList: false
                    }
                }
            })
    }

    private static func answer(_ entries: [NetworkACLEntry], _ packet: SmallUniverse.Packet)
        -> NetworkACLEntry.Action
    {
        entries.first { $0.block.contains(packet.address) && SmallUniverse.matches($0.traffic, packet) }?
            .action ?? .deny
    }

    @Test(arguments: 0..<150)
    func everyPacketHasTheSameAnswer(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let group = SecurityGroup(
            id: "sg-1", vpcID: "vpc-1",
            ingress: (0..<generator.number(0...12)).map { _ in
                SecurityGroupRule(
                    traffic: SmallUniverse.randomTraffic(&generator),
                    peer: generator.chance(20)
                        ? .securityGroup(id: "sg-1") : .cidr(SmallUniverse.randomBlock(&generator)))
            })
        let entries = (1...generator.number(1...10)).map { number in
            NetworkACLEntry(
                ruleNumber: number, action: generator.chance(60) ? .allow : .deny,
                traffic: SmallUniverse.randomTraffic(&generator), block: SmallUniverse.randomBlock(&generator)
            )
        }.filter { $0.traffic != .icmp(.icmp, .nothing) }
        let ruleSet = RuleSet(
            securityGroups: [group], networkACLs: [NetworkACL(id: "acl-1", ingress: entries)],
            interfaces: [
                NetworkInterface(
                    id: "eni-1", vpcID: "vpc-1",
                    addresses: [generator.pick(SmallUniverse.interfaceAddresses)],
                    groupIDs: ["sg-1"])
            ], vpcs: [VPC(id: "vpc-1", blocks: [try CIDRBlock("10.0.0.0/16")])])
        let smaller = SmallerRules(ruleSet)
        #expect(
            Self.permitted(smaller.ruleSet.securityGroups[0].ingress, ruleSet)
                == Self.permitted(group.ingress, ruleSet))
        for packet in SmallUniverse.packets {
            #expect(
                Self.answer(smaller.ruleSet.networkACLs[0].ingress, packet) == Self.answer(entries, packet))
        }
        #expect(smaller.groupRules <= smaller.groupRulesNow)
        #expect(smaller.groupRules == smaller.ruleSet.securityGroups[0].ingress.count)
        #expect(smaller.aclEntries <= smaller.aclEntriesNow)
    }

    @Test func neighboursBecomeOne() throws {
        let ruleSet = try AuditCase().group(
            "sg-1",
            in: [
                "tcp 80 10.0.0.0/25", "tcp 80 10.0.0.128/25", "tcp 81 10.0.0.0/24", "tcp 82-90 10.0.0.0/24",
                "tcp 443 sg-2", "tcp 444 sg-2", "udp 80 10.0.0.0/24",
            ]
        ).ruleSet
        let rules = SmallerRules(ruleSet).ruleSet.securityGroups[0].ingress
        #expect(
            rules.map { "\(ServiceSet($0.traffic)) \($0.peer)" } == [
                "tcp 80-90 10.0.0.0/24", "tcp 443-444 sg-2", "udp 80 10.0.0.0/24",
            ])
    }
}

@Suite struct EntryOrderTests {
    @Test(arguments: 0..<150)
    func theSuggestedOrderGivesTheSameAnswersSooner(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let entries = (1...generator.number(1...8)).map { number in
            NetworkACLEntry(
                ruleNumber: number, action: generator.chance(60) ? .allow : .deny,
                traffic: SmallUniverse.randomTraffic(&generator), block: SmallUniverse.randomBlock(&generator)
            )
        }.filter { $0.traffic != .icmp(.icmp, .nothing) }
        func deciding(_ order: [Int], _ packet: SmallUniverse.Packet) -> Int? {
            order.firstIndex {
                entries[$0].block.contains(packet.address)
                    && SmallUniverse.matches(entries[$0].traffic, packet)
            }
        }
        func answer(_ order: [Int], _ packet: SmallUniverse.Packet) -> NetworkACLEntry.Action {
            deciding(order, packet).map { entries[order[$0]].action } ?? .deny
        }
        // Traffic is the packets themselves, some of them often.
        let weights = SmallUniverse.packets.map { _ in generator.number(0...9) }
        var hits = [UInt64](repeating: 0, count: entries.count + 1)
        let now = Array(entries.indices)
        for (packet, weight) in zip(SmallUniverse.packets, weights) {
            hits[deciding(now, packet) ?? entries.count] += UInt64(weight)
        }
        let order = EntryOrder(entries, hits: hits)
        #expect(order.places.sorted() == now)
        func walked(_ places: [Int]) -> Double {
            var sum = 0
            for (packet, weight) in zip(SmallUniverse.packets, weights) {
                sum += weight * ((deciding(places, packet) ?? entries.count) + 1)
            }
            let total = weights.reduce(0, +)
            return total > 0 ? Double(sum) / Double(total) : 0
        }
        for packet in SmallUniverse.packets { #expect(answer(order.places, packet) == answer(now, packet)) }
        #expect(abs(walked(now) - order.walkedNow) < 1e-9)
        // Entries of the same action that change places take each other's packets: never for the worse.
        #expect(walked(order.places) <= order.walked + 1e-9)
        #expect(order.walked <= order.walkedNow)
    }

    @Test func theBusiestEntryComesFirstWhereItMay() throws {
        let entries = try AuditCase.entries([
            "100 allow tcp 22 10.0.0.0/8", "110 allow tcp 443 0.0.0.0/0", "120 deny tcp 80 10.0.0.0/8",
            "130 allow tcp 80 0.0.0.0/0",
        ])
        let order = EntryOrder(entries, hits: [1, 10, 2, 100, 0])
        #expect(order.places == [2, 3, 1, 0])
        #expect(order.walkedNow == 427.0 / 113)
        #expect(order.walked == 236.0 / 113)
    }
}

@Suite struct EfficiencyTests {
    @Test func quotasNameWhoComesNearest() throws {
        let network = try AuditCase().interface("eni-1", "10.0.0.1", ["sg-1", "sg-2"])
            .interface("eni-2", "10.0.0.2", ["sg-1"]).acl("acl-1", in: ["100 allow all 0.0.0.0/0"])
            .group("sg-1", in: ["tcp 22 10.0.0.0/8", "tcp 22 ::/0", "tcp 80 sg-1"])
            .group("sg-2", in: ["tcp 22 10.0.0.0/8"]).ruleSet
        var limits = QuotaLimits()
        limits.rulesPerGroup = 1
        let use = limits.use(by: network)
        #expect(use.map(\.most) == [2, 2, 2, 3])
        #expect(use.map(\.owner) == ["sg-1", "acl-1", "eni-1", "eni-1"])
        #expect(use.map(\.above) == [1, 0, 0, 0])
    }

    @Test func sizesAndTimesAreThoseOfTheRuleSet() throws {
        let network = try AuditCase().interface("eni-1", "10.0.0.1", ["sg-1"])
            .acl("acl-1", in: ["100 deny tcp 22 10.0.0.0/8", "110 allow all 0.0.0.0/0"])
            .group("sg-1", in: ["tcp 443 0.0.0.0/0", "tcp 443 10.0.0.0/8"])
            .logged([
                "eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT", "eni-1 192.0.2.2 10.0.0.1 50000 443 6 ACCEPT",
            ])
        let logs = try AuditCase.logs(network.log ?? [], network.ruleSet)
        let found = RuleSetEfficiency(
            "rules", network.ruleSet, logs.compiled, logs: logs, quotas: QuotaLimits(), loadSeconds: 1,
            compileSeconds: 2)
        #expect(found.size.groupRules == 2)
        #expect(found.size.aclEntries == 2)
        #expect(found.size.compiledBytes > found.size.addressBytes)
        #expect(found.times.forward.questions == 1, "both clients are of one class")
        #expect(found.times.forward.warm > 0 && found.times.forward.cold > 0)
        #expect(found.walks.map(\.now) == [2])
        #expect(found.walks.map(\.best) == [2])
        #expect(found.smaller.groupRules == 1)
    }
}
