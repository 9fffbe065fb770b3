import NetworkPrimitives
import NetworkRules
import Testing

/// One group whose inbound permissions are `permissions`.
private func group(_ permissions: String, id: String = "sg-1") -> String {
    #"{"SecurityGroups": [{"GroupId": "\#(id)", "GroupName": "web", "Description": "d", "OwnerId": "111", "VpcId": "vpc-1", "IpPermissions": [\#(permissions)], "IpPermissionsEgress": []}]}"#
}

/// One permission from anywhere, with `members` beside the range.
private func permission(_ members: String) -> String {
    group(#"{\#(members), "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}"#)
}

private func traffic(_ members: String) throws -> RuleTraffic? {
    try load(permission(members)).ruleSet.securityGroups.first?.ingress.first?.traffic
}

@Suite struct SecurityGroupLoadingTests {
    @Test func attributesAreRead() throws {
        let group = try load(group("")).ruleSet.securityGroups
        #expect(
            group == [
                SecurityGroup(id: "sg-1", name: "web", description: "d", vpcID: "vpc-1", ownerID: "111")
            ])
    }

    @Test func eachElementOfAPermissionIsOneRule() throws {
        let text = """
            {"SecurityGroups": [{"GroupId": "sg-1", "IpPermissionsEgress": [{
              "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
              "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "inside"}, {"CidrIp": "192.0.2.1/32"}],
              "Ipv6Ranges": [{"CidrIpv6": "2001:db8::/32"}],
              "PrefixListIds": [{"PrefixListId": "pl-1", "Description": "list"}],
              "UserIdGroupPairs": [{"UserId": "111", "GroupId": "sg-2", "Description": "peer"}]}]}]}
            """
        let loaded = try load(text).ruleSet.securityGroups[0]
        let https = RuleTraffic.ports(.tcp, PortRange(443, 443))
        #expect(loaded.ingress.isEmpty)
        #expect(
            loaded.egress == [
                SecurityGroupRule(
                    traffic: https, peer: .cidr(try CIDRBlock("10.0.0.0/8")), description: "inside"),
                SecurityGroupRule(traffic: https, peer: .cidr(try CIDRBlock("192.0.2.1/32"))),
                SecurityGroupRule(traffic: https, peer: .cidr(try CIDRBlock("2001:db8::/32"))),
                SecurityGroupRule(traffic: https, peer: .prefixList(id: "pl-1"), description: "list"),
                SecurityGroupRule(traffic: https, peer: .securityGroup(id: "sg-2"), description: "peer"),
            ])
    }

    @Test(arguments: [
        (#""tcp""#, RuleTraffic.ports(.tcp, .all)), (#""TCP""#, .ports(.tcp, .all)),
        (#""6""#, .ports(.tcp, .all)),
        ("6", .ports(.tcp, .all)), (#""udp""#, .ports(.udp, .all)), (#""17""#, .ports(.udp, .all)),
        (#""icmp""#, .icmp(.icmp, .all)), ("1", .icmp(.icmp, .all)), (#""icmpv6""#, .icmp(.icmpv6, .all)),
        (#""58""#, .icmp(.icmpv6, .all)), (#""-1""#, .all), ("-1", .all), (#""all""#, .all),
        (#""ALL""#, .all),
        (#""50""#, .other(IPProtocol(50))), ("0", .other(IPProtocol(0))),
        (#""255""#, .other(IPProtocol(255))),
    ])
    func protocolsAreReadInEverySpelling(spelling: String, expected: RuleTraffic) throws {
        #expect(try traffic(#""IpProtocol": \#(spelling)"#) == expected)
    }

    @Test(arguments: [
        #""gre""#, #""""#, #"" tcp""#, #""256""#, "256", "-2", #""06""#, #""+6""#, #""99999999999999999999""#,
    ])
    func unknownProtocolIsAnErrorWithItsPlace(spelling: String) throws {
        let found = try issues(in: permission(#""IpProtocol": \#(spelling)"#))
        #expect(found.map(\.jsonPath) == ["$.SecurityGroups[0].IpPermissions[0].IpProtocol"])
        #expect(found.map(\.resourceID) == ["sg-1"])
        #expect(found.map(\.cause) == [.value(.unknownProtocol(found: spelling))])
    }

    @Test(arguments: ["true", "null", "6.0", "1e1", "[]", "{}"])
    func protocolOfAnotherTypeIsAnError(spelling: String) throws {
        #expect(try issues(in: permission(#""IpProtocol": \#(spelling)"#)).count == 1)
    }

    @Test(arguments: [
        ("", PortRange.all), (#", "FromPort": -1, "ToPort": -1"#, .all),
        (#", "FromPort": null, "ToPort": null"#, .all),
        (#", "FromPort": 22, "ToPort": 22"#, PortRange(22, 22)), (#", "FromPort": 0, "ToPort": 65535"#, .all),
        (#", "FromPort": 0, "ToPort": 0"#, PortRange(0, 0)),
        (#", "FromPort": -1, "ToPort": 50"#, PortRange(0, 50)),
        (#", "ToPort": 50"#, PortRange(0, 50)), (#", "FromPort": 30, "ToPort": -1"#, PortRange(30, 65535)),
        (#", "FromPort": 30"#, PortRange(30, 65535)), (#", "FromPort": 65535"#, PortRange(65535, 65535)),
    ])
    func missingAndMinusOnePortsAreTheEndsOfTheRange(members: String, expected: PortRange) throws {
        #expect(try traffic(#""IpProtocol": "tcp"\#(members)"#) == .ports(.tcp, expected))
        #expect(try traffic(#""IpProtocol": "udp"\#(members)"#) == .ports(.udp, expected))
    }

    @Test func portsOutOfRangeOrReversedAreErrors() throws {
        let permissions = [#""FromPort": 65536"#, #""ToPort": -2"#, #""FromPort": 80, "ToPort": 79"#]
            .map { #"{"IpProtocol": "tcp", \#($0)}"# }.joined(separator: ",")
        let found = try issues(in: group(permissions))
        #expect(
            found.map(\.cause) == [
                .value(.outOfRange(found: 65536, -1...65535)), .value(.outOfRange(found: -2, -1...65535)),
                .value(.portsReversed(from: 80, to: 79)),
            ])
        #expect(
            found.map(\.jsonPath) == [
                "$.SecurityGroups[0].IpPermissions[0].FromPort",
                "$.SecurityGroups[0].IpPermissions[1].ToPort",
                "$.SecurityGroups[0].IpPermissions[2]",
            ])
    }

    @Test(arguments: ["1.5", "true", #""22""#, "1e400", "99999999999999999999", "[22]"])
    func portsMustBeWholeNumbersWhateverTheProtocol(port: String) throws {
        for name in ["tcp", "icmp", "47", "-1"] {
            let found = try issues(in: permission(#""IpProtocol": "\#(name)", "FromPort": \#(port)"#))
            #expect(found.map(\.jsonPath) == ["$.SecurityGroups[0].IpPermissions[0].FromPort"])
        }
    }

    @Test func portsOfOtherProtocolsAreIgnored() throws {
        let ports = #""FromPort": 70000, "ToPort": 22"#
        #expect(try traffic(#""IpProtocol": "47", \#(ports)"#) == .other(IPProtocol(47)))
        #expect(try traffic(#""IpProtocol": "-1", \#(ports)"#) == .all)
    }

    @Test(arguments: [
        ("", RuleTraffic.ICMPSelector.all), (#", "FromPort": -1, "ToPort": -1"#, .all),
        (#", "FromPort": -1"#, .all),
        (#", "FromPort": 8, "ToPort": -1"#, .message(type: 8, code: nil)),
        (#", "FromPort": 8"#, .message(type: 8, code: nil)),
        (#", "FromPort": 0, "ToPort": 0"#, .message(type: 0, code: 0)),
        (#", "FromPort": 255, "ToPort": 255"#, .message(type: 255, code: 255)),
        (#", "FromPort": -1, "ToPort": 9"#, .nothing), (#", "ToPort": 0"#, .nothing),
    ])
    func icmpTypesAndCodesStandInThePorts(members: String, expected: RuleTraffic.ICMPSelector) throws {
        for (name, number) in [("icmp", IPProtocol.icmp), ("icmpv6", .icmpv6)] {
            let loaded = try load(permission(#""IpProtocol": "\#(name)"\#(members)"#))
            #expect(loaded.ruleSet.securityGroups[0].ingress[0].traffic == .icmp(number, expected))
            let warnings = loaded.warnings.filter { $0.cause == .gap(.matchesNoMessage) }
            #expect(
                warnings.map(\.jsonPath)
                    == (expected == .nothing ? ["$.SecurityGroups[0].IpPermissions[0]"] : []))
        }
    }

    @Test func icmpTypesAndCodesBeyond255AreErrors() throws {
        #expect(try issues(in: permission(#""IpProtocol": "icmp", "FromPort": 256"#)).count == 1)
        #expect(try issues(in: permission(#""IpProtocol": "icmp", "FromPort": 3, "ToPort": -2"#)).count == 1)
    }

    @Test(arguments: [
        ("10.0.0.0", CIDRBlockError.missingPrefixLength), ("10.0.0.0/33", .invalidPrefixLength),
        ("10.0.0/8", .invalidAddress),
    ])
    func blocksAreReadStrictly(text: String, expected: CIDRBlockError) throws {
        let found = try issues(in: group(#"{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "\#(text)"}]}"#))
        #expect(found.map(\.cause) == [.value(.invalidBlock(found: text, expected))])
        #expect(found.map(\.jsonPath) == ["$.SecurityGroups[0].IpPermissions[0].IpRanges[0].CidrIp"])
    }

    @Test func hostBitsCountAsZerosAndAreToldWithTheBlock() throws {
        let loaded = try load(
            group(#"{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "2.2.2.2/28"}, {"CidrIp": "2.2.2.16/28"}]}"#)
        )
        let group = try #require(loaded.ruleSet.securityGroups.first)
        #expect(group.ingress.map(\.peer.description) == ["2.2.2.0/28", "2.2.2.16/28"])
        #expect(
            loaded.warnings.map(\.message).filter { $0.contains("CidrIp") }.map { $0.drop { $0 != "$" } } == [
                #"$.SecurityGroups[0].IpPermissions[0].IpRanges[0].CidrIp (sg-1): bits below the prefix are set; read "2.2.2.2/28" as 2.2.2.0/28, which is what the cloud makes of it"#
            ])
    }

    @Test func blocksOfTheOtherFamilyAreErrors() throws {
        let found = try issues(
            in: group(
                #"{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "::/0"}], "Ipv6Ranges": [{"CidrIpv6": "0.0.0.0/0"}]}"#
            ))
        #expect(
            found.map(\.cause) == [
                .value(.wrongFamily(found: "::/0", expected: .ipv4)),
                .value(.wrongFamily(found: "0.0.0.0/0", expected: .ipv6)),
            ])
    }

    @Test(arguments: [#""""#, #""sg 1""#, #""sg/1""#, #""sg\u0000""#, #""sg\n1""#, "1", "null"])
    func groupIDsMustBeIDs(id: String) throws {
        let found = try issues(in: #"{"SecurityGroups": [{"GroupId": \#(id)}]}"#)
        #expect(found.map(\.jsonPath) == ["$.SecurityGroups[0].GroupId"])
    }

    @Test func everyErrorOfAFileIsReported() throws {
        let found = try issues(
            in: """
                {"SecurityGroups": [
                  {"GroupId": "sg-1", "VpcId": 7},
                  {"GroupId": "sg-2", "IpPermissions": [
                    {"IpProtocol": "tcp", "FromPort": 1.5},
                    {"IpProtocol": "tcp", "IpRanges": [{"CidrIp": "x"}, {}], "UserIdGroupPairs": [{"UserId": "1"}]}]},
                  7]}
                """)
        #expect(
            found.map(\.jsonPath) == [
                "$.SecurityGroups[0].VpcId", "$.SecurityGroups[1].IpPermissions[0].FromPort",
                "$.SecurityGroups[1].IpPermissions[1].IpRanges[0].CidrIp",
                "$.SecurityGroups[1].IpPermissions[1].IpRanges[1].CidrIp",
                "$.SecurityGroups[1].IpPermissions[1].UserIdGroupPairs[0]", "$.SecurityGroups[2]",
            ])
    }
}

/// A group `sg-NAME` in `vpc`, with an inbound rule from `pair`.
private func named(_ name: String, vpc: String, pair: String) -> String {
    #"{"GroupId": "sg-\#(name)", "GroupName": "\#(name)", "VpcId": "\#(vpc)", "IpPermissions": [{"IpProtocol": "-1", "UserIdGroupPairs": [\#(pair)]}]}"#
}

@Suite struct GroupNameTests {
    private func peers(_ groups: String...) throws -> [RulePeer] {
        try load(#"{"SecurityGroups": [\#(groups.joined(separator: ","))]}"#).ruleSet.securityGroups
            .flatMap { $0.ingress.map(\.peer) }
    }

    @Test func namesAreResolvedWithinTheVPC() throws {
        let peers = try peers(
            named("a", vpc: "vpc-1", pair: #"{"GroupName": "b"}"#),
            named("b", vpc: "vpc-1", pair: ""),
            #"{"GroupId": "sg-other", "GroupName": "b", "VpcId": "vpc-2"}"#)
        #expect(peers == [.securityGroup(id: "sg-b")])
    }

    @Test func thePairsVPCGoesBeforeTheGroupsOwn() throws {
        let peers = try peers(
            named("a", vpc: "vpc-1", pair: #"{"GroupName": "b", "VpcId": "vpc-2"}"#),
            named("b", vpc: "vpc-1", pair: ""),
            #"{"GroupId": "sg-other", "GroupName": "b", "VpcId": "vpc-2"}"#)
        #expect(peers == [.securityGroup(id: "sg-other")])
    }

    @Test func theIDGoesBeforeTheName() throws {
        #expect(
            try peers(named("a", vpc: "vpc-1", pair: #"{"GroupName": "a", "GroupId": "sg-z"}"#))
                == [.securityGroup(id: "sg-z")])
    }

    @Test func namesAreResolvedAcrossFiles() throws {
        let first = #"{"SecurityGroups": [\#(named("a", vpc: "vpc-1", pair: #"{"GroupName": "b"}"#))]}"#
        let second = #"{"SecurityGroups": [\#(named("b", vpc: "vpc-1", pair: ""))]}"#
        let loaded = try load(["1.json": first, "2.json": second])
        #expect(loaded.ruleSet.securityGroups[0].ingress.map(\.peer) == [.securityGroup(id: "sg-b")])
    }

    @Test func unknownNameStaysAndIsWarnedAbout() throws {
        let loaded = try load(
            #"{"SecurityGroups": [\#(named("a", vpc: "vpc-1", pair: #"{"GroupName": "no such"}"#))]}"#)
        #expect(loaded.ruleSet.securityGroups[0].ingress.map(\.peer) == [.securityGroup(id: "no such")])
        let warnings = loaded.warnings.filter { $0.cause == .gap(.unresolvedGroupName("no such")) }
        #expect(warnings.map(\.jsonPath) == ["$.SecurityGroups[0].IpPermissions[0].UserIdGroupPairs[0]"])
    }
}
