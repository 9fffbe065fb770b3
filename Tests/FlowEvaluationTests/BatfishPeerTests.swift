import NetworkPrimitives
import NetworkRules
import RuleMatching
import TestSupport
import Testing

/// Whom a rule means that names a group or a prefix list, by Batfish's files.
/// *Source: batfish/batfish, tests of `org.batfish.representation.aws`.*
@Suite(.enabled(if: SharedFolder.corpus != nil, "\(SharedFolder.absence)"))
struct BatfishGroupPeerTests {
    private static let carrier = "172.31.0.4"
    private static let carrierIPv6 = "2001:db8:0:1::4"

    /// An interface with a secondary and an IPv6 address, a delegated prefix and a public address.
    private static let member = """
        {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-member", "VpcId": "vpc-6f6f8316",
          "SubnetId": "subnet-b26c24fa", "PrivateIpAddress": "10.193.16.200",
          "Groups": [{"GroupId": "sg-08893f1a4413ccfc1"}],
          "Association": {"PublicIp": "203.0.113.9"},
          "PrivateIpAddresses": [
            {"Primary": true, "PrivateIpAddress": "10.193.16.200",
             "Association": {"PublicIp": "203.0.113.9"}},
            {"Primary": false, "PrivateIpAddress": "10.193.16.201"}],
          "Ipv4Prefixes": [{"Ipv4Prefix": "10.193.17.0/28"}],
          "Ipv6Addresses": [{"Ipv6Address": "2001:db8:0:2::20"}]}]}
        """

    /// TCP 45-50 from members of a group of another VPC, of which the rig has one interface.
    @Test func groupStandsForAllPrivateAddressesOfItsInterfaces() throws {
        let group = "sg-0de0ddfa8a5a45810"
        let rig = try KnownAnswerRig(
            corpus: ["batfish+batfish/test"],
            documents: [
                Self.member,
                try KnownAnswerRig.interfaceDocument(
                    "eni-carrier", vpc: "vpc-b390fad5", subnet: "subnet-1f315846", address: Self.carrier,
                    ipv6: Self.carrierIPv6, groups: [group]),
            ])
        func groups(_ remote: String, _ port: UInt16) throws -> KnownAnswer.Groups {
            let local = remote.contains(":") ? Self.carrierIPv6 : Self.carrier
            return try rig.layers(.tcp(remote, local, port), at: local).groups
        }
        let members = [
            "10.193.16.105", "10.193.16.200", "10.193.16.201", "10.193.17.0", "10.193.17.15",
            "2001:db8:0:2::20",
        ]
        for member in members {
            for port: UInt16 in [45, 50] {
                #expect(
                    try groups(member, port)
                        == .permit(by: ["\(group)/ingress/tcp/45-50/sg-08893f1a4413ccfc1"]), "\(member)")
            }
            for port: UInt16 in [44, 51] {
                #expect(try groups(member, port) == .deny(by: [group]), "\(member)")
            }
        }
        for other in ["203.0.113.9", "10.193.16.202", "10.193.17.16", "2001:db8:0:2::21"] {
            #expect(try groups(other, 45) == .deny(by: [group]), "\(other)")
        }
        #expect(try groups("1.2.3.4", 45) == .permit(by: ["\(group)/ingress/tcp/45-50/1.2.3.4/32"]))
    }

    /// A described group that no interface carries has no addresses: it matches nothing, surely.
    @Test func groupWithoutInterfacesMatchesNothing() throws {
        let rig = try hybridRig(carrying: "sg-3dfb3140")
        #expect(
            try rig.layers(.tcp("192.168.1.186", Self.carrier, 3306), at: Self.carrier).groups
                == .deny(by: ["sg-3dfb3140"]))
        #expect(
            try rig.layers(.tcp("9.9.9.9", Self.carrier, 3306), at: Self.carrier).groups
                == .deny(by: ["sg-3dfb3140"]))
    }

    /// A group that no file describes may be one of another account or a peer's: Batfish lets it match
    /// nothing, the contract leaves the rule open, save for addresses whose groups are known.
    @Test func undescribedGroupLeavesTheRuleOpen() throws {
        let group = "sg-55510831"
        let rig = try hybridRig(carrying: group)
        func groups(_ remote: String, _ port: UInt16) throws -> KnownAnswer.Groups {
            try rig.layers(.tcp(remote, Self.carrier, port), at: Self.carrier).groups
        }
        #expect(
            try groups("9.9.9.9", 3306) == .undetermined(by: ["\(group)/ingress/tcp/3306/sg-cf3f86b3"]))
        #expect(try groups("192.168.1.186", 3306) == .deny(by: [group]))
        #expect(try groups("9.9.9.9", 3307) == .deny(by: [group]))
        #expect(
            try groups("107.170.243.58", 3306)
                == .permit(by: ["\(group)/ingress/tcp/3306/107.170.243.58/32"]))
        #expect(rig.warnings.contains(.gap(.unknownRuleGroups(["sg-cf3f86b3"]))))
    }

    /// Where the interface's own group is not described, Batfish denies all, the contract knows nothing.
    @Test func undescribedGroupOfAnInterfaceLeavesItsLayerOpen() throws {
        let rig = try KnownAnswerRig(corpus: ["batfish+batfish/test"])
        let flow = KnownAnswerFlow.tcp("162.243.144.192", "192.168.2.18", 3306)
        #expect(
            try rig.layers(flow, at: "192.168.2.18")
                == KnownAnswer(
                    .ingress, groups: .undetermined(by: []), networkACL: .permit(by: "acl-4db39c28", 100)))
        #expect(
            try rig.verdict(flow, at: "192.168.2.18", logged: .reject) == "sg-blocked/undetermined")
        #expect(
            try rig.verdict(flow, at: "192.168.2.18", logged: .accept) == "allowed-by-sg/undetermined")
        #expect(rig.warnings.contains(.gap(.unknownInterfaceGroups(["sg-331ad04e"], interfaces: 1))))
    }

    private func hybridRig(carrying group: String) throws -> KnownAnswerRig {
        try KnownAnswerRig(
            corpus: ["batfish+batfish/hybrid-cloud-aws"],
            documents: [
                try KnownAnswerRig.interfaceDocument(
                    vpc: "vpc-b390fad5", subnet: "subnet-1641fa70", address: Self.carrier, groups: [group])
            ])
    }
}

