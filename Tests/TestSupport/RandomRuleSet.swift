import NetworkPrimitives
import NetworkRules

/// Random rule sets in which everything that rules can say occurs, and often meets.
///
/// Address spaces of VPCs may overlap; groups, prefix lists, subnets and VPCs that are named may be
/// absent. An interface and its subnet never name different VPCs.
package struct RandomRuleSet {
    /// How many of each there are, or are at most.
    package struct Size: Sendable {
        package var vpcs: Int
        package var subnetsPerVPC: Int
        package var entriesPerACL: Int
        package var groups: Int
        package var rulesPerGroup: Int
        package var interfaces: Int
        package var prefixLists: Int

        /// Three groups: for many rule sets with a few thousand records each.
        package static let small = Size(
            vpcs: 2, subnetsPerVPC: 2, entriesPerACL: 6, groups: 3, rulesPerGroup: 6, interfaces: 8,
            prefixLists: 3)
        package static let medium = Size(
            vpcs: 3, subnetsPerVPC: 4, entriesPerACL: 12, groups: 16, rulesPerGroup: 12, interfaces: 60,
            prefixLists: 6)
        /// 60 groups on 400 interfaces.
        package static let large = Size(
            vpcs: 3, subnetsPerVPC: 6, entriesPerACL: 20, groups: 60, rulesPerGroup: 20, interfaces: 400,
            prefixLists: 12)
    }

    private let size: Size
    private var vpcs: [VPC] = []
    private var subnets: [Subnet] = []
    private var groupIDs: [String] = []
    private var prefixListIDs: [String] = []
    private var nextHost: [String: Int] = [:]

    package static func make(_ size: Size, using generator: inout SeededGenerator) -> RuleSet {
        var builder = RandomRuleSet(size: size)
        return builder.ruleSet(using: &generator)
    }

    private init(size: Size) { self.size = size }

    private mutating func ruleSet(using generator: inout SeededGenerator) -> RuleSet {
        makeNetworks(using: &generator)
        groupIDs = (0..<size.groups).map { Self.id("sg", $0) }
        prefixListIDs = (0..<size.prefixLists).map { Self.id("pl", $0) }
        let interfaces = (0..<size.interfaces).map { interface($0, using: &generator) }
        let groups = groupIDs.map { group($0, using: &generator) }
        let acls = makeACLs(using: &generator)
        // The last prefix list is named by rules and not there; some that are there have no entries.
        let prefixLists = prefixListIDs.dropLast().map { prefixList($0, using: &generator) }
        return RuleSet(
            securityGroups: groups, networkACLs: acls, interfaces: interfaces,
            subnets: subnets.filter { _ in generator.chance(92) },
            vpcs: vpcs.filter { _ in generator.chance(90) }, prefixLists: prefixLists)
    }

    /// One of a few of a VPC.
    private func instanceID(inVPC vpc: String?, using generator: inout SeededGenerator) -> String {
        let number = vpcs.firstIndex { $0.id == vpc } ?? vpcs.count
        return Self.id("i", number * 4 + generator.number(0...3))
    }

    /// An id as the cloud makes them: 17 hexadecimal digits, or 8 as it once did.
    static func id(_ kind: String, _ number: Int) -> String {
        let digits = String(number, radix: 16)
        let width = number % 7 == 3 ? 8 : 17
        return "\(kind)-\(String(repeating: "0", count: max(0, width - digits.count)))\(digits)"
    }

    /// Groups that rules or interfaces name and the rule set lacks; interfaces carry the first alone.
    private static let absentGroupIDs = [id("sg", 0xaaaa), id("sg", 0xbbbb)]
}

// MARK: - Networks

