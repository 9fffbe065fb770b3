import NetworkPrimitives
import NetworkRules

/// All subnets that there ever were, and which network ACL served each of them when.
struct SubnetVersions {
    /// What is known of a subnet at some time.
    struct State: Hashable {
        /// Whether it is described, and so its blocks are known; else interfaces or ACLs no more than name it.
        var isDescribed: Bool
        /// Number of its VPC, where one is known.
        var vpc: Int?
        /// Number of the version of the ACL that serves it, where one is known.
        var networkACL: Int?
    }

    /// In the order in which they came; one that is described later gets its blocks then.
    private(set) var subnets: [Subnet] = []
    /// The state of each subnet by phase, nil where it is not there; those that came later are left off.
    private(set) var statesOfPhase: [[State?]] = []
    private(set) var vpcIDs: [String] = []
    private(set) var blocksOfVPC: [String: [CIDRBlock]] = [:]
    private var numberOfID: [String: Int] = [:]
    private var numberOfVPC: [String: Int] = [:]

    /// Adds the subnets that a rule set describes, and those that its interfaces and ACLs name.
    ///
    /// - Parameter numbersOfACLs: the versions of its ACLs.
    mutating func addPhase(_ ruleSet: RuleSet, _ acls: ACLAssociations, _ numbersOfACLs: [Int]) {
        var states = [State?](repeating: nil, count: subnets.count)
        for subnet in ruleSet.subnets { note(subnet, isDescribed: true, in: &states) }
        // By index: to copy an interface means to count a reference to all it holds.
        let interfaces = ruleSet.interfaces
        for index in interfaces.indices {
            guard let id = interfaces[index].subnetID else { continue }
            note(Subnet(id: id, vpcID: interfaces[index].vpcID), isDescribed: false, in: &states)
        }
        for acl in ruleSet.networkACLs {
            for id in acl.subnetIDs { note(Subnet(id: id), isDescribed: false, in: &states) }
        }
        for vpc in ruleSet.vpcs { blocksOfVPC[vpc.id, default: []] += vpc.blocks }
        for (number, state) in states.enumerated() {
            guard let state else { continue }
            states[number]?.networkACL = acls.networkACL(
                ofSubnet: subnets[number].id, inVPC: state.vpc.map { vpcIDs[$0] }
            ).map { numbersOfACLs[$0] }
        }
        if let last = statesOfPhase.last, last == states { states = last }
        statesOfPhase.append(states)
    }

    private mutating func note(_ subnet: Subnet, isDescribed: Bool, in states: inout [State?]) {
        let number = numberOfID[subnet.id] ?? subnets.count
        if number == subnets.count {
            subnets.append(subnet)
            numberOfID[subnet.id] = number
            states.append(nil)
        }
        if states[number] == nil { states[number] = State(isDescribed: isDescribed) }
        if states[number]?.vpc == nil { states[number]?.vpc = subnet.vpcID.map { self.number(ofVPC: $0) } }
        if subnets[number].vpcID == nil { subnets[number].vpcID = subnet.vpcID }
        for block in subnet.blocks where !subnets[number].blocks.contains(block) {
            subnets[number].blocks.append(block)
        }
    }

    private mutating func number(ofVPC id: String) -> Int {
        if let known = numberOfVPC[id] { return known }
        numberOfVPC[id] = vpcIDs.count
        vpcIDs.append(id)
        return vpcIDs.count - 1
    }
}
