import NetworkRules

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
        interface.subnetID.flatMap { networkACL(ofSubnet: $0, inVPC: interface.vpcID ?? subnet?.vpcID) }
    }

    /// The ACL associated with a subnet, else the default one of its VPC.
    func networkACL(ofSubnet subnet: String, inVPC vpc: String?) -> Int? {
        aclOfSubnet[subnet] ?? vpc.flatMap { defaultACLOfVPC[$0] }
    }
}