extension RandomRuleSet {
    private mutating func makeNetworks(using generator: inout SeededGenerator) {
        for number in 0..<generator.number(1...size.vpcs) {
            let second = generator.pick([0, 0, 1])
            let primary = RandomAddresses.ipv4(10, second, 0, 0)
            var vpc = VPC(
                id: Self.id("vpc", number), blocks: [CIDRBlock(containing: primary, prefixLength: 16)])
            if generator.chance(40) {
                let secondary = RandomAddresses.ipv4(100, 64, number, 0)
                vpc.blocks.append(CIDRBlock(containing: secondary, prefixLength: 24))
            }
            let network = 0x2600_1f14_0000_0000 | UInt64(second) << 8
            let hasIPv6 = generator.chance(60)
            if hasIPv6 {
                vpc.blocks.append(CIDRBlock(containing: RandomAddresses.ipv6(network, 0), prefixLength: 56))
            }
            vpcs.append(vpc)
            for index in 0..<generator.number(1...size.subnetsPerVPC) {
                let base = RandomAddresses.ipv4(10, second, index * 4, 0)
                let length = generator.pick(size.interfaces > 100 ? [22, 24] : [24, 26])
                var blocks = [CIDRBlock(containing: base, prefixLength: length)]
                if hasIPv6, generator.chance(70) {
                    let base = RandomAddresses.ipv6(network | UInt64(index), 0)
                    blocks.append(CIDRBlock(containing: base, prefixLength: 64))
                }
                subnets.append(
                    Subnet(
                        id: Self.id("subnet", number * 16 + index),
                        vpcID: generator.chance(95) ? vpc.id : nil,
                        blocks: blocks))
            }
        }
    }

    private mutating func interface(
        _ number: Int, using generator: inout SeededGenerator
    ) -> NetworkInterface {
        let subnet = generator.pick(subnets)
        var host = nextHost[subnet.id] ?? 4
        var interface = NetworkInterface(
            id: Self.id("eni", number), vpcID: generator.chance(85) ? subnet.vpcID : nil,
            subnetID: generator.chance(96) ? subnet.id : nil,
            instanceID: generator.chance(60) ? instanceID(inVPC: subnet.vpcID, using: &generator) : nil)
        for _ in 0..<generator.pick([1, 1, 1, 2, 3]) {
            host += generator.number(1...2)
            interface.addresses.append(subnet.blocks[0].networkAddress.advanced(by: host))
        }
        if subnet.blocks.count > 1, generator.chance(60) {
            interface.addresses.append(subnet.blocks[1].networkAddress.advanced(by: host))
        }
        nextHost[subnet.id] = host
        if generator.chance(12) {
            let base = generator.pick(subnet.blocks).networkAddress.advanced(
                by: 16 * generator.number(8...15))
            let length = base.family == .ipv4 ? 28 : 124
            interface.delegatedPrefixes.append(CIDRBlock(containing: base, prefixLength: length))
        }
        describe(&interface, using: &generator)
        return interface
    }

    private func describe(_ interface: inout NetworkInterface, using generator: inout SeededGenerator) {
        let carried = groupIDs + [Self.absentGroupIDs[0]]
        interface.groupIDs = generator.pickSome(generator.pick([0, 1, 1, 1, 2, 2, 3]), of: carried)
        interface.type = generator.pick(
            Array(repeating: "interface", count: 20) + ["nat_gateway", "network_load_balancer", "lambda"]
                + ["gateway_load_balancer", "load_balancer", "vpc_endpoint"])
        interface.description = generator.pick(
            Array(repeating: "", count: 10) + ["ELB app/front/50dc6c495c0c9188", "ELBOW", "a web server"]
                + ["ClientVPN Endpoint resource", "AWS created network interface for directory d-1"])
        interface.isRequesterManaged = generator.chance(interface.description.isEmpty ? 10 : 70)
    }
}

// MARK: - Rules

extension RandomRuleSet {
    private func group(_ id: String, using generator: inout SeededGenerator) -> SecurityGroup {
        func rules() -> [SecurityGroupRule] {
            (0..<generator.number(0...size.rulesPerGroup)).map { _ in rule(ofGroup: id, using: &generator) }
        }
        var group = SecurityGroup(id: id, vpcID: generator.pick(vpcs).id, ingress: rules(), egress: rules())
        if generator.chance(40) {
            let everywhere = CIDRBlock(containing: RandomAddresses.ipv4(0, 0, 0, 0), prefixLength: 0)
            group.egress = [SecurityGroupRule(traffic: .all, peer: .cidr(everywhere))]
        }
        return group
    }

