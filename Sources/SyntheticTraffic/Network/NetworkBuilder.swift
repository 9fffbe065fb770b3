import NetworkPrimitives
import NetworkRules

/// Builds the VPCs of a plan: blocks, subnets, ACLs, groups and interfaces.
///
/// Its random stream is not the traffic's, so that the number of records does not change the rules.
struct NetworkBuilder {
    private let plan: GenerationPlan
    private var random: RandomStream
    private var ordinal = 0
    private var nextBlock = 0

    private static let regions = ["eu-central-1", "us-east-1", "ap-southeast-2", "eu-west-1", "us-west-2"]
    /// A /20 holds 4,096 addresses; two for each interface leave room for the reserved ones.
    private static let interfacesPerSubnet = 2_000
    /// The cloud reserves the first four addresses of each subnet.
    private static let firstHost: UInt32 = 10

    init(plan: GenerationPlan) {
        self.plan = plan
        random = RandomStream(seed: plan.seed, purpose: 1)
    }

    /// - Complexity: linear in interfaces plus rules.
    static func vpcs(of plan: GenerationPlan) -> [SyntheticVPC] {
        var builder = NetworkBuilder(plan: plan)
        return (0..<plan.vpcs).map { builder.vpc($0) }
    }

    /// The `index`-th of `parts` near-equal parts of `total`.
    private static func part(_ index: Int, of parts: Int, _ total: Int) -> Int {
        total / parts + (index < total % parts ? 1 : 0)
    }

    private mutating func identifier() -> ResourceIdentifier {
        ordinal += 1
        return ResourceIdentifier(ordinal: ordinal, &random)
    }

    private mutating func vpc(_ index: Int) -> SyntheticVPC {
        let groupCount = Self.part(index, of: plan.vpcs, plan.groups)
        let stacks = groupCount / InterfaceRole.grouped.count
        let interfaceCount = Self.part(index, of: plan.vpcs, plan.interfaces)
        let places = InterfacePlacement.places(count: interfaceCount, stacks: stacks, &random)

        let id = identifier().text("vpc")
        var vpc = SyntheticVPC(
            id: id,
            // Ascending, so that the archive's paths sort in the order in which they are written.
            accountID: "\(123_456_789_012 + index * 1_111_111_111)",
            region: Self.regions[index % Self.regions.count], flowLogID: identifier().text("fl"),
            ipv4Blocks: [], ipv6Blocks: [], subnets: [], subnetKinds: [], interfaces: [], groups: [],
            acls: [],
            prefixLists: [])
        addSubnets(for: places, to: &vpc)
        addACLs(to: &vpc)
        addGroups(groupCount, stacks: stacks, to: &vpc)
        addInterfaces(places, to: &vpc)
        vpc.indexInterfaces()
        return vpc
    }

    /// As many /16 blocks as the fullest kind of subnet needs.
    private mutating func addSubnets(for places: [InterfacePlacement.Place], to vpc: inout SyntheticVPC) {
        let blocks =
            SubnetKind.allCases.map { kind in
                let count = places.count { $0.kind == kind }
                return (count - 1) / (kind.positions.count * Self.interfacesPerSubnet) + 1
            }.max() ?? 1
        for _ in 0..<blocks {
            let (ipv4, ipv6) = AddressPlan.vpcBlocks(nextBlock)
            nextBlock += 1
            vpc.ipv4Blocks.append(ipv4)
            vpc.ipv6Blocks.append(ipv6)
            for position in 0..<SubnetKind.subnetsPerBlock {
                guard let kind = SubnetKind.allCases.first(where: { $0.positions.contains(position) }),
                    case .ipv4(let network) = ipv4.networkAddress,
                    case .ipv6(let prefix) = ipv6.networkAddress
                else { continue }
                let part = IPv4Address(network.value | UInt32(position) << 12)
                let partIPv6 = IPv6Address(prefix.value | UInt128(position) << 64)
                vpc.subnetKinds.append(kind)
                vpc.subnets.append(
                    Subnet(
                        id: identifier().text("subnet"), vpcID: vpc.id,
                        blocks: [
                            CIDRBlock(containing: .ipv4(part), prefixLength: 20),
                            CIDRBlock(containing: .ipv6(partIPv6), prefixLength: 64),
                        ]))
            }
        }
    }

