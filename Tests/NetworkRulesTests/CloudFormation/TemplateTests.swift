import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

@Suite struct TemplateTests {
    /// The rules of all groups but the defaults of VPCs, by name.
    private func names(_ loaded: LoadedRuleSet) -> [String] {
        loaded.ruleSet.securityGroups.filter { !$0.id.hasSuffix("DefaultSecurityGroup") }.flatMap { group in
            group.ingress.map { $0.name(inGroup: group.id, .ingress) }
                + group.egress.map { $0.name(inGroup: group.id, .egress) }
        }.sorted()
    }

    private let network = """
        # A network of two tiers.
        ---
        AWSTemplateFormatVersion: '2010-09-09'
        Parameters:
          Office: {Type: String, Default: 198.51.100.0/24}
          Ports: {Type: CommaDelimitedList, Default: "80, 443"}
        Mappings:
          Tiers: {db: {port: 5432}}
        Conditions:
          IsOpen: !Equals [!Ref Office, 0.0.0.0/0]
        Resources:
          Net:
            Type: AWS::EC2::VPC
            Properties: {CidrBlock: 10.0.0.0/16}
          Front:
            Type: AWS::EC2::Subnet
            Properties: {VpcId: !Ref Net, CidrBlock: !Select [1, !Cidr [!GetAtt Net.CidrBlock, 4, 8]]}
          Web:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: web
              VpcId: !Ref Net
              SecurityGroupIngress:
                - {IpProtocol: tcp, FromPort: !Select [0, !Ref Ports], ToPort: 80, CidrIp: !Sub "${Office}"}
                - {IpProtocol: tcp, FromPort: "443", ToPort: 443, CidrIpv6: "::/0", Description: !Sub "for ${!all}"}
                - !If [IsOpen, {IpProtocol: "-1", CidrIp: 0.0.0.0/0}, !Ref "AWS::NoValue"]
          Db:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: db
              VpcId: !Ref Net
              SecurityGroupEgress: [{IpProtocol: -1, CidrIp: 127.0.0.1/32}]
          DbIn:
            Type: AWS::EC2::SecurityGroupIngress
            Properties:
              GroupId: !GetAtt Db.GroupId
              IpProtocol: 6
              FromPort: !FindInMap [Tiers, db, port]
              ToPort: !FindInMap [Tiers, db, port]
              SourceSecurityGroupId: !Ref Web
          Acl:
            Type: AWS::EC2::NetworkAcl
            Properties: {VpcId: !Ref Net}
          AclIn:
            Type: AWS::EC2::NetworkAclEntry
            Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: {From: 80, To: 443}}
          AclPing:
            Type: AWS::EC2::NetworkAclEntry
            Properties: {NetworkAclId: !Ref Acl, RuleNumber: 90, Protocol: 1, RuleAction: deny, Egress: true, CidrBlock: 10.0.0.0/8, Icmp: {Type: 8, Code: -1}}
          Joined:
            Type: AWS::EC2::SubnetNetworkAclAssociation
            Properties: {SubnetId: !Ref Front, NetworkAclId: !Ref Acl}
          List:
            Type: AWS::EC2::PrefixList
            Properties: {PrefixListName: l, AddressFamily: IPv4, MaxEntries: 2, Entries: [{Cidr: 192.0.2.0/24}, {Cidr: 10.0.0.0/8}]}
          Nic:
            Type: AWS::EC2::NetworkInterface
            Properties: {SubnetId: !Ref Front, GroupSet: [!Ref Web], PrivateIpAddress: 10.0.1.5, Ipv6Addresses: [{Ipv6Address: "2001:db8::5"}]}
          Box:
            Type: AWS::EC2::Instance
            Properties: {SubnetId: !Ref Front, PrivateIpAddress: 10.0.1.6}
        """