    private func rule(
        ofGroup id: String, using generator: inout SeededGenerator
    ) -> SecurityGroupRule {
        let peer: RulePeer =
            switch generator.number(0...19) {
            case 0...10: .cidr(block(using: &generator))
            case 11...14: .securityGroup(id: generator.pick(groupIDs))
            case 15: .securityGroup(id: id)
            case 16: .securityGroup(id: generator.pick(Self.absentGroupIDs))
            default: .prefixList(id: generator.pick(prefixListIDs))
            }
        return SecurityGroupRule(
            id: generator.chance(50) ? Self.id("sgr", generator.number(0...1 << 40)) : nil,
            traffic: RandomTraffic.ruleTraffic(forGroup: true, using: &generator), peer: peer,
            isKnown: generator.chance(96))
    }

    private func block(using generator: inout SeededGenerator) -> CIDRBlock {
        let address: IPAddress
        if generator.chance(50) {
            address = RandomAddresses.external(using: &generator)
        } else {
            let network = generator.pick(generator.pick(subnets).blocks).networkAddress
            address = network.advanced(by: generator.number(0...24))
        }
        let lengths =
            address.family == .ipv4 ? [0, 0, 8, 16, 22, 24, 28, 31, 32] : [0, 0, 32, 56, 64, 124, 127, 128]
        let isUsual = generator.chance(75)
        return CIDRBlock(
            containing: address,
            prefixLength: isUsual ? generator.pick(lengths) : generator.number(0...address.family.bitWidth))
    }

    private func prefixList(_ id: String, using generator: inout SeededGenerator) -> PrefixList {
        switch generator.number(0...5) {
        case 0: PrefixList(id: id)
        case 1: PrefixList(id: id, entries: [])
        default:
            PrefixList(id: id, entries: (0..<generator.number(1...5)).map { _ in block(using: &generator) })
        }
    }

    /// Default ACLs for most VPCs, and an ACL of its own for about half of the subnets; a few
    /// subnets share one.
    private func makeACLs(using generator: inout SeededGenerator) -> [NetworkACL] {
        var acls: [NetworkACL] = []
        for vpc in vpcs where generator.chance(80) {
            acls.append(
                acl(NetworkACL(id: Self.id("acl", acls.count), vpcID: vpc.id, isDefault: true), &generator))
        }
        for subnet in subnets where generator.chance(50) {
            if generator.chance(20), let last = acls.last, !last.isDefault {
                acls[acls.count - 1].subnetIDs.append(subnet.id)
            } else {
                let custom = NetworkACL(
                    id: Self.id("acl", acls.count), vpcID: subnet.vpcID, subnetIDs: [subnet.id])
                acls.append(acl(custom, &generator))
            }
        }
        return acls
    }

    private func acl(_ bare: NetworkACL, _ generator: inout SeededGenerator) -> NetworkACL {
        var acl = bare
        acl.ingress = entries(using: &generator)
        acl.egress = entries(using: &generator)
        return acl
    }

    private func entries(using generator: inout SeededGenerator) -> [NetworkACLEntry] {
        var numbers = Set(
            (0..<generator.number(0...size.entriesPerACL)).map { _ in generator.number(2...32765) })
        if generator.chance(20) { numbers.formUnion([1, 32766]) }
        var entries = numbers.sorted().map {
            NetworkACLEntry(
                ruleNumber: $0, action: generator.chance(60) ? .allow : .deny,
                traffic: RandomTraffic.ruleTraffic(forGroup: false, using: &generator),
                block: block(using: &generator), isKnown: generator.chance(96))
        }
        // Mostly ACLs end in a rule for all, or else the group layer would seldom matter.
        if generator.chance(70), (entries.last?.ruleNumber ?? 0) < 32766 {
            let everywhere = CIDRBlock(containing: RandomAddresses.ipv4(0, 0, 0, 0), prefixLength: 0)
            entries.append(
                NetworkACLEntry(ruleNumber: 32766, action: .allow, traffic: .all, block: everywhere))
        }
        return entries
    }
}
