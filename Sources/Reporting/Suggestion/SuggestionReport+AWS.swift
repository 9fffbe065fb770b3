import NetworkPrimitives
import NetworkRules
import RuleAnalysis

// The suggested rules as `aws ec2 describe-security-groups` prints groups: each permission is what
// `authorize-security-group-ingress --ip-permissions` takes, and all of it is a rule set that every verb reads.

extension SuggestionReport {
    package var awsJSON: String {
        var writer = JSONWriter()
        writer.object { json in
            json.array("SecurityGroups") { json in
                for group in suggestion.groups {
                    json.element { json in
                        let content = self.group(group)
                        json.member("GroupId", content.id)
                        json.member("GroupName", content.name)
                        json.member("Description", content.description)
                        if let vpc = content.vpcID { json.member("VpcId", vpc) }
                        if let owner = content.ownerID { json.member("OwnerId", owner) }
                        json.array("IpPermissions") { write(group.ingress, to: &$0) }
                        json.array("IpPermissionsEgress") { write(group.egress, to: &$0) }
                    }
                }
            }
        }
        return writer.text
    }

    private func write(_ rules: [SuggestedRule], to json: inout JSONWriter) {
        for suggested in rules {
            json.element { json in
                let rule = suggested.rule
                json.member("IpProtocol", rule.traffic.protocolText)
                if let (from, to) = rule.traffic.ends {
                    json.member("FromPort", from)
                    json.member("ToPort", to)
                }
                switch rule.peer {
                case .cidr(let block):
                    let (list, key) =
                        block.family == .ipv4 ? ("IpRanges", "CidrIp") : ("Ipv6Ranges", "CidrIpv6")
                    json.array(list) { json in json.element { $0.member(key, "\(block)") } }
                case .securityGroup(let id):
                    json.array("UserIdGroupPairs") { json in json.element { $0.member("GroupId", id) } }
                case .prefixList(let id):
                    json.array("PrefixListIds") { json in json.element { $0.member("PrefixListId", id) } }
                }
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
