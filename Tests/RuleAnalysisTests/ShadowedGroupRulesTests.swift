import NetworkPrimitives
import NetworkRules
import RuleAnalysis
import RuleMatching
import TestSupport
import Testing

/// Proofs about group rules, counted out over every packet of a small universe.
@Suite struct ShadowedGroupRulesTests {
    private typealias Packet = SmallUniverse.Packet

    /// Groups with random rules, some of which name groups, on a few interfaces.
    private static func network(_ generator: inout SeededGenerator) -> RuleSet {
        let ids = (0..<3).map { "sg-\($0)" }
        let groups = ids.map { id in
            SecurityGroup(
                id: id, vpcID: "vpc-1",
                ingress: (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                    SecurityGroupRule(
                        traffic: SmallUniverse.randomTraffic(&generator),
                        peer: Int.random(in: 0..<4, using: &generator) == 0
                            ? .securityGroup(id: generator.pick(ids + ["sg-gone"]))
                            : .cidr(SmallUniverse.randomBlock(&generator)))
                })
        }
        let interfaces = (0..<Int.random(in: 0...4, using: &generator)).map { number in
            NetworkInterface(
                id: "eni-\(number)", vpcID: "vpc-1",
                addresses: [generator.pick(SmallUniverse.interfaceAddresses)],
                groupIDs: ids.filter { _ in Bool.random(using: &generator) })
        }
        return RuleSet(
            securityGroups: groups, interfaces: interfaces,
            vpcs: [VPC(id: "vpc-1", blocks: [.everything(.ipv4)])])
    }

    /// The packets that some rules of a rule set permit.
    private static func permitted(_ rules: some Sequence<SecurityGroupRule>, _ ruleSet: RuleSet) -> Set<
        Packet
    > {
        var permitted: Set<Packet> = []
        for rule in rules {
            let members: [CIDRBlock] =
                switch rule.peer {
                case .cidr(let block): [block]
                case .securityGroup(let id):
                    ruleSet.interfaces.filter { $0.groupIDs.contains(id) }.flatMap(\.privateBlocks)
                case .prefixList: []
                }
            permitted.formUnion(
                SmallUniverse.packets.filter { packet in
                    SmallUniverse.matches(rule.traffic, packet)
                        && members.contains { $0.contains(packet.address) }
                })
        }
        return permitted
    }

    private static func rules(
        _ ruleSet: RuleSet, without removed: Set<NumberedRule>, groups: some Sequence<Int>
    ) -> [SecurityGroupRule] {
        groups.flatMap { group in
            ruleSet.securityGroups[group].ingress.enumerated().filter {
                !removed.contains(.securityGroup(group, .ingress, rule: $0.offset))
            }.map(\.element)
        }
    }

    /// What counts: each group by itself where nothing carries it, else each interface.
    private static func views(_ ruleSet: RuleSet) -> [[Int]] {
        let carried = ruleSet.interfaces.map { interface in
            ruleSet.securityGroups.indices.filter {
                interface.groupIDs.contains(ruleSet.securityGroups[$0].id)
            }
        }
        return carried
            + ruleSet.securityGroups.indices.filter { group in !carried.contains { $0.contains(group) } }
            .map { [$0] }
    }