/// Prefix lists as sources and destinations.
@Suite(.enabled(if: SharedFolder.corpus != nil, "\(SharedFolder.absence)"))
struct BatfishPrefixListTests {
    private static let local = "10.0.0.4"

    private func rig(corpus: [String] = [], group: String, documents: [String] = []) throws -> KnownAnswerRig
    {
        try KnownAnswerRig(
            corpus: corpus,
            documents: documents + [
                try KnownAnswerRig.interfaceDocument(
                    vpc: "vpc-6f6f8316", subnet: "subnet-0a", address: Self.local, groups: [group])
            ])
    }

    private static func group(from list: String) -> String {
        """
        {"SecurityGroups": [{"GroupId": "sg-list", "GroupName": "list", "VpcId": "vpc-6f6f8316",
          "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
            "PrefixListIds": [{"PrefixListId": "\(list)"}]}]}]}
        """
    }

    @Test func listStandsForItsBlocks() throws {
        let rig = try rig(
            corpus: ["batfish+batfish/PrefixListTest.json"], group: "sg-list",
            documents: [Self.group(from: "pl-00a54069")])
        func groups(_ remote: String) throws -> KnownAnswer.Groups {
            try rig.layers(.tcp(remote, Self.local, 443), at: Self.local).groups
        }
        for inside in ["52.94.28.0", "52.94.29.255", "52.94.10.0", "52.94.10.255"] {
            #expect(try groups(inside) == .permit(by: ["sg-list/ingress/tcp/443/pl-00a54069"]), "\(inside)")
        }
        for outside in ["52.94.27.255", "52.94.30.0", "52.94.9.255", "52.94.11.0"] {
            #expect(try groups(outside) == .deny(by: ["sg-list"]), "\(outside)")
        }
    }

