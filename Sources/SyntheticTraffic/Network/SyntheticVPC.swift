import NetworkPrimitives
import NetworkRules

/// One VPC with all that lies in it.
struct SyntheticVPC {
    var id: String
    /// The account that owns it: twelve digits.
    var accountID: String
    var region: String
    /// The id of its flow log, `fl-` and seventeen digits.
    var flowLogID: String
    /// /16 blocks of 10.0.0.0/8, each with a /56 block of IPv6.
    var ipv4Blocks: [CIDRBlock]
    var ipv6Blocks: [CIDRBlock]
    var subnets: [Subnet]
    var subnetKinds: [SubnetKind]
    var interfaces: [SyntheticInterface]
    var groups: [SyntheticGroup]
    var acls: [SyntheticACL]
    var prefixLists: [PrefixList]

    /// Interfaces of a role, by index, in the order they were placed.
    private(set) var members: [[Int]] = []
    /// Interfaces of a role and a kind of subnet.
    private(set) var membersOfKind: [[[Int]]] = []
    /// Interfaces of a role and a stack.
    private(set) var membersOfStack: [[[Int]]] = []
    /// Pairs of databases of one stack in one subnet.
    private(set) var replicaPairs: [(first: Int, second: Int)] = []

    func interfaces(_ role: InterfaceRole) -> [Int] { members[role.rawValue] }

    func interfaces(_ role: InterfaceRole, in kind: SubnetKind) -> [Int] {
        membersOfKind[role.rawValue][kind.rawValue]
    }

    func interfaces(_ role: InterfaceRole, stack: Int) -> [Int] { membersOfStack[role.rawValue][stack] }

    func acl(of kind: SubnetKind) -> SyntheticACL { acls[kind.rawValue] }

    /// Fills the look-ups; called once, when all interfaces are placed.
    mutating func indexInterfaces() {
        let stacks = (interfaces.map(\.stack).max() ?? 0) + 1
        members = Array(repeating: [], count: InterfaceRole.allCases.count)
        membersOfKind = Array(
            repeating: Array(repeating: [], count: SubnetKind.allCases.count), count: members.count)
        membersOfStack = Array(repeating: Array(repeating: [], count: stacks), count: members.count)
        var lastDatabase = Array(repeating: Array<Int?>(repeating: nil, count: stacks), count: subnets.count)
        for (index, interface) in interfaces.enumerated() {
            let role = interface.role.rawValue
            members[role].append(index)
            membersOfKind[role][interface.subnetKind.rawValue].append(index)
            membersOfStack[role][interface.stack].append(index)
            guard interface.role == .database else { continue }
            if let other = lastDatabase[interface.subnet][interface.stack] {
                replicaPairs.append((first: other, second: index))
            }
            lastDatabase[interface.subnet][interface.stack] = index
        }
    }
}

/// A group, with the rules among its own that only fill it up.
struct SyntheticGroup {
    var group: SecurityGroup
    var inboundFillers: [FillerRule]
    var outboundFillers: [FillerRule]
}

/// A network ACL, with those of its entries that deny a block altogether.
struct SyntheticACL {
    var acl: NetworkACL
    /// Blocks that no packet may come from, or go to, over any protocol.
    var blockedSources: [CIDRBlock]
    var blockedDestinations: [CIDRBlock]
}
