import NetworkPrimitives
import NetworkRules

/// Why a rule set is too large for the compiled form.
package enum RuleSetCompilerError: Error, Hashable, Sendable {
    case tooManyAddressClasses(Int)
    case tooManyServiceClasses(Int)
    case tooManyPeerSets(Int)
    case tooManyTables(Int)
    case tooManyRules(Int)

    /// One sentence for the user.
    package var message: String {
        let (count, what, limit) =
            switch self {
            case .tooManyAddressClasses(let n): (n, "classes of addresses", DecisionKey.maximumAddressClass)
            case .tooManyServiceClasses(let n): (n, "classes of services", DecisionKey.maximumServiceClass)
            case .tooManyPeerSets(let n): (n, "blocks, groups and lists in rules", PeerSet.maximumIndex)
            case .tooManyTables(let n): (n, "combinations of groups, and ACLs", DecisionKey.maximumTable)
            case .tooManyRules(let n): (n, "rules", UInt32.max)
            }
        return "the rule set has \(count) \(what), more than the \(limit) that can be compiled; "
            + "split it by account or region and evaluate each with its own logs"
    }
}

/// Turns a rule set into the form that records are matched with.
package enum RuleSetCompiler {
    /// - Complexity: O(n log n), n the rules, prefix-list entries and interface addresses together.
    package static func compile(_ ruleSet: RuleSet) throws(RuleSetCompilerError) -> CompiledRuleSet {
        let ruleCount =
            ruleSet.securityGroups.reduce(0) { $0 + $1.ingress.count + $1.egress.count }
            + ruleSet.networkACLs.reduce(0) { $0 + $1.ingress.count + $1.egress.count + 4 }
        guard ruleCount < Int(UInt32.max) else { throw .tooManyRules(ruleCount) }
        let services = ServiceClasses(of: traffic(of: ruleSet))
        guard services.count <= Int(DecisionKey.maximumServiceClass) else {
            throw .tooManyServiceClasses(services.count)
        }
        var peers = PeerSetBuilder(ruleSet)
        var tables = TableBuilder(services: services)
        for group in ruleSet.securityGroups {
            for direction in TrafficDirection.allCases {
                tables.append(group.rules(direction).map { peers.row(of: $0) }, defaultRules: 0)
            }
        }
        for acl in ruleSet.networkACLs {
            for direction in TrafficDirection.allCases {
                tables.append(acl.entries(direction).map { peers.row(of: $0) }, defaultRules: 2)
            }
        }
        guard peers.count <= Int(PeerSet.maximumIndex) else { throw .tooManyPeerSets(peers.count) }
        let addresses = try AddressClasses(peers.members)
        var linker = InterfaceLinker(ruleSet)
        let interfaces = try linker.link()
        return CompiledRuleSet(
            ruleSet: ruleSet, addresses: addresses, services: services, interfaces: interfaces,
            sections: tables.sections, tables: tables.tables, tableOfSection: tables.tableOfSection,
            profiles: linker.profiles)
    }

    private static func traffic(of ruleSet: RuleSet) -> Set<RuleTraffic> {
        var traffic: Set<RuleTraffic> = []
        for group in ruleSet.securityGroups {
            traffic.formUnion(group.ingress.lazy.map(\.traffic))
            traffic.formUnion(group.egress.lazy.map(\.traffic))
        }
        for acl in ruleSet.networkACLs {
            traffic.formUnion(acl.ingress.lazy.map(\.traffic))
            traffic.formUnion(acl.egress.lazy.map(\.traffic))
        }
        return traffic
    }
}

/// Numbers the rules and lets groups and ACLs of equal rules share a table.
private struct TableBuilder {
    let services: ServiceClasses
    private(set) var sections: [RuleSection] = []
    private(set) var tables: [RuleTable] = []
    private(set) var tableOfSection: [UInt32] = []
    private var tableOfRows: [[RuleTable.Row]: UInt32] = [:]
    private var nextRule: UInt32 = 0

    init(services: ServiceClasses) { self.services = services }

    mutating func append(_ rows: [RuleTable.Row], defaultRules: Int) {
        let count = rows.count + defaultRules
        sections.append(RuleSection(first: RuleIndex(value: nextRule), count: count))
        nextRule += UInt32(count)
        if let known = tableOfRows[rows] {
            tableOfSection.append(known)
        } else {
            tableOfRows[rows] = UInt32(tables.count)
            tableOfSection.append(UInt32(tables.count))
            tables.append(RuleTable(rows, services: services))
        }
    }
}

/// Numbers the sets of addresses that rules name and lists their blocks.
private struct PeerSetBuilder {
    private(set) var members: [(block: CIDRBlock, peer: PeerSet)] = []
    private var numbers: [RulePeer: PeerSet] = [:]
    private let membersOfGroup: [String: [CIDRBlock]]
    private let knownGroups: Set<String>
    private let entriesOfList: [String: [CIDRBlock]]

