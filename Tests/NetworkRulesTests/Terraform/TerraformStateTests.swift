import Foundation
import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

@Suite struct TerraformStateTests {
    /// `terraform show -json` of a state with resources of the root module.
    private func state(_ resources: String...) -> String {
        #"{"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {"resources": [\#(resources.joined(separator: ","))]}}}"#
    }

    private func resource(_ type: String, _ name: String, _ values: String) -> String {
        #"{"address": "\#(type).\#(name)", "mode": "managed", "type": "\#(type)", "name": "\#(name)", "values": {\#(values)}}"#
    }

    private func names(_ group: SecurityGroup) -> [String] {
        (group.ingress.map { $0.name(inGroup: group.id, .ingress) }
            + group.egress.map { $0.name(inGroup: group.id, .egress) }).sorted()
    }

    @Test func aGroupHasItsBlocksAndTheRulesBesideIt() throws {
        let loaded = try load([
            "state.json": state(
                resource(
                    "aws_security_group", "web",
                    #"""
                    "id": "sg-1", "name": "web", "description": "d", "vpc_id": "vpc-1", "owner_id": "123456789012",
                    "ingress": [{"protocol": "tcp", "from_port": 80, "to_port": 81, "cidr_blocks": ["10.0.0.0/8", "192.0.2.0/24"],
                     "ipv6_cidr_blocks": ["2001:db8::/32"], "prefix_list_ids": ["pl-1"], "security_groups": ["123456789012/sg-2"],
                     "self": true, "description": "in"}],
                    "egress": [{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"], "self": false}]
                    """#),
                resource(
                    "aws_vpc_security_group_ingress_rule", "ssh",
                    #""id": "sgr-1", "security_group_rule_id": "sgr-1", "security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": "10.0.0.0/8", "cidr_ipv6": null"#
                ),
                resource(
                    "aws_security_group_rule", "ping",
                    #""id": "sgrule-1", "type": "egress", "security_group_id": "sg-1", "protocol": "icmp", "from_port": 8, "to_port": -1, "cidr_blocks": ["10.0.0.0/8"], "self": false, "source_security_group_id": null"#
                ))
        ])
        let group = try #require(loaded.ruleSet.securityGroups.first)
        #expect(group.vpcID == "vpc-1")
        #expect(group.ingress.first?.description == "in")
        #expect(
            names(group) == [
                "sg-1/egress/-1/all/0.0.0.0/0", "sg-1/egress/icmp/type-8/10.0.0.0/8",
                "sg-1/ingress/tcp/80-81/10.0.0.0/8",
                "sg-1/ingress/tcp/80-81/192.0.2.0/24", "sg-1/ingress/tcp/80-81/2001:db8::/32",
                "sg-1/ingress/tcp/80-81/pl-1", "sg-1/ingress/tcp/80-81/sg-1", "sg-1/ingress/tcp/80-81/sg-2",
                "sgr-1",
            ])
    }

    /// A state lists rules of separate resources also among those of the group.
    @Test func aRuleThatStandsInBothPlacesIsOne() throws {
        let loaded = try load([
            "state.json": state(
                resource(
                    "aws_security_group", "web",
                    #""id": "sg-1", "ingress": [{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["10.0.0.0/8"], "description": "x"}]"#
                ),
                resource(
                    "aws_vpc_security_group_ingress_rule", "ssh",
                    #""security_group_rule_id": "sgr-1", "security_group_id": "sg-1", "ip_protocol": "6", "from_port": 22, "to_port": 22, "cidr_ipv4": "10.0.0.0/8""#
                ))
        ])
        #expect(loaded.ruleSet.securityGroups.flatMap(\.ingress).map(\.id) == ["sgr-1"])
    }

    @Test func anACLHasItsBlocksEntriesAndSubnets() throws {
        let loaded = try load([
            "state.json": state(
                resource(
                    "aws_network_acl", "a",
                    #"""
                    "id": "acl-1", "vpc_id": "vpc-1", "subnet_ids": ["subnet-2", "subnet-1"], "egress": [],
                    "ingress": [{"rule_no": 200, "action": "deny", "protocol": "6", "from_port": 22, "to_port": 22,
                      "cidr_block": "0.0.0.0/0", "ipv6_cidr_block": "", "icmp_type": 0, "icmp_code": 0}]
                    """#),
                resource(
                    "aws_network_acl_rule", "r",
                    #""network_acl_id": "acl-1", "rule_number": 100, "egress": false, "rule_action": "allow", "protocol": "icmp", "from_port": 0, "to_port": 0, "cidr_block": "10.0.0.0/8", "ipv6_cidr_block": "", "icmp_type": 8, "icmp_code": -1"#
                ),
                resource(
                    "aws_network_acl_rule", "all",
                    #""network_acl_id": "acl-1", "rule_number": 50, "egress": true, "rule_action": "allow", "protocol": "-1", "ipv6_cidr_block": "::/0", "cidr_block": null"#
                ),
                resource(
                    "aws_network_acl_association", "x", #""network_acl_id": "acl-1", "subnet_id": "subnet-3""#
                ),
                resource(
                    "aws_default_network_acl", "d",
                    #""id": "acl-0", "vpc_id": "vpc-1", "subnet_ids": [], "ingress": [], "egress": []"#))
        ])
        let everything = CIDRBlock.everything(.ipv4)
        #expect(
            loaded.ruleSet.networkACLs == [
                NetworkACL(id: "acl-0", vpcID: "vpc-1", isDefault: true),
                NetworkACL(
                    id: "acl-1", vpcID: "vpc-1", subnetIDs: ["subnet-1", "subnet-2", "subnet-3"],
                    ingress: [
                        NetworkACLEntry(
                            ruleNumber: 100, action: .allow,
                            traffic: .icmp(.icmp, .message(type: 8, code: nil)),
                            block: try CIDRBlock("10.0.0.0/8")),
                        NetworkACLEntry(
                            ruleNumber: 200, action: .deny, traffic: .ports(.tcp, PortRange(22, 22)),
                            block: everything),
                    ],
                    egress: [
                        NetworkACLEntry(
                            ruleNumber: 50, action: .allow, traffic: .all, block: .everything(.ipv6))
                    ]),
            ])
    }

    @Test func networksInterfacesAndListsAreRead() throws {
        let loaded = try load([
            "state.json": state(
                resource(
                    "aws_vpc", "v", #""id": "vpc-1", "cidr_block": "10.0.0.0/16", "ipv6_cidr_block": """#),
                resource(
                    "aws_vpc_ipv4_cidr_block_association", "b",
                    #""vpc_id": "vpc-1", "cidr_block": "100.64.0.0/16""#),
                resource(
                    "aws_subnet", "s",
                    #""id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24", "ipv6_cidr_block": "2001:db8::/64""#
                ),
                resource(
                    "aws_network_interface", "n",
                    #""id": "eni-1", "subnet_id": "subnet-1", "private_ip": "10.0.1.5", "private_ips": ["10.0.1.6", "10.0.1.5"], "ipv6_addresses": ["2001:db8::5"], "ipv4_prefixes": ["10.0.1.16/28"], "security_groups": ["sg-2"], "interface_type": "interface", "description": "n""#
                ),
                resource(
                    "aws_network_interface_sg_attachment", "a",
                    #""network_interface_id": "eni-1", "security_group_id": "sg-1""#),
                resource(
                    "aws_instance", "i",
                    #""id": "i-1", "primary_network_interface_id": "eni-2", "subnet_id": "subnet-1", "private_ip": "10.0.1.9", "secondary_private_ips": ["10.0.1.10"], "ipv6_addresses": [], "vpc_security_group_ids": ["sg-1"], "network_interface": []"#
                ),
                resource(
                    "aws_ec2_managed_prefix_list", "p",
                    #""id": "pl-1", "name": "p", "entry": [{"cidr": "10.0.0.0/8", "description": ""}]"#),
                resource(
                    "aws_ec2_managed_prefix_list_entry", "e",
                    #""prefix_list_id": "pl-1", "cidr": "192.0.2.0/24""#))
        ]).ruleSet
        #expect(loaded.vpcs == [VPC(id: "vpc-1", blocks: try blocks("10.0.0.0/16", "100.64.0.0/16"))])
        #expect(
            loaded.subnets == [
                Subnet(id: "subnet-1", vpcID: "vpc-1", blocks: try blocks("10.0.1.0/24", "2001:db8::/64"))
            ])
        #expect(
            loaded.prefixLists == [
                PrefixList(id: "pl-1", name: "p", entries: try blocks("10.0.0.0/8", "192.0.2.0/24"))
            ])
        #expect(loaded.interfaces.map(\.id) == ["eni-1", "eni-2"])
        #expect(loaded.interfaces.map(\.groupIDs) == [["sg-2", "sg-1"], ["sg-1"]])
        #expect(
            loaded.interfaces.map { $0.addresses.map(\.description) } == [
                ["10.0.1.5", "10.0.1.6", "2001:db8::5"], ["10.0.1.9", "10.0.1.10"],
            ])
        #expect(loaded.interfaces.map(\.delegatedPrefixes) == [try blocks("10.0.1.16/28"), []])
    }

    @Test func modulesAreSearchedAndDeposedInstancesLeftOut() throws {
        let text = #"""
            {"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {"child_modules": [
             {"address": "module.a", "resources": [], "child_modules": [{"address": "module.a.module.b[\"x/y\"]", "resources": [
              {"address": "module.a.module.b[\"x/y\"].aws_security_group.g[0]", "mode": "managed", "type": "aws_security_group", "name": "g", "index": 0, "values": {"id": "sg-1"}},
              {"address": "module.a.module.b[\"x/y\"].aws_security_group.g[1]", "mode": "managed", "type": "aws_security_group", "name": "g", "index": 1, "deposed_key": "00", "values": {"id": "sg-2"}}
             ]}]}]}}}
            """#
        #expect(try load(text).ruleSet.securityGroups.map(\.id) == ["sg-1"])
    }

    @Test func whatTheCloudSaysCountsBeforeAState() throws {
        let capture = #"""
            {"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}]}
            """#
        let loaded = try load([
            "a.json": capture,
            "z.json": state(
                resource(
                    "aws_security_group", "web",
                    #""id": "sg-1", "name": "web", "ingress": [{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"]}]"#
                ),
                resource(
                    "aws_security_group_rule", "r",
                    #""type": "ingress", "security_group_id": "sg-1", "protocol": "udp", "from_port": 53, "to_port": 53, "cidr_blocks": ["0.0.0.0/0"]"#
                )),
        ])
        #expect(loaded.ruleSet.securityGroups.flatMap { names($0) } == ["sg-1/ingress/tcp/443/0.0.0.0/0"])
        #expect(loaded.warnings.contains { $0.cause == .gap(.overruled(["sg-1"], .state)) })
    }

    @Test(arguments: [
        (
            #""id": "sg-1", "ingress": [{"protocol": "tcp", "from_port": "x", "to_port": 1}]"#,
            "ingress[0].from_port"
        ),
        (
            #""id": "sg-1", "ingress": [{"protocol": "tpc", "from_port": 1, "to_port": 1}]"#,
            "ingress[0].protocol"
        ),
        (#""id": "sg-1", "ingress": [{"protocol": "tcp", "from_port": 9, "to_port": 1}]"#, "ingress[0]"),
        (#""id": "sg-1", "ingress": [{"from_port": 9, "to_port": 9}]"#, "ingress[0].protocol"),
        (
            #""id": "sg-1", "ingress": [{"protocol": "tcp", "from_port": 1, "to_port": 1, "cidr_blocks": ["10.0.0.0/33"]}]"#,
            "ingress[0].cidr_blocks[0]"
        ),
        (#""id": "sg-1", "ingress": {}"#, "ingress"), (#""id": 7"#, "id"), (#""name": "x""#, "id"),
    ])
    func whatIsWrongIsNamedByItsPlace(values: String, place: String) throws {
        let found = try issues(in: state(resource("aws_security_group", "web", values)))
        #expect(found.map(\.jsonPath) == ["$.values.root_module.resources[0].values.\(place)"])
        #expect(found.first?.message.contains("(aws_security_group.web)") == true, "\(found)")
    }

    @Test func olderStateFilesAreRefusedWithWhatToDo() throws {
        let found = try issues(
            in: #"{"version": 3, "terraform_version": "0.11.0", "modules": [], "resources": []}"#)
        #expect(found.map(\.cause) == [.value(.unreadableStateVersion(found: "3"))])
        #expect(found.first?.message.contains("terraform show -json") == true)
    }

    /// What a state can say of a rule set comes back as it was.
    @Test(arguments: 1...40)
    func aRuleSetWrittenAsAStateIsReadBack(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let ruleSet = StateWriter.expressible(RandomRuleSet.make(.medium, using: &generator))
        let loaded = try load(["terraform.tfstate": try StateWriter.text(ruleSet, using: &generator)]).ruleSet
        #expect(loaded.networkACLs == ruleSet.networkACLs)
        #expect(loaded.interfaces == ruleSet.interfaces)
        #expect(loaded.subnets == ruleSet.subnets)
        #expect(loaded.vpcs.map { $0.blocks.first } == ruleSet.vpcs.map { $0.blocks.first })
        #expect(loaded.vpcs.map { Set($0.blocks) } == ruleSet.vpcs.map { Set($0.blocks) })
        #expect(loaded.prefixLists == ruleSet.prefixLists)
        #expect(loaded.securityGroups.map(\.id) == ruleSet.securityGroups.map(\.id))
        for (found, expected) in zip(loaded.securityGroups, ruleSet.securityGroups) {
            #expect(Set(found.ingress) == Set(expected.ingress))
            #expect(Set(found.egress) == Set(expected.egress))
        }
    }
}

/// Writes rule sets as Terraform's state files have them.
private enum StateWriter {
    /// The rule set without what a state cannot say.
    static func expressible(_ ruleSet: RuleSet) -> RuleSet {
        var ruleSet = ruleSet
        func rules(_ rules: [SecurityGroupRule]) -> [SecurityGroupRule] {
            var seen: Set<SecurityGroupRule> = []
            return rules.map { SecurityGroupRule(traffic: $0.traffic, peer: $0.peer) }.filter { rule in
                if case .icmp(_, .nothing) = rule.traffic { return false }
                return seen.insert(rule).inserted
            }
        }
        for index in ruleSet.securityGroups.indices {
            ruleSet.securityGroups[index].ingress = rules(ruleSet.securityGroups[index].ingress)
            ruleSet.securityGroups[index].egress = rules(ruleSet.securityGroups[index].egress)
        }
        for index in ruleSet.networkACLs.indices {
            ruleSet.networkACLs[index].subnetIDs.sort()
            for list in [\NetworkACL.ingress, \NetworkACL.egress] {
                // ICMPv6 is compared by type for IPv6 blocks alone.
                ruleSet.networkACLs[index][keyPath: list].removeAll {
                    let isCompared = if case .icmp = $0.traffic { true } else { false }
                    return $0.traffic.ipProtocol == .icmpv6 && isCompared != ($0.block.family == .ipv6)
                }
                for entry in ruleSet.networkACLs[index][keyPath: list].indices {
                    ruleSet.networkACLs[index][keyPath: list][entry].isKnown = true
                }
            }
        }
        for index in ruleSet.interfaces.indices {
            ruleSet.interfaces[index].isRequesterManaged = false
            ruleSet.interfaces[index].vpcID = nil
            ruleSet.interfaces[index].addresses.sort { $0.family.rawValue < $1.family.rawValue }
            ruleSet.interfaces[index].delegatedPrefixes.sort { $0.family.rawValue < $1.family.rawValue }
        }
        for index in ruleSet.vpcs.indices {
            ruleSet.vpcs[index].blocks =
                ruleSet.vpcs[index].blocks.prefix(1) + ruleSet.vpcs[index].blocks.dropFirst().sorted()
        }
        for index in ruleSet.prefixLists.indices {
            ruleSet.prefixLists[index].entries = Set(ruleSet.prefixLists[index].entries ?? []).sorted()
        }
        return ruleSet
    }

    static func text(_ ruleSet: RuleSet, using generator: inout SeededGenerator) throws -> String {
        var resources: [[String: Any]] = []
        func add(_ type: String, _ values: [String: Any]) {
            resources.append([
                "mode": "managed", "type": type, "name": "r\(resources.count)",
                "instances": [["attributes": values]],
            ])
        }
        for group in ruleSet.securityGroups {
            var values: [String: Any] = ["id": group.id, "vpc_id": group.vpcID ?? ""]
            for (key, direction) in [("ingress", TrafficDirection.ingress), ("egress", .egress)] {
                var inline: [[String: Any]] = []
                for rule in group.rules(direction) {
                    let isInline = generator.chance(70)
                    if isInline { inline.append(rule.attributes) }
                    // Those beside the group may be listed in it too.
                    if !isInline || generator.chance(30) {
                        add(
                            "aws_security_group_rule",
                            rule.attributes.merging(["type": key, "security_group_id": group.id]) { $1 })
                    }
                }
                values[key] = inline
            }
            add("aws_security_group", values)
        }
        for acl in ruleSet.networkACLs {
            add(
                acl.isDefault ? "aws_default_network_acl" : "aws_network_acl",
                [
                    "id": acl.id, "vpc_id": acl.vpcID ?? "", "subnet_ids": acl.subnetIDs,
                    "ingress": acl.ingress.map(\.attributes), "egress": acl.egress.map(\.attributes),
                ])
        }
        for interface in ruleSet.interfaces {
            func texts(_ family: AddressFamily) -> [String] {
                interface.addresses.filter { $0.family == family }.map(\.description)
            }
            func prefixes(_ family: AddressFamily) -> [String] {
                interface.delegatedPrefixes.filter { $0.family == family }.map(\.description)
            }
            add(
                "aws_network_interface",
                [
                    "id": interface.id, "subnet_id": interface.subnetID ?? "",
                    "private_ip": texts(.ipv4).first ?? "",
                    "private_ips": texts(.ipv4), "ipv6_addresses": texts(.ipv6),
                    "ipv4_prefixes": prefixes(.ipv4),
                    "ipv6_prefixes": prefixes(.ipv6), "security_groups": interface.groupIDs,
                    "interface_type": interface.type, "description": interface.description,
                    "attachment": interface.instanceID.map { [["instance": $0]] } ?? [],
                ])
        }
        for subnet in ruleSet.subnets {
            add(
                "aws_subnet",
                [
                    "id": subnet.id, "vpc_id": subnet.vpcID ?? "", "cidr_block": subnet.blocks[0].description,
                    "ipv6_cidr_block": subnet.blocks.dropFirst().first?.description ?? "",
                ])
        }
        for vpc in ruleSet.vpcs {
            add("aws_vpc", ["id": vpc.id, "cidr_block": vpc.blocks[0].description])
            for block in vpc.blocks.dropFirst() {
                let isIPv4 = block.family == .ipv4
                add(
                    isIPv4 ? "aws_vpc_ipv4_cidr_block_association" : "aws_vpc_ipv6_cidr_block_association",
                    ["vpc_id": vpc.id, isIPv4 ? "cidr_block" : "ipv6_cidr_block": block.description])
            }
        }
        for list in ruleSet.prefixLists {
            add(
                "aws_ec2_managed_prefix_list",
                [
                    "id": list.id, "name": list.name,
                    "entry": (list.entries ?? []).map { ["cidr": $0.description] },
                ])
        }
        let state: [String: Any] = [
            "version": 4, "terraform_version": "1.9.0", "resources": resources.shuffled(using: &generator),
        ]
        return String(decoding: try JSONSerialization.data(withJSONObject: state), as: UTF8.self)
    }
}

extension SecurityGroupRule {
    fileprivate var attributes: [String: Any] {
        var values = traffic.ports.merging(["protocol": traffic.protocolText]) { $1 }
        switch peer {
        case .cidr(let block):
            values[block.family == .ipv4 ? "cidr_blocks" : "ipv6_cidr_blocks"] = [block.description]
        case .prefixList(let id): values["prefix_list_ids"] = [id]
        case .securityGroup(let id): values["security_groups"] = [id]
        }
        return values
    }
}

extension NetworkACLEntry {
    fileprivate var attributes: [String: Any] {
        var values = traffic.ports
        if case .icmp = traffic { values = [:] }
        values["rule_no"] = ruleNumber
        values["action"] = action == .allow ? "allow" : "deny"
        values["protocol"] = traffic.ipProtocol.map { "\($0.number)" } ?? "-1"
        values[block.family == .ipv4 ? "cidr_block" : "ipv6_cidr_block"] = block.description
        if case .icmp(_, .message(let type, let code)) = traffic {
            values["icmp_type"] = type.map { Int($0) } ?? -1
            values["icmp_code"] = code.map { Int($0) } ?? -1
        } else if case .icmp = traffic {
            values["icmp_type"] = -1
            values["icmp_code"] = -1
        }
        return values
    }
}

extension RuleTraffic {
    /// Ports, or type and code.
    fileprivate var ports: [String: Any] {
        switch self {
        case .ports(_, let range): ["from_port": Int(range.first), "to_port": Int(range.last)]
        case .icmp(_, .message(let type, let code)):
            ["from_port": type.map { Int($0) } ?? -1, "to_port": code.map { Int($0) } ?? -1]
        case .icmp: ["from_port": -1, "to_port": -1]
        case .all, .other: ["from_port": 0, "to_port": 0]
        }
    }
}
