import NetworkPrimitives
import NetworkRules

/// Groups and network ACLs as the AWS CLI prints them: each permission is what `authorize-security-group-ingress
/// --ip-permissions` takes, and all of it is a rule set that every verb reads.
///
/// *Source: AWS CLI, "describe-security-groups", "describe-network-acls".*
package struct AWSRuleSetText {
    private let groups: [SecurityGroup]
    private let networkACLs: [NetworkACL]

    package init(groups: [SecurityGroup], networkACLs: [NetworkACL] = []) {
        self.groups = groups
        self.networkACLs = networkACLs
    }

    package var text: String {
        var writer = JSONWriter()
        writer.object { json in
            json.array("SecurityGroups") { json in
                for group in groups { json.element { write(group, to: &$0) } }
            }
            if !networkACLs.isEmpty {
                json.array("NetworkAcls") { json in
                    for acl in networkACLs { json.element { write(acl, to: &$0) } }
                }
            }
        }
        return writer.text
    }

    private func write(_ group: SecurityGroup, to json: inout JSONWriter) {
        json.member("GroupId", group.id)
        json.member("GroupName", group.name)
        json.member("Description", group.description)
        if let vpc = group.vpcID { json.member("VpcId", vpc) }
        if let owner = group.ownerID { json.member("OwnerId", owner) }
        json.array("IpPermissions") { json in
            for rule in group.ingress { json.element { write(rule, to: &$0) } }
        }
        json.array("IpPermissionsEgress") { json in
            for rule in group.egress { json.element { write(rule, to: &$0) } }
        }
    }

    private func write(_ rule: SecurityGroupRule, to json: inout JSONWriter) {
        json.member("IpProtocol", rule.traffic.protocolText)
        if let (from, to) = rule.traffic.ends {
            json.member("FromPort", from)
            json.member("ToPort", to)
        }
        switch rule.peer {
        case .cidr(let block):
            let (list, key) = block.family == .ipv4 ? ("IpRanges", "CidrIp") : ("Ipv6Ranges", "CidrIpv6")
            json.array(list) { json in json.element { $0.member(key, "\(block)") } }
        case .securityGroup(let id):
            json.array("UserIdGroupPairs") { json in json.element { $0.member("GroupId", id) } }
        case .prefixList(let id):
            json.array("PrefixListIds") { json in json.element { $0.member("PrefixListId", id) } }
        }
    }

    private func write(_ acl: NetworkACL, to json: inout JSONWriter) {
        json.member("NetworkAclId", acl.id)
        if let vpc = acl.vpcID { json.member("VpcId", vpc) }
        json.member("IsDefault", acl.isDefault)
        json.array("Associations") { json in
            for subnet in acl.subnetIDs {
                json.element { json in
                    json.member("NetworkAclId", acl.id)
                    json.member("SubnetId", subnet)
                }
            }
        }
        json.array("Entries") { json in
            for direction in TrafficDirection.allCases {
                for entry in acl.entries(direction) { json.element { write(entry, direction, to: &$0) } }
            }
        }
    }

    private func write(_ entry: NetworkACLEntry, _ direction: TrafficDirection, to json: inout JSONWriter) {
        json.member("RuleNumber", entry.ruleNumber)
        json.member("Egress", direction == .egress)
        json.member("RuleAction", entry.action == .allow ? "allow" : "deny")
        json.member("Protocol", entry.traffic.ipProtocol.map { "\($0.number)" } ?? "-1")
        json.member(entry.block.family == .ipv4 ? "CidrBlock" : "Ipv6CidrBlock", "\(entry.block)")
        guard let (from, to) = entry.traffic.ends else { return }
        if case .ports = entry.traffic {
            json.object("PortRange") { json in
                json.member("From", from)
                json.member("To", to)
            }
        } else {
            json.object("IcmpTypeCode") { json in
                json.member("Type", from)
                json.member("Code", to)
            }
        }
    }
}

extension RuleTraffic {
    /// `FromPort` and `ToPort` of the cloud's interface: ports, or ICMP type and code; nil where a rule has none.
    var ends: (from: Int, to: Int)? {
        switch self {
        case .all, .other: nil
        case .ports(_, let ports): (Int(ports.first), Int(ports.last))
        case .icmp(_, .all): (-1, -1)
        case .icmp(_, .message(let type, let code)): (type.map { Int($0) } ?? -1, code.map { Int($0) } ?? -1)
        case .icmp(_, .nothing): (-1, 0)
        }
    }
}
