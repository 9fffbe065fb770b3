import NetworkPrimitives
import NetworkRules

extension JSONText {
    mutating func append(_ acl: NetworkACL) {
        object { text in
            text.string("NetworkAclId", acl.id)
            text.string("VpcId", acl.vpcID ?? "")
            text.boolean("IsDefault", acl.isDefault)
            text.array("Associations", acl.subnetIDs) { text, subnetID in
                text.object {
                    $0.string("NetworkAclId", acl.id)
                    $0.string("SubnetId", subnetID)
                }
            }
            let entries = TrafficDirection.allCases.flatMap { direction in
                (acl.entries(direction) + Self.defaultEntries).map { (direction, $0) }
            }
            text.array("Entries", entries) { text, entry in text.append(entry.1, entry.0) }
        }
    }

    /// The last denies, as the cloud lists them with the others.
    private static let defaultEntries = [AddressPlan.anyIPv4, AddressPlan.anyIPv6].map {
        NetworkACLEntry(
            ruleNumber: NetworkACL.defaultRuleNumber($0.family), action: .deny, traffic: .all, block: $0)
    }

    private mutating func append(_ entry: NetworkACLEntry, _ direction: TrafficDirection) {
        object { text in
            text.number("RuleNumber", entry.ruleNumber)
            text.boolean("Egress", direction == .egress)
            text.string("RuleAction", entry.action == .allow ? "allow" : "deny")
            text.string("Protocol", entry.traffic.ipProtocol.map { "\($0.number)" } ?? "-1")
            text.string(entry.block.family == .ipv4 ? "CidrBlock" : "Ipv6CidrBlock", entry.block.description)
            switch entry.traffic {
            case .ports(_, let range):
                text.object("PortRange") {
                    $0.number("From", Int(range.first))
                    $0.number("To", Int(range.last))
                }
            case .icmp(_, .message(let type, let code)):
                text.object("IcmpTypeCode") {
                    $0.number("Type", type.map { Int($0) } ?? -1)
                    $0.number("Code", code.map { Int($0) } ?? -1)
                }
            default:
                break
            }
        }
    }

    mutating func append(_ group: SecurityGroup) {
        object { text in
            text.string("GroupId", group.id)
            text.string("GroupName", group.name)
            text.string("Description", group.description)
            text.string("OwnerId", group.ownerID ?? "")
            text.string("VpcId", group.vpcID ?? "")
            text.append("IpPermissions", group.ingress, ownerID: group.ownerID ?? "")
            text.append("IpPermissionsEgress", group.egress, ownerID: group.ownerID ?? "")
        }
    }

    /// Neighbouring rules of the same traffic share a permission, as the cloud groups them.
    private mutating func append(_ key: String, _ rules: [SecurityGroupRule], ownerID: String) {
        var permissions: [(traffic: RuleTraffic, rules: [SecurityGroupRule])] = []
        for rule in rules {
            if let last = permissions.indices.last, permissions[last].traffic == rule.traffic {
                permissions[last].rules.append(rule)
            } else {
                permissions.append((rule.traffic, [rule]))
            }
        }
        array(key, permissions) { text, permission in
            text.object {
                $0.string("IpProtocol", permission.traffic.protocolText)
                $0.appendPorts(permission.traffic)
                $0.appendPeers(permission.rules, ownerID: ownerID)
            }
        }
    }

    /// ICMP types and codes stand where ports do, -1 for all.
    private mutating func appendPorts(_ traffic: RuleTraffic) {
        switch traffic {
        case .all, .other:
            break
        case .ports(_, let range):
            number("FromPort", Int(range.first))
            number("ToPort", Int(range.last))
        case .icmp(_, .message(let type, let code)):
            number("FromPort", type.map { Int($0) } ?? -1)
            number("ToPort", code.map { Int($0) } ?? -1)
        case .icmp:
            number("FromPort", -1)
            number("ToPort", -1)
        }
    }

    private mutating func appendPeers(_ rules: [SecurityGroupRule], ownerID: String) {
        func peers(_ id: (RulePeer) -> String?) -> [(id: String, description: String)] {
            rules.compactMap { rule in id(rule.peer).map { ($0, rule.description) } }
        }
        func block(_ peer: RulePeer, _ family: AddressFamily) -> String? {
            guard case .cidr(let block) = peer, block.family == family else { return nil }
            return block.description
        }
        appendPeers("IpRanges", "CidrIp", peers { block($0, .ipv4) })
        appendPeers("Ipv6Ranges", "CidrIpv6", peers { block($0, .ipv6) })
        let lists = peers { if case .prefixList(let id) = $0 { id } else { nil } }
        appendPeers("PrefixListIds", "PrefixListId", lists)
        let groups = peers { if case .securityGroup(let id) = $0 { id } else { nil } }
        array("UserIdGroupPairs", groups) { text, group in
            text.object {
                $0.string("GroupId", group.id)
                $0.string("UserId", ownerID)
            }
        }
    }

    private mutating func appendPeers(
        _ key: String, _ idKey: String, _ peers: [(id: String, description: String)]
    ) {
        array(key, peers) { text, peer in
            text.object {
                $0.string(idKey, peer.id)
                if !peer.description.isEmpty { $0.string("Description", peer.description) }
            }
        }
    }
}