    @Test(arguments: 0..<300)
    func whatIsFoundCanGoTogetherAndNothingElseCan(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let ruleSet = Self.network(&generator)
        let found = ShadowedGroupRules.find(in: ruleSet)
        let removed = Set(found.map(\.rule))
        let views = Self.views(ruleSet)
        for view in views {
            #expect(
                Self.permitted(Self.rules(ruleSet, without: [], groups: view), ruleSet)
                    == Self.permitted(Self.rules(ruleSet, without: removed, groups: view), ruleSet))
        }
        for (group, content) in ruleSet.securityGroups.enumerated() {
            for number in content.ingress.indices {
                let rule = NumberedRule.securityGroup(group, .ingress, rule: number)
                guard !removed.contains(rule) else { continue }
                // A rule that permits nobody now may permit somebody tomorrow, and is not needless.
                guard !Self.permitted([content.ingress[number]], ruleSet).isEmpty else { continue }
                let isNeeded = views.filter { $0.contains(group) }.contains { view in
                    Self.permitted(Self.rules(ruleSet, without: removed, groups: view), ruleSet)
                        != Self.permitted(
                            Self.rules(ruleSet, without: removed.union([rule]), groups: view), ruleSet)
                }
                #expect(isNeeded, "\(content.ingress[number])")
            }
        }
    }

    @Test(arguments: 0..<200)
    func proofsByRulesAloneHoldWhateverJoinsGroups(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var ruleSet = Self.network(&generator)
        let lasting = Set(ShadowedGroupRules.find(in: ruleSet).filter { $0.basis == .rules }.map(\.rule))
        for _ in 0..<5 {
            ruleSet.interfaces = ruleSet.securityGroups.map { group in
                NetworkInterface(
                    id: "eni-\(group.id)", vpcID: "vpc-1",
                    addresses: [
                        generator.pick(SmallUniverse.interfaceAddresses),
                        generator.pick(SmallUniverse.interfaceAddresses),
                    ], groupIDs: [group.id])
            }
            for group in ruleSet.securityGroups.indices {
                #expect(
                    Self.permitted(Self.rules(ruleSet, without: [], groups: [group]), ruleSet)
                        == Self.permitted(Self.rules(ruleSet, without: lasting, groups: [group]), ruleSet))
            }
        }
    }

    private static func group(_ id: String, _ rules: (RuleTraffic, String)...) throws -> SecurityGroup {
        SecurityGroup(
            id: id, vpcID: "vpc-1",
            ingress: try rules.map { traffic, peer in
                SecurityGroupRule(
                    traffic: traffic,
                    peer: peer.hasPrefix("sg-")
                        ? .securityGroup(id: peer)
                        : peer.hasPrefix("pl-") ? .prefixList(id: peer) : .cidr(try CIDRBlock(peer)))
            })
    }

    private static func tcp(_ first: UInt16, _ last: UInt16? = nil) -> RuleTraffic {
        .ports(.tcp, PortRange(first, last ?? first))
    }

    private func shadowed(_ groups: SecurityGroup..., interfaces: [NetworkInterface] = [])
        -> [ShadowedGroupRule]
    {
        ShadowedGroupRules.find(
            in: RuleSet(
                securityGroups: groups, interfaces: interfaces,
                vpcs: [
                    VPC(
                        id: "vpc-1",
                        blocks: [CIDRBlock(containing: .ipv4(IPv4Address(0x0a00_0000)), prefixLength: 16)])
                ]))
    }

    @Test func theUnionOfRulesCoversWhatNoneCoversAlone() throws {
        let found = shadowed(
            try Self.group(
                "sg-1", (Self.tcp(80, 443), "10.0.0.0/24"), (Self.tcp(0, 200), "10.0.0.0/16"),
                (Self.tcp(201, 1000), "10.0.0.0/25"), (Self.tcp(201, 1000), "10.0.0.128/25")))
        #expect(found.map(\.rule) == [.securityGroup(0, .ingress, rule: 0)])
        #expect(found.first?.coveredBy.count == 3)
        #expect(found.first?.basis == .rules)
    }

    @Test func ofEqualRulesTheLaterOneGoes() throws {
        let found = shadowed(
            try Self.group("sg-1", (Self.tcp(22), "10.0.0.0/8"), (Self.tcp(22), "10.0.0.0/8")))
        #expect(found.map(\.rule) == [.securityGroup(0, .ingress, rule: 1)])
        #expect(found.map(\.coveredBy) == [[.securityGroup(0, .ingress, rule: 0)]])
    }

    @Test func aGroupWithoutMembersIsNotCoveredByNothing() throws {
        #expect(
            shadowed(try Self.group("sg-1", (Self.tcp(22), "sg-1"), (Self.tcp(80), "10.0.0.0/8"))).isEmpty)
    }

    @Test func membersOfAGroupLieWithinTheBlocksOfItsVPC() throws {
        let found = shadowed(try Self.group("sg-1", (Self.tcp(22), "sg-1"), (.all, "10.0.0.0/16")))
        #expect(found.map(\.rule) == [.securityGroup(0, .ingress, rule: 0)])
        #expect(found.map(\.basis) == [.rules])
        #expect(shadowed(try Self.group("sg-1", (Self.tcp(22), "sg-1"), (.all, "10.0.0.0/17"))).isEmpty)
    }

    @Test func aListThatIsNotResolvedIsCoveredByItselfAndByEverything() throws {
        #expect(
            shadowed(try Self.group("sg-1", (Self.tcp(22), "pl-1"), (Self.tcp(0, 80), "pl-1"))).map(\.rule)
                == [.securityGroup(0, .ingress, rule: 0)])
        #expect(
            shadowed(try Self.group("sg-1", (Self.tcp(22), "pl-1"), (Self.tcp(0, 80), "0.0.0.0/0"))).isEmpty,
            "the list may hold IPv6 blocks")
        #expect(
            shadowed(
                try Self.group(
                    "sg-1", (Self.tcp(22), "pl-1"), (Self.tcp(0, 80), "0.0.0.0/0"), (Self.tcp(0, 80), "::/0"))
            ).map(\.rule) == [.securityGroup(0, .ingress, rule: 0)])
    }

    @Test func groupsOfOneInterfaceCoverEachOtherWhereTheyAlwaysStandTogether() throws {
        let narrow = try Self.group("sg-1", (Self.tcp(22), "10.0.0.0/24"))
        let broad = try Self.group("sg-2", (Self.tcp(22), "10.0.0.0/8"))
        let both = NetworkInterface(id: "eni-1", groupIDs: ["sg-1", "sg-2"])
        let alone = NetworkInterface(id: "eni-2", groupIDs: ["sg-1"])
        let found = shadowed(narrow, broad, interfaces: [both])
        #expect(found.map(\.rule) == [.securityGroup(0, .ingress, rule: 0)])
        #expect(found.map(\.basis) == [.attachments])
        #expect(shadowed(narrow, broad, interfaces: [both, alone]).isEmpty)
        #expect(shadowed(narrow, broad).isEmpty)
    }

    @Test func coveringRulesStandInTheOrderOfTheRuleSet() throws {
        let narrow = try Self.group("sg-0", (Self.tcp(22), "10.0.0.0/24"))
        let broad = try (1...8).map { try Self.group("sg-\($0)", (Self.tcp(22), "10.0.0.0/8")) }
        let interfaces = (1...8).map { NetworkInterface(id: "eni-\($0)", groupIDs: ["sg-0", "sg-\($0)"]) }
        let found = ShadowedGroupRules.find(
            in: RuleSet(securityGroups: [narrow] + broad, interfaces: interfaces))
        #expect(found.map(\.coveredBy) == [(1...8).map { .securityGroup($0, .ingress, rule: 0) }])
    }

    @Test func rulesNotKnownInFullProveNothing() throws {
        var group = try Self.group("sg-1", (Self.tcp(22), "10.0.0.0/24"), (.all, "10.0.0.0/8"))
        #expect(shadowed(group).count == 1)
        group.ingress[1].isKnown = false
        #expect(shadowed(group).isEmpty)
    }
}
