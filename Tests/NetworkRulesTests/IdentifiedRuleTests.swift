import NetworkPrimitives
import NetworkRules
import Testing

/// Rules that `describe-security-group-rules` gives one by one, beside or instead of those of their groups.
@Suite struct IdentifiedRuleTests {
    private func rules(_ rules: String...) -> String {
        #"{"SecurityGroupRules": [\#(rules.joined(separator: ","))]}"#
    }

    private func rule(
        _ id: String, group: String = "sg-1", egress: Bool = false,
        _ rest: String = #""IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIpv4": "10.0.0.0/8""#
    ) -> String {
        #"{"SecurityGroupRuleId": "\#(id)", "GroupId": "\#(group)", "IsEgress": \#(egress), \#(rest)}"#
    }

    private let group = """
        {"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "web", "VpcId": "vpc-1", "IpPermissions": [
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
             "IpRanges": [{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "192.0.2.0/24", "Description": "office"}],
             "Ipv6Ranges": [{"CidrIpv6": "2001:db8::/32"}], "PrefixListIds": [{"PrefixListId": "pl-1"}],
             "UserIdGroupPairs": [{"GroupId": "sg-2", "UserId": "111"}]}],
          "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]}]}
        """

    @Test func idsDescriptionsAndTagsComeToTheRulesOfTheGroup() throws {
        let web = #""IpProtocol": "tcp", "FromPort": 443, "ToPort": 443"#
        let loaded = try load([
            "groups.json": group,
            "rules.json": rules(
                rule("sgr-5", #"\#(web), "ReferencedGroupInfo": {"GroupId": "sg-2", "UserId": "111"}"#),
                rule("sgr-3", #"\#(web), "CidrIpv6": "2001:db8::/32""#),
                rule("sgr-4", #"\#(web), "PrefixListId": "pl-1""#),
                rule(
                    "sgr-1",
                    #"\#(web), "CidrIpv4": "10.0.0.0/8", "Description": "all", "Tags": [{"Key": "team", "Value": "a"}]"#
                ),
                rule(
                    "sgr-6", egress: true,
                    #""IpProtocol": "-1", "FromPort": -1, "ToPort": -1, "CidrIpv4": "10.0.0.0/8""#)),
        ])
        let group = try #require(loaded.ruleSet.securityGroups.first)
        #expect(loaded.ruleSet.securityGroups.count == 1)
        #expect(group.name == "web")
        #expect(group.ingress.map(\.id) == ["sgr-1", nil, "sgr-3", "sgr-4", "sgr-5"])
        #expect(group.ingress.map(\.description) == ["all", "office", "", "", ""])
        #expect(group.ingress[0].tags == ["team": "a"])
        #expect(group.egress.map(\.id) == ["sgr-6"])
        #expect(group.ingress[0].name(inGroup: "sg-1", .ingress) == "sgr-1")
    }

    @Test func groupsMayBeKnownByTheirRulesAlone() throws {
        let owner = #""GroupOwnerId": "111122223333", "IpProtocol": "-1", "CidrIpv6": "::/0""#
        let loaded = try load(
            rules(rule("sgr-2", egress: true, owner), rule("sgr-1"), rule("sgr-3", group: "sg-0")))
        #expect(loaded.ruleSet.securityGroups.map(\.id) == ["sg-0", "sg-1"])
        let group = loaded.ruleSet.securityGroups[1]
        #expect(group.ownerID == "111122223333")
        #expect(
            group.ingress == [
                SecurityGroupRule(
                    id: "sgr-1", traffic: .ports(.tcp, PortRange(443, 443)),
                    peer: .cidr(try CIDRBlock("10.0.0.0/8")))
            ])
        #expect(
            group.egress == [
                SecurityGroupRule(id: "sgr-2", traffic: .all, peer: .cidr(try CIDRBlock("::/0")))
            ])
    }

    @Test func aRuleThatItsGroupLacksIsAnErrorWithBothPlaces() throws {
        let found = try issues(in: [
            "groups.json": group,
            "rules.json": rules(
                rule("sgr-1"), rule("sgr-2", #""IpProtocol": "tcp", "CidrIpv4": "10.0.0.0/8""#)),
        ])
        #expect(found.map(\.jsonPath) == ["$.SecurityGroupRules[1]"])
        #expect(found.map(\.resourceID) == ["sgr-2"])
        #expect(found.first?.message.contains("groups.json: $.SecurityGroups[0]") == true)
    }

    @Test func twoIdsForOneRuleAreAnError() throws {
        let found = try issues(in: ["groups.json": group, "rules.json": rules(rule("sgr-1"), rule("sgr-2"))])
        #expect(found.map(\.resourceID) == ["sgr-2"])
    }

    @Test func oneIdIsDescribedOnce() throws {
        let same = try load(["1.json": rules(rule("sgr-1")), "2.json": rules(rule("sgr-1"))])
        #expect(same.ruleSet.securityGroups.map(\.ingress.count) == [1])
        let found = try issues(in: [
            "1.json": rules(rule("sgr-1")), "2.json": rules(rule("sgr-1", egress: true)),
        ])
        #expect(found.map(\.file) == ["2.json"])
    }

    @Test(arguments: [
        (
            #"{"GroupId": "sg-1", "IsEgress": false, "IpProtocol": "-1", "CidrIpv4": "10.0.0.0/8"}"#,
            ".SecurityGroupRuleId"
        ),
        (
            #"{"SecurityGroupRuleId": "sgr-1", "IsEgress": false, "IpProtocol": "-1", "CidrIpv4": "10.0.0.0/8"}"#,
            ".GroupId"
        ),
        (
            #"{"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IpProtocol": "-1", "CidrIpv4": "10.0.0.0/8"}"#,
            ".IsEgress"
        ),
        (
            #"{"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IsEgress": "no", "IpProtocol": "-1", "CidrIpv4": "10.0.0.0/8"}"#,
            ".IsEgress"
        ),
        (#"{"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IsEgress": true, "IpProtocol": "-1"}"#, ""),
        (
            #"{"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IsEgress": true, "IpProtocol": "-1", "CidrIpv4": "10.0.0.0/8", "CidrIpv6": "::/0"}"#,
            ""
        ),
        (
            #"{"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IsEgress": true, "IpProtocol": "-1", "CidrIpv4": "::/0"}"#,
            ".CidrIpv4"
        ),
        (
            #"{"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IsEgress": true, "IpProtocol": "-1", "CidrIpv4": "10.0.0.0/8", "Tags": [{}]}"#,
            ".Tags[0].Key"
        ),
    ])
    func whatIsWrongIsNamedWithItsPlace(rule: String, path: String) throws {
        #expect(try issues(in: rules(rule)).map(\.jsonPath) == ["$.SecurityGroupRules[0]\(path)"])
    }
}