    init(_ ruleSet: RuleSet) {
        var membersOfGroup: [String: [CIDRBlock]] = [:]
        members.reserveCapacity(2 * ruleSet.interfaces.count)
        for interface in ruleSet.interfaces {
            let blocks = interface.privateBlocks
            for block in blocks { members.append((block, .knownInterfaces)) }
            if interface.opensFromLowPorts {
                for block in blocks { members.append((block, .lowPortClients)) }
            }
            for group in interface.groupIDs { membersOfGroup[group, default: []] += blocks }
        }
        self.membersOfGroup = membersOfGroup
        knownGroups = Set(ruleSet.securityGroups.map(\.id))
        entriesOfList = Dictionary(
            ruleSet.prefixLists.compactMap { list in list.entries.map { (list.id, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    var count: Int { numbers.count + Int(PeerSet.firstNamed) }

    mutating func row(of rule: SecurityGroupRule) -> RuleTable.Row {
        var certain: PeerSet?
        var possible: [PeerSet] = []
        switch rule.peer {
        case .cidr:
            certain = number(rule.peer)
        case .securityGroup(let id):
            certain = number(rule.peer)
            if !knownGroups.contains(id) { possible = [.unknownHosts] }
        case .prefixList(let id):
            if entriesOfList[id] != nil {
                certain = number(rule.peer)
            } else {
                possible = [.everyAddress]
            }
        }
        return Self.row(rule.traffic, isKnown: rule.isKnown, certain: certain, possible: possible)
    }

    mutating func row(of entry: NetworkACLEntry) -> RuleTable.Row {
        var row = Self.row(
            entry.traffic, isKnown: entry.isKnown, certain: number(.cidr(entry.block)), possible: [])
        row.action = entry.action
        return row
    }

    /// A rule that names an ICMP type or code is never certain, since flow logs carry neither, nor is one of
    /// which a value is not known.
    private static func row(
        _ traffic: RuleTraffic, isKnown: Bool, certain: PeerSet?, possible: [PeerSet]
    ) -> RuleTable.Row {
        guard traffic.namesICMPMessage || !isKnown, let certain else {
            return RuleTable.Row(traffic: traffic, certain: certain, possible: possible)
        }
        return RuleTable.Row(traffic: traffic, certain: nil, possible: [certain] + possible)
    }

    private mutating func number(_ peer: RulePeer) -> PeerSet {
        if let known = numbers[peer] { return known }
        let number = PeerSet(index: UInt32(count))
        numbers[peer] = number
        let blocks =
            switch peer {
            case .cidr(let block): [block]
            case .securityGroup(let id): membersOfGroup[id] ?? []
            case .prefixList(let id): entriesOfList[id] ?? []
            }
        for block in blocks { members.append((block, number)) }
        return number
    }
}

/// Joins interfaces to their groups, subnets, ACLs and VPCs.
private struct InterfaceLinker {
    private(set) var profiles: [GroupProfile] = []
    private var numberOfProfile: [GroupProfile: UInt32] = [:]
    private let ruleSet: RuleSet
    private let numberOfGroup: [String: Int]

    init(_ ruleSet: RuleSet) {
        self.ruleSet = ruleSet
        numberOfGroup = Dictionary(
            ruleSet.securityGroups.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func link() throws(RuleSetCompilerError) -> CompiledInterfaces {
        let profileOfInterface = ruleSet.interfaces.indices.map {
            profile(ofGroups: ruleSet.interfaces[$0].groupIDs)
        }
        let tableCount = 2 * (profiles.count + ruleSet.networkACLs.count)
        guard tableCount <= Int(DecisionKey.maximumTable) else { throw .tooManyTables(tableCount) }

        let subnets = Dictionary(ruleSet.subnets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let vpcs = Dictionary(ruleSet.vpcs.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let acls = ACLAssociations(ruleSet)
        var interfaces = CompiledInterfaces()
        for (index, profile) in profileOfInterface.enumerated() {
            let interface = ruleSet.interfaces[index]
            let subnet = interface.subnetID.flatMap { subnets[$0] }
            let acl = acls.networkACL(of: interface, subnet: subnet)
            interfaces.append(
                interface,
                groupTable: profile.map { 2 * $0 },
                aclTable: acl.map { UInt32(2 * (profiles.count + $0)) },
                subnet: subnet,
                vpc: (interface.vpcID ?? subnet?.vpcID).flatMap { vpcs[$0] })
        }
        return interfaces
    }

    /// The number of the interface's set of groups, or nil where it carries none.
    private mutating func profile(ofGroups groupIDs: [String]) -> UInt32? {
        guard !groupIDs.isEmpty else { return nil }
        var profile = GroupProfile(groups: [], hasMissingGroup: false)
        profile.groups.reserveCapacity(groupIDs.count)
        for id in groupIDs {
            if let number = numberOfGroup[id] {
                profile.groups.append(number)
            } else {
                profile.hasMissingGroup = true
            }
        }
        profile.groups.sortUniquely()
        if let number = numberOfProfile[profile] { return number }
        let number = UInt32(profiles.count)
        numberOfProfile[profile] = number
        profiles.append(profile)
        return number
    }
}

/// Which network ACL serves which subnet.
package struct ACLAssociations {
    private let aclOfSubnet: [String: Int]
    private let defaultACLOfVPC: [String: Int]

    package init(_ ruleSet: RuleSet) {
        var aclOfSubnet: [String: Int] = [:]
        var defaultACLOfVPC: [String: Int] = [:]
        for (number, acl) in ruleSet.networkACLs.enumerated() {
            for subnet in acl.subnetIDs { aclOfSubnet[subnet] = number }
            if acl.isDefault, let vpc = acl.vpcID { defaultACLOfVPC[vpc] = number }
        }
        self.aclOfSubnet = aclOfSubnet
        self.defaultACLOfVPC = defaultACLOfVPC
    }

    /// The ACL associated with the interface's subnet, else the default one of its VPC, by its
    /// number in the rule set; nil where neither is known.
    package func networkACL(of interface: NetworkInterface, subnet: Subnet?) -> Int? {
        guard let subnetID = interface.subnetID else { return nil }
        if let acl = aclOfSubnet[subnetID] { return acl }
        return (interface.vpcID ?? subnet?.vpcID).flatMap { defaultACLOfVPC[$0] }
    }
}