    @Test func everyResourceAndFunctionIsRead() throws {
        let loaded = try load(["template.yml": network])
        #expect(
            names(loaded) == [
                "Db/egress/-1/all/127.0.0.1/32", "Db/ingress/tcp/5432/Web", "Web/egress/-1/all/0.0.0.0/0",
                "Web/ingress/tcp/443/::/0", "Web/ingress/tcp/80/198.51.100.0/24",
            ])
        let ruleSet = loaded.ruleSet
        #expect(ruleSet.securityGroups.first { $0.id == "Web" }?.ingress.last?.description == "for ${all}")
        #expect(ruleSet.vpcs == [VPC(id: "Net", blocks: try blocks("10.0.0.0/16"))])
        #expect(ruleSet.subnets == [Subnet(id: "Front", vpcID: "Net", blocks: try blocks("10.0.1.0/24"))])
        #expect(
            ruleSet.prefixLists == [
                PrefixList(id: "List", name: "l", entries: try blocks("10.0.0.0/8", "192.0.2.0/24"))
            ])
        #expect(
            ruleSet.networkACLs.first { $0.id == "Acl" }
                == NetworkACL(
                    id: "Acl", vpcID: "Net", subnetIDs: ["Front"],
                    ingress: [
                        NetworkACLEntry(
                            ruleNumber: 100, action: .allow, traffic: .ports(.tcp, PortRange(80, 443)),
                            block: .everything(.ipv4))
                    ],
                    egress: [
                        NetworkACLEntry(
                            ruleNumber: 90, action: .deny,
                            traffic: .icmp(.icmp, .message(type: 8, code: nil)),
                            block: try CIDRBlock("10.0.0.0/8"))
                    ]))
        #expect(ruleSet.interfaces.map(\.id) == ["Box", "Nic"])
        // Without a group of its own, an interface carries the VPC's default one.
        #expect(ruleSet.interfaces.map(\.groupIDs) == [["Net.DefaultSecurityGroup"], ["Web"]])
        #expect(
            ruleSet.interfaces.map { $0.addresses.map(\.description) } == [
                ["10.0.1.6"], ["10.0.1.5", "2001:db8::5"],
            ])
        #expect(
            !loaded.warnings.contains { if case .gap(.knownFromStack) = $0.cause { true } else { false } })
    }

    @Test func parametersChangeWhatIsMade() throws {
        let loaded = try load(["t.yaml": network], DeclarationOptions(parameters: ["Office": "0.0.0.0/0"]))
        #expect(names(loaded).contains("Web/ingress/-1/all/0.0.0.0/0"))
        #expect(names(loaded).contains("Web/ingress/tcp/80/0.0.0.0/0"))
        let found = try issues(in: ["t.yaml": network], DeclarationOptions(parameters: ["Offfice": "x"]))
        guard case .option(.noParameter("Offfice", let known))? = found.first?.cause else {
            Issue.record("unexpected \(found)")
            return
        }
        #expect(known.contains("Office"))
    }

    @Test func logicalIDsGiveWayToIDs() throws {
        let options = DeclarationOptions(identities: [
            "Web": "sg-1", "Nic": "eni-1", "Front": "subnet-1", "Net.DefaultNetworkAcl": "acl-0",
        ])
        let loaded = try load(["t.yaml": network], options).ruleSet
        #expect(loaded.interfaces.first { $0.id == "eni-1" }?.groupIDs == ["sg-1"])
        #expect(loaded.networkACLs.contains { $0.id == "acl-0" && $0.isDefault })
        #expect(loaded.networkACLs.first { $0.id == "Acl" }?.subnetIDs == ["subnet-1"])
        #expect(
            loaded.securityGroups.first { $0.id == "Db" }?.ingress.map(\.peer) == [.securityGroup(id: "sg-1")]
        )
    }

    /// JSON of the same template: long names of functions instead of tags.
    @Test func jsonAndYAMLMeanTheSame() throws {
        let yaml = """
            Resources:
              G:
                Type: AWS::EC2::SecurityGroup
                Properties:
                  GroupDescription: !Join ["-", [a, b]]
                  SecurityGroupIngress:
                    - {IpProtocol: tcp, FromPort: 22, ToPort: 22, SourceSecurityGroupId: !GetAtt [G, GroupId]}
            """
        let json = #"""
            {"Resources": {"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": {"Fn::Join": ["-", ["a", "b"]]},
              "SecurityGroupIngress": {"IpProtocol": "tcp", "FromPort": 22, "ToPort": "22", "SourceSecurityGroupId": {"Fn::GetAtt": "G.GroupId"}}}}}}
            """#
        let loaded = try load(["t": yaml]).ruleSet
        #expect(loaded.securityGroups.map(\.description) == ["a-b"])
        #expect(loaded == (try load(["t": json]).ruleSet))
    }

    @Test func whatOnlyTheStackTellsMayMatch() throws {
        let loaded = try load([
            "t.yaml": """
            Parameters:
              Block: {Type: String}
              Image: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /a/b}
            Conditions:
              Sometimes: !Equals [!Ref Image, x]
            Resources:
              G:
                Type: AWS::EC2::SecurityGroup
                Properties:
                  GroupDescription: g
                  SecurityGroupIngress:
                    - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref Block}
                    - {IpProtocol: tcp, FromPort: 23, ToPort: 23, SourcePrefixListId: !ImportValue list}
                    - {IpProtocol: tcp, FromPort: 24, ToPort: 24, CidrIp: !GetAtt Other.Outputs.Block}
              Other: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: x}}
              R:
                Type: AWS::EC2::SecurityGroupIngress
                Condition: Sometimes
                Properties: {GroupId: !Ref G, IpProtocol: udp, FromPort: 53, ToPort: 53, CidrIp: 10.0.0.0/8}
            """
        ])
        #expect(
            names(loaded) == [
                "G/egress/-1/all/0.0.0.0/0", "G/ingress/tcp/22/0.0.0.0/0?", "G/ingress/tcp/23/0.0.0.0/0?",
                "G/ingress/tcp/23/::/0?", "G/ingress/tcp/24/0.0.0.0/0?", "G/ingress/udp/53/10.0.0.0/8?",
            ])
        #expect(loaded.warnings.contains { $0.cause == .gap(.knownFromStack(["G", "R"])) })
        let given = try load(
            [
                "t.yaml":
                    "Parameters: {B: {Type: String}}\nResources: {G: {Type: 'AWS::EC2::SecurityGroup', Properties: {SecurityGroupIngress: [{IpProtocol: -1, CidrIp: !Ref B}]}}}"
            ],
            DeclarationOptions(parameters: ["B": "10.0.0.0/8"]))
        #expect(names(given).contains("G/ingress/-1/all/10.0.0.0/8"))
    }

    @Test func aConditionThatDoesNotHoldMakesNothing() throws {
        let loaded = try load([
            "t.yaml": """
            Conditions: {Never: !Not [!Equals [a, a]], Both: !And [!Condition Never, !Equals [a, a]], One: !Or [!Condition Never, !Equals [b, b]]}
            Resources:
              A: {Type: 'AWS::EC2::VPC', Condition: Both, Properties: {CidrBlock: 10.0.0.0/16}}
              B: {Type: 'AWS::EC2::VPC', Condition: One, Properties: {CidrBlock: 10.1.0.0/16}}
            """
        ])
        #expect(loaded.ruleSet.vpcs.map(\.id) == ["B"])
    }

    @Test func aVPCHasTheDefaultsOfTheCloudInBothFamilies() throws {
        let loaded = try load([
            "t.yaml": """
            Resources:
              V: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}
              V6: {Type: 'AWS::EC2::VPCCidrBlock', Properties: {VpcId: !Ref V, AmazonProvidedIpv6CidrBlock: true}}
              G: {Type: 'AWS::EC2::SecurityGroup', Properties: {VpcId: !Ref V, GroupDescription: g}}
            """
        ]).ruleSet
        #expect(loaded.networkACLs.first?.ingress.map(\.ruleNumber) == [100, 101])
        #expect(
            loaded.securityGroups.first { $0.id == "G" }?.egress.map(\.peer) == [
                .cidr(.everything(.ipv4)), .cidr(.everything(.ipv6)),
            ])
    }
}

@Suite struct TemplateErrorTests {
    private func cause(_ resource: String, more: String = "") throws -> [String] {
        try issues(in: ["t.yaml": "Resources:\n  G: \(resource)\n\(more)"]).map {
            "\($0.jsonPath ?? "-") \($0.message)"
        }
    }

    @Test(arguments: [
        (
            "{Type: 'AWS::EC2::SecurityGroup', Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: x, CidrIp: 10.0.0.0/8}]}}",
            "$.Resources.G.Properties.SecurityGroupIngress[0].FromPort", "not a string or a whole number"
        ),
        (
            "{Type: 'AWS::EC2::SecurityGroup', Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 9, ToPort: 1, CidrIp: 10.0.0.0/8}]}}",
            "$.Resources.G.Properties.SecurityGroupIngress[0]", "runs downwards"
        ),
        (
            "{Type: 'AWS::EC2::SecurityGroup', Properties: {SecurityGroupIngress: [{IpProtocol: tpc, CidrIp: 10.0.0.0/8}]}}",
            "$.Resources.G.Properties.SecurityGroupIngress[0].IpProtocol", "unknown protocol"
        ),
        (
            "{Type: 'AWS::EC2::SecurityGroup', Properties: {SecurityGroupIngress: [{IpProtocol: tcp}]}}",
            "$.Resources.G.Properties.SecurityGroupIngress[0]", "without a source"
        ),
        (
            "{Type: 'AWS::EC2::SecurityGroup', Properties: {SecurityGroupIngress: [{IpProtocol: -1, CidrIp: !Ref Nothing}]}}",
            "$.Resources.G.Properties.SecurityGroupIngress[0].CidrIp.Ref", "nothing in the template is called"
        ),
        (
            "{Type: 'AWS::EC2::SecurityGroup', Properties: {SecurityGroupIngress: [7]}}",
            "$.Resources.G.Properties.SecurityGroupIngress[0]", "not an object"
        ),
        (
            "{Type: 'AWS::EC2::NetworkAclEntry', Properties: {RuleNumber: 1, Protocol: -1, RuleAction: allow, CidrBlock: 10.0.0.0/8}}",
            "$.Resources.G.Properties.NetworkAclId", "missing"
        ),
        (
            "{Type: 'AWS::EC2::NetworkAclEntry', Properties: {NetworkAclId: a, RuleNumber: 40000, Protocol: -1, RuleAction: allow, CidrBlock: 10.0.0.0/8}}",
            "$.Resources.G.Properties.RuleNumber", "out of range"
        ),
        ("{Properties: {}}", "$.Resources.G.Type", "missing"),
        ("{Type: 'AWS::EC2::VPC', Condition: C}", "$.Resources.G.Condition", "nothing in the template"),
        (
            "{Type: 'AWS::EC2::Subnet', Properties: {CidrBlock: !GetAtt G.CidrBlock}}",
            "$.Resources.G.Properties.CidrBlock", "circle"
        ),
        (
            "{Type: 'AWS::EC2::Subnet', Properties: {CidrBlock: !Select [0, !Cidr [10.0.0.0/8, 2, -9223372036854775808]]}}",
            "Fn::Cidr", "does not take these arguments"
        ),
        (
            "{Type: 'AWS::EC2::Subnet', Properties: {CidrBlock: !Select [9, [a]]}}", "Fn::Select",
            "does not take these arguments"
        ),
    ])
    func whatIsWrongIsNamedByItsPlace(resource: String, place: String, message: String) throws {
        let found = try cause(resource, more: resource.hasPrefix("{Properties") ? "  H: {Type: x}" : "")
        #expect(found.count == 1)
        #expect(found.first?.contains(place) == true, "\(found)")
        #expect(found.first?.contains(message) == true, "\(found)")
    }

    @Test func conditionsInACircleAreRefused() throws {
        let found = try cause(
            "{Type: 'AWS::EC2::VPC', Condition: A}",
            more: "Conditions: {A: !Condition B, B: !Not [!Condition A]}")
        #expect(found.count == 1)
        #expect(found.first?.contains("circle") == true, "\(found)")
    }

    @Test func repeatedRuleNumbersAreRefused() throws {
        let found = try issues(in: [
            "t.yaml": """
            Resources:
              A: {Type: 'AWS::EC2::NetworkAcl', Properties: {VpcId: v}}
              E1: {Type: 'AWS::EC2::NetworkAclEntry', Properties: {NetworkAclId: !Ref A, RuleNumber: 5, Protocol: -1, RuleAction: allow, CidrBlock: 10.0.0.0/8}}
              E2: {Type: 'AWS::EC2::NetworkAclEntry', Properties: {NetworkAclId: !Ref A, RuleNumber: 5, Protocol: -1, RuleAction: deny, CidrBlock: 10.0.0.0/8}}
            """
        ])
        #expect(found.map(\.jsonPath) == ["$.Resources.E2.Properties"])
        #expect(found.first?.message.contains("t.yaml: $.Resources.E1.Properties") == true, "\(found)")
    }

    @Test(arguments: [
        ("Resources:\n  A: [\n", "YAML at line"), ("Resources:\n  A: {}\n  A: {}\n", "twice"),
        ("Resources:\n\tA: 1\n", "YAML at line"),
        ("Resources:\n  A: *b\n", "YAML"), ("Resources:\n  ? [a]\n  : b\n", "no plain word"),
        ("Resources:\n  A: \u{0}", "YAML"),
    ])
    func textsThatAreNoYAMLAreRefused(text: String, message: String) throws {
        let found = try issues(in: ["t.yaml": text])
        #expect(found.count == 1)
        #expect(found.first?.message.contains(message) == true, "\(found)")
    }

    /// Texts made to cost time, memory or the stack.
    @Test(arguments: ["[", "{a: ", "- ", "!Ref "])
    func deepNestingIsRefused(opening: String) throws {
        let found = try issues(in: [
            "t.yaml": "Resources:\n  A: " + String(repeating: opening, count: 300_000)
        ])
        #expect(found.count == 1)
    }

    @Test func indentedNestingIsRefused() throws {
        let lines = (0..<3000).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
        #expect(try issues(in: ["t.yaml": "Resources:\n" + lines]).count == 1)
    }

    @Test func aliasesThatMultiplyAreRefused() throws {
        var lines = ["Resources:", "  a0: &a0 [x, x]"]
        for level in 1...30 {
            lines.append(
                "  a\(level): &a\(level) ["
                    + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ") + "]")
        }
        let found = try issues(in: ["t.yaml": lines.joined(separator: "\n")])
        #expect(found.first?.message.contains("aliases") == true, "\(found)")
    }

    @Test func otherYAMLIsPassedOver() throws {
        let loaded = try load([
            "a.json": #"{"Vpcs": []}"#, "compose.yaml": "services:\n  web: {image: x}\n", "b.yml": "- [\n",
        ])
        #expect(loaded.documents.count == 1)
    }
}

/// Files of other projects.
@Suite(.enabled(if: SharedFolder.corpus != nil, Comment(rawValue: SharedFolder.absence)))
struct TemplateCorpusTests {
    private func corpus(_ path: String) throws -> RuleSet {
        try RuleSetLoader.load(path: try #require(SharedFolder.corpus).appending(path: path).path).ruleSet
    }

    private func ingress(_ id: String, _ ruleSet: RuleSet) -> [String] {
        ruleSet.securityGroups.filter { $0.id == id }.flatMap(\.ingress).map {
            $0.name(inGroup: "", .ingress)
        }
    }

    @Test func groups() throws {
        let ruleSet = try corpus("fugue+regula/cfn/ingress_22_infra.yaml")
        // Protocol -1 is every port, whatever range stands beside it.
        #expect(ingress("ValidSecurityGroup02", ruleSet) == ["/ingress/-1/all/0.0.0.0/0"])
        #expect(
            ingress("ValidSecurityGroup04", ruleSet) == [
                "/ingress/-1/all/192.168.1.7/32", "/ingress/-1/all/0.0.0.0/0",
            ])
        #expect(ingress("InvalidSecurityGroup03", ruleSet) == ["/ingress/-1/all/::/0"])
        #expect(
            ruleSet.securityGroups.first { $0.id == "ValidSecurityGroup01" }?.egress.map(\.peer) == [
                .cidr(.everything(.ipv4))
            ])
    }

    @Test func networkACLs() throws {
        let ruleSet = try corpus("fugue+regula/cfn/nacl_ingress_3389_infra.yaml")
        let acl = try #require(ruleSet.networkACLs.first { $0.id == "ValidVpc02Nacl" })
        #expect(acl.ingress.map(\.action) == [.deny, .allow])
        #expect(acl.ingress.map(\.traffic.portRange) == [PortRange(3389, 3389), PortRange(0, 10000)])
        let outbound = try #require(ruleSet.networkACLs.first { $0.id == "ValidVpc03Nacl" })
        #expect(outbound.ingress.isEmpty && outbound.egress.count == 1)
    }

    /// Every template of the linter's tests loads, or is refused for what its name says.
    @Test func templatesOfALinter() throws {
        let folder = try #require(SharedFolder.corpus).appending(path: "stelligent+cfn_nag").path
        var refused: [String] = []
        for name in try allFiles(below: folder) {
            do {
                _ = try RuleSetLoader.load(path: name)
            } catch {
                refused.append("\(name.split(separator: "/").last ?? "") \(error.messages.first ?? "")")
            }
        }
        #expect(refused.map { $0.split(separator: " ").first ?? "" }.sorted() == Self.refused, "\(refused)")
    }

    /// Rule numbers that stand there twice; a list, host bits and the id of an association in place of a block.
    private static let refused: [Substring] = [
        "ec2_networkaclentry_duplicate_rule_numbers.yml", "ec2_networkaclentry_port_overlaps.yml",
        "ec2_networkaclentry_protocol_icmpv6.yml", "ec2_networkaclentry_protocol_icmpv6_missing_icmp.yml",
        "non_32_cidr_standalone_ingress.json",
    ]
}