    @Test func blocksThatStandTwiceAreOne() throws {
        let list = """
            {"PrefixLists": [{"PrefixListId": "pl-twice", "PrefixListName": "twice",
              "Cidrs": ["52.94.10.0/24", "52.94.28.0/23", "52.94.10.0/24"]}]}
            """
        let rig = try rig(group: "sg-list", documents: [Self.group(from: "pl-twice"), list])
        #expect(
            rig.compiled.ruleSet.prefixLists.map(\.entries)
                == [[try CIDRBlock("52.94.10.0/24"), try CIDRBlock("52.94.28.0/23")]])
        #expect(
            try rig.layers(.tcp("52.94.10.9", Self.local, 443), at: Self.local).groups
                == .permit(by: ["sg-list/ingress/tcp/443/pl-twice"]))
    }

    /// Batfish lets an unknown list match nothing; the contract leaves the rule open.
    @Test func unknownListLeavesTheRuleOpen() throws {
        let rig = try rig(group: "sg-list", documents: [Self.group(from: "pl-unknown")])
        #expect(
            try rig.layers(.tcp("52.94.10.9", Self.local, 443), at: Self.local).groups
                == .undetermined(by: ["sg-list/ingress/tcp/443/pl-unknown"]))
        #expect(
            try rig.layers(.tcp("52.94.10.9", Self.local, 444), at: Self.local).groups
                == .deny(by: ["sg-list"]))
        #expect(rig.warnings.contains(.gap(.unresolvedPrefixLists(["pl-unknown"]))))
    }

    private static let deserialised = "sg-01a88a2ecd621d9ba"
    private static let everywhere = "\(deserialised)/egress/-1/all/0.0.0.0/0"
    private static let list = "\(deserialised)/egress/-1/all/pl-7ba54012"

    /// `SecurityGroupTestDeser.json` lets all out to everywhere and to a list, which the load balancer's rig
    /// describes.
    @Test func listNamesTheVerdictWhereItIsTheNarrower() throws {
        let rig = try rig(
            corpus: [
                "batfish+batfish/SecurityGroupTestDeser.json",
                "batfish+batfish/test-load-balancer/aws_configs/PrefixLists.json",
            ], group: Self.deserialised)
        let inside = KnownAnswerFlow.tcp(Self.local, "52.219.80.1", 443)
        #expect(
            try rig.layers(inside, at: Self.local).groups == .permit(by: [Self.everywhere, Self.list]))
        let named = try rig.explain(inside, at: Self.local).evaluated?.groupDecision.rule
        #expect(named.map(rig.compiled.ruleName) == Self.list)

        let outside = KnownAnswerFlow.tcp(Self.local, "52.219.112.0", 443)
        #expect(try rig.layers(outside, at: Self.local).groups == .permit(by: [Self.everywhere]))
        #expect(
            try rig.layers(.tcp("1.2.3.4", Self.local, 22), at: Self.local).groups
                == .permit(by: ["\(Self.deserialised)/ingress/tcp/22/1.2.3.4/32"]))
    }

    /// Without the list its rule may match anything, which changes nothing where another permits.
    @Test func unknownListBesideAnOpenRuleChangesNothing() throws {
        let rig = try rig(
            corpus: ["batfish+batfish/SecurityGroupTestDeser.json"], group: Self.deserialised)
        let flow = KnownAnswerFlow.tcp(Self.local, "52.219.80.1", 443)
        #expect(try rig.layers(flow, at: Self.local).groups == .permit(by: [Self.everywhere]))
        let rules = try #require(try rig.explain(flow, at: Self.local).evaluated).forward
        #expect(rules.first { $0.match == .maybe }.map { rig.name($0.rule) } == Self.list)
        #expect(rules.first { $0.match == .maybe }?.cause == .unresolvedPrefixList)
        #expect(rig.warnings.contains(.gap(.unresolvedPrefixLists(["pl-7ba54012"]))))
    }
}
