import NetworkRules
import Testing

/// A rule set in which nothing is missing, with these members in place of its own.
private func ruleSet(_ changes: [String: String] = [:]) -> String {
    var members = [
        "SecurityGroups":
            #"[{"GroupId": "sg-1", "IpPermissions": [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-1"}], "PrefixListIds": [{"PrefixListId": "pl-1"}]}]}]"#,
        "NetworkAcls": #"[{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true}]"#,
        "NetworkInterfaces":
            #"[{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "Groups": [{"GroupId": "sg-1"}]}]"#,
        "Subnets": #"[{"SubnetId": "subnet-1", "VpcId": "vpc-1"}]"#,
        "Vpcs": #"[{"VpcId": "vpc-1"}]"#,
        "PrefixLists": #"[{"PrefixListId": "pl-1", "PrefixListName": "s3", "Cidrs": []}]"#,
    ]
    members.merge(changes) { $1 }
    return "{" + members.map { #""\#($0)": \#($1)"# }.joined(separator: ",") + "}"
}

private func causes(_ changes: [String: String]) throws -> [RuleSetIssue.Cause] {
    try load(ruleSet(changes)).warnings.map(\.cause)
}

@Suite struct RuleSetWarningTests {
    @Test func wholeRuleSetHasNoWarnings() throws {
        #expect(try causes([:]).isEmpty)
    }

    @Test(arguments: [
        ("NetworkAcls", RuleSetIssue.Cause.gap(.noNetworkACLs)), ("Subnets", .gap(.noSubnets)),
        ("Vpcs", .gap(.noVPCs)),
        ("NetworkInterfaces", .gap(.noInterfaces)),
    ])
    func eachMissingKindIsOneWarning(key: String, expected: RuleSetIssue.Cause) throws {
        #expect(try causes([key: "[]"]) == [expected])
        #expect(try causes([key: "null"]) == [expected])
    }

    @Test func missingGroupsAreNamedByLayer() throws {
        #expect(try causes(["SecurityGroups": "[]"]) == [.gap(.noSecurityGroups)])
    }

    @Test func interfaceWithoutAnACLIsNamed() throws {
        let other =
            #"[{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": false, "Associations": [{"SubnetId": "subnet-2"}]}]"#
        #expect(try causes(["NetworkAcls": other]) == [.gap(.interfacesWithoutACL(["eni-1"]))])
    }

    @Test func theVPCOfTheSubnetIsEnough() throws {
        let interface = #"[{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1"}]"#
        #expect(try causes(["NetworkInterfaces": interface]) == [])
    }

    @Test func unknownSubnetAndVPCAreNamed() throws {
        let interface = #"[{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-9"}]"#
        #expect(
            try causes(["NetworkInterfaces": interface]) == [.gap(.interfacesWithUnknownSubnet(["eni-1"]))])
        #expect(
            try causes(["Vpcs": #"[{"VpcId": "vpc-9"}]"#]) == [.gap(.interfacesWithUnknownVPC(["eni-1"]))])
    }

    @Test func unknownGroupsOfInterfacesAreOneWarning() throws {
        let interfaces = (1...3).map {
            #"{"NetworkInterfaceId": "eni-\#($0)", "VpcId": "vpc-1", "SubnetId": "subnet-1", "Groups": [{"GroupId": "sg-9"}, {"GroupId": "sg-1"}]}"#
        }
        #expect(
            try causes(["NetworkInterfaces": "[\(interfaces.joined(separator: ","))]"])
                == [.gap(.unknownInterfaceGroups(["sg-9"], interfaces: 3))])
    }

    @Test func unknownGroupsAndListsOfRulesAreNamed() throws {
        let group =
            #"[{"GroupId": "sg-1", "IpPermissionsEgress": [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-8"}, {"GroupId": "sg-7"}], "PrefixListIds": [{"PrefixListId": "pl-9"}]}]}]"#
        #expect(
            try causes(["SecurityGroups": group])
                == [.gap(.unknownRuleGroups(["sg-7", "sg-8"])), .gap(.unresolvedPrefixLists(["pl-9"]))])
        #expect(
            try causes(["PrefixLists": #"[{"PrefixListId": "pl-1", "PrefixListName": "s3"}]"#])
                == [.gap(.unresolvedPrefixLists(["pl-1"]))])
    }

    @Test func namesThatAreNoIDsAreWarnedAboutOnce() throws {
        let group =
            #"[{"GroupId": "sg-1", "IpPermissions": [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupName": "a\u001bb"}]}]}]"#
        let warnings = try load(ruleSet(["SecurityGroups": group])).warnings
        #expect(warnings.map(\.cause) == [.gap(.unresolvedGroupName("a\u{1B}b"))])
        #expect(warnings.first?.message.contains(#""a\u{1b}b""#) == true)
    }

    @Test func manyIDsAreCountedAndFiveNamed() {
        let ids = (1...7).map { "eni-\($0)" }
        let warning = RuleSetIssue(file: "rules", cause: .gap(.interfacesWithoutACL(ids)))
        #expect(
            warning.message == """
                rules: 7 interfaces (eni-1, eni-2, eni-3, eni-4, eni-5, ...) without a known network ACL: \
                that layer is not applied to them; add describe-network-acls of their VPCs
                """)
    }

    @Test func outputsWithoutALastPageAreWarnedAbout() throws {
        let page = #"{"Vpcs": [{"VpcId": "vpc-1"}], "NextToken": "x"}"#
        let last = #"{"Vpcs": [{"VpcId": "vpc-2"}], "NextToken": ""}"#
        let incomplete = RuleSetIssue.Cause.gap(.incompletePages(key: "Vpcs"))
        #expect(try load(["1.json": page]).warnings.map(\.cause).contains(incomplete))
        #expect(!(try load(["1.json": page, "2.json": last]).warnings.map(\.cause).contains(incomplete)))
    }
}