    private mutating func addACLs(to vpc: inout SyntheticVPC) {
        vpc.acls = SubnetKind.allCases.map { kind in
            let subnetIDs = vpc.subnets.indices.filter { vpc.subnetKinds[$0] == kind }.map {
                vpc.subnets[$0].id
            }
            return ACLRules.acl(
                id: identifier().text("acl"), vpcID: vpc.id, kind: kind, subnetIDs: subnetIDs,
                count: plan.aclRules, &random)
        }
    }

    /// One group a role for each stack, then groups of fillers alone.
    private mutating func addGroups(_ count: Int, stacks: Int, to vpc: inout SyntheticVPC) {
        let office = PrefixList(id: identifier().text("pl"), name: "office", entries: [AddressPlan.office])
        let storage = PrefixList(id: identifier().text("pl"), name: "storage", entries: [AddressPlan.storage])
        vpc.prefixLists = [office, storage]
        let roles = InterfaceRole.grouped
        for stack in 0..<stacks {
            let ids = roles.map { _ in identifier().text("sg") }
            let rules = GroupRules(stackGroupIDs: ids, officeListID: office.id, storageListID: storage.id)
            for (role, id) in zip(roles, ids) {
                addGroup(id, name: "\(role.name)-\(stack + 1)", rules.fixedRules(role), to: &vpc)
            }
        }
        for index in 0..<(count - stacks * roles.count) {
            addGroup(identifier().text("sg"), name: "partners-\(index + 1)", ([], []), to: &vpc)
        }
    }

    private mutating func addGroup(
        _ id: String, name: String, _ fixed: (ingress: [SecurityGroupRule], egress: [SecurityGroupRule]),
        to vpc: inout SyntheticVPC
    ) {
        let fillers = plan.rulesPerGroup - fixed.ingress.count - fixed.egress.count
        let inbound = (0..<(fillers - fillers / 4)).map { _ in FillerRule(&random) }
        let outbound = (0..<(fillers / 4)).map { _ in FillerRule(&random) }
        let group = SecurityGroup(
            id: id, name: name, description: name, vpcID: vpc.id, ownerID: vpc.accountID,
            ingress: fixed.ingress + inbound.map(\.rule), egress: fixed.egress + outbound.map(\.rule))
        vpc.groups.append(SyntheticGroup(group: group, inboundFillers: inbound, outboundFillers: outbound))
    }

    private mutating func addInterfaces(_ places: [InterfacePlacement.Place], to vpc: inout SyntheticVPC) {
        let roles = InterfaceRole.grouped
        let partnerGroups = Array((vpc.groups.count / roles.count * roles.count)..<vpc.groups.count)
        var placed = Array(repeating: 0, count: SubnetKind.allCases.count)
        var nextHost = Array(repeating: Self.firstHost, count: vpc.subnets.count)
        vpc.interfaces.reserveCapacity(places.count)
        for place in places {
            let zones = place.kind.positions
            let rank = placed[place.kind.rawValue]
            placed[place.kind.rawValue] += 1
            let block = rank / (zones.count * Self.interfacesPerSubnet)
            let subnet = block * SubnetKind.subnetsPerBlock + zones[rank % zones.count]
            let secondary = place.role != .natGateway && random.oneIn(8)
            let host = nextHost[subnet]
            nextHost[subnet] += secondary ? 2 : 1
            vpc.interfaces.append(
                SyntheticInterface(
                    identifier: identifier(), role: place.role, subnetKind: place.kind, stack: place.stack,
                    subnet: subnet,
                    group: roles.firstIndex(of: place.role).map { place.stack * roles.count + $0 },
                    partnerGroup: place.role == .worker && !partnerGroups.isEmpty
                        ? random.element(partnerGroups) : nil,
                    primary: ipv4(vpc.subnets[subnet], host),
                    secondary: secondary ? ipv4(vpc.subnets[subnet], host + 1) : nil,
                    ipv6: place.role.isDualStack ? ipv6(vpc.subnets[subnet], host) : nil))
        }
    }

    private func ipv4(_ subnet: Subnet, _ host: UInt32) -> IPv4Address {
        guard case .ipv4(let address)? = subnet.blocks[0].address(atOffset: host) else {
            return IPv4Address(0)
        }
        return address
    }

    private mutating func ipv6(_ subnet: Subnet, _ host: UInt32) -> IPv6Address? {
        guard case .ipv6(let network) = subnet.blocks[1].networkAddress else { return nil }
        // The cloud draws the host part at random; the number keeps it unlike all others.
        return IPv6Address(network.value | UInt128(random.next() & 0xFFFF_FFFF_FFFF) << 16 | UInt128(host))
    }
}
