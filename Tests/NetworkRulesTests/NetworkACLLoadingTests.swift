import NetworkPrimitives
import NetworkRules
import Testing

/// One ACL with these entries.
private func acl(_ entries: String...) -> String {
    #"{"NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "Entries": [\#(entries.joined(separator: ","))]}]}"#
}

private func entry(
    _ number: Int, _ members: String, block: String = #""CidrBlock": "0.0.0.0/0""#,
    action: String = "allow", egress: Bool = false
) -> String {
    #"{"RuleNumber": \#(number), "RuleAction": "\#(action)", "Egress": \#(egress), \#(block), \#(members)}"#
}

private let ipv6 = #""Ipv6CidrBlock": "::/0""#
private let allTraffic = #""Protocol": "-1""#

@Suite struct NetworkACLLoadingTests {
    @Test func attributesAreRead() throws {
        let text = """
            {"NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true, "Associations": [
              {"SubnetId": "subnet-2"}, {"SubnetId": "subnet-1"}], "Entries": []}]}
            """
        #expect(
            try load(text).ruleSet.networkACLs == [
                NetworkACL(id: "acl-1", vpcID: "vpc-1", isDefault: true, subnetIDs: ["subnet-1", "subnet-2"])
            ])
    }

    @Test func entriesAreSortedByNumberInEachDirection() throws {
        let loaded = try load(
            acl(
                entry(200, allTraffic, action: "deny"), entry(100, allTraffic),
                entry(100, allTraffic, egress: true)))
        let acl = loaded.ruleSet.networkACLs[0]
        let anywhere = try CIDRBlock("0.0.0.0/0")
        let allow = NetworkACLEntry(ruleNumber: 100, action: .allow, traffic: .all, block: anywhere)
        #expect(
            acl.ingress == [
                allow, NetworkACLEntry(ruleNumber: 200, action: .deny, traffic: .all, block: anywhere),
            ])
        #expect(acl.egress == [allow])
    }

    @Test(arguments: [
        (#""Protocol": "6""#, RuleTraffic.ports(.tcp, .all)), (#""Protocol": 17"#, .ports(.udp, .all)),
        (#""Protocol": "TCP", "PortRange": {"From": 443, "To": 443}"#, .ports(.tcp, PortRange(443, 443))),
        (#""Protocol": "6", "PortRange": {"From": 1024}"#, .ports(.tcp, PortRange(1024, 65535))),
        (#""Protocol": "6", "PortRange": {"From": -1, "To": 80}"#, .ports(.tcp, PortRange(0, 80))),
        (#""Protocol": "6", "PortRange": null"#, .ports(.tcp, .all)),
        (#""Protocol": "-1", "PortRange": {"From": 22, "To": 22}"#, .all),
        (#""Protocol": "50", "PortRange": {"From": 22, "To": 21}"#, .other(IPProtocol(50))),
        (#""Protocol": "1""#, .icmp(.icmp, .all)),
        (#""Protocol": "1", "IcmpTypeCode": {"Type": -1, "Code": -1}"#, .icmp(.icmp, .all)),
        (
            #""Protocol": "icmp", "IcmpTypeCode": {"Type": 8, "Code": -1}"#,
            .icmp(.icmp, .message(type: 8, code: nil))
        ),
        (
            #""Protocol": "1", "IcmpTypeCode": {"Type": 0, "Code": 1}"#,
            .icmp(.icmp, .message(type: 0, code: 1))
        ),
        (
            #""Protocol": "1", "IcmpTypeCode": {"Type": -1, "Code": 3}"#,
            .icmp(.icmp, .message(type: nil, code: 3))
        ),
        (#""Protocol": "58", "IcmpTypeCode": {"Type": 128, "Code": 0}"#, .other(.icmpv6)),
    ])
    func trafficOfIPv4EntriesIsRead(members: String, expected: RuleTraffic) throws {
        #expect(
            try load(acl(entry(100, members))).ruleSet.networkACLs[0].ingress.map(\.traffic) == [expected])
    }

    @Test func icmpv6OfIPv6EntriesHasTypes() throws {
        let loaded = try load(
            acl(
                entry(1, #""Protocol": "58", "IcmpTypeCode": {"Type": 128, "Code": 0}"#, block: ipv6),
                entry(2, #""Protocol": "icmpv6""#, block: ipv6)))
        #expect(
            loaded.ruleSet.networkACLs[0].ingress.map(\.traffic)
                == [.icmp(.icmpv6, .message(type: 128, code: 0)), .icmp(.icmpv6, .all)])
    }

    @Test func impliedLastDenyIsDropped() throws {
        let listed = try load(
            acl(
                entry(100, allTraffic), entry(32767, allTraffic, action: "deny"),
                entry(32768, allTraffic, block: ipv6, action: "deny"),
                entry(32767, allTraffic, action: "deny", egress: true)))
        #expect(listed.ruleSet == (try load(acl(entry(100, allTraffic)))).ruleSet)
    }

    @Test(arguments: [
        entry(32767, allTraffic), entry(32767, #""Protocol": "6""#, action: "deny"),
        entry(32767, allTraffic, block: #""CidrBlock": "10.0.0.0/8""#, action: "deny"),
        entry(32768, allTraffic, block: ipv6, action: "allow"),
    ])
    func numbersOfTheImpliedDenyAreReserved(reserved: String) throws {
        let found = try issues(in: acl(reserved))
        #expect(found.map(\.jsonPath) == ["$.NetworkAcls[0].Entries[0]"])
        #expect(found.first?.message.contains("number rules from 1 to 32766") == true)
    }

    @Test(arguments: [0, -1, 32769])
    func ruleNumbersOutOfRangeAreErrors(number: Int) throws {
        #expect(
            try issues(in: acl(entry(number, allTraffic))).map(\.cause) == [
                .value(.outOfRange(found: number, 1...32768))
            ])
    }

    @Test func firstAndLastRuleNumberAreRead() throws {
        let loaded = try load(acl(entry(32766, allTraffic), entry(1, allTraffic)))
        #expect(loaded.ruleSet.networkACLs[0].ingress.map(\.ruleNumber) == [1, 32766])
    }

    @Test func repeatedNumberIsAnErrorWithBothPlaces() throws {
        let found = try issues(
            in: acl(
                entry(100, allTraffic), entry(100, allTraffic, egress: true),
                entry(100, allTraffic, block: ipv6)))
        #expect(found.map(\.jsonPath) == ["$.NetworkAcls[0].Entries[2]"])
        guard case .contradiction(.repeatedRuleNumber(100, .ingress, let other))? = found.first?.cause else {
            Issue.record("unexpected \(found)")
            return
        }
        #expect(other.jsonPath == "$.NetworkAcls[0].Entries[0]")
    }

    @Test(arguments: [
        (#""CidrBlock": "10.0.0.0/33""#, "$.NetworkAcls[0].Entries[0].CidrBlock"),
        (#""CidrBlock": "::/0""#, "$.NetworkAcls[0].Entries[0].CidrBlock"),
        (#""Ipv6CidrBlock": "10.0.0.0/8""#, "$.NetworkAcls[0].Entries[0].Ipv6CidrBlock"),
        (#""CidrBlock": null"#, "$.NetworkAcls[0].Entries[0]"),
        (#""CidrBlock": "10.0.0.0/8", "Ipv6CidrBlock": "::/0""#, "$.NetworkAcls[0].Entries[0]"),
    ])
    func anEntryHasExactlyOneBlockOfItsFamily(block: String, path: String) throws {
        #expect(try issues(in: acl(entry(100, allTraffic, block: block))).map(\.jsonPath) == [path])
    }

    @Test func unknownActionIsAnError() throws {
        let found = try issues(in: acl(entry(100, allTraffic, action: "reject")))
        #expect(found.map(\.cause) == [.value(.unknownRuleAction(found: "reject"))])
    }

    @Test(arguments: ["1", "null", #""true""#])
    func directionMustBeTrueOrFalse(egress: String) throws {
        let text = acl(
            #"{"RuleNumber": 1, "RuleAction": "allow", "Egress": \#(egress), "CidrBlock": "0.0.0.0/0", "Protocol": "-1"}"#
        )
        #expect(try issues(in: text).map(\.jsonPath) == ["$.NetworkAcls[0].Entries[0].Egress"])
    }

    @Test func secondDefaultOfAVPCIsAnError() throws {
        let text = """
            {"NetworkAcls": [{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true},
              {"NetworkAclId": "acl-2", "VpcId": "vpc-2", "IsDefault": true},
              {"NetworkAclId": "acl-3", "VpcId": "vpc-1", "IsDefault": true}]}
            """
        let found = try issues(in: text)
        #expect(found.map(\.jsonPath) == ["$.NetworkAcls[2]"])
        #expect(found.first?.message.contains("$.NetworkAcls[0]") == true)
    }

    @Test func secondACLOfASubnetIsAnError() throws {
        let text = """
            {"NetworkAcls": [{"NetworkAclId": "acl-1", "Associations": [{"SubnetId": "subnet-1"}]},
              {"NetworkAclId": "acl-2", "Associations": [{"SubnetId": "subnet-1"}]}]}
            """
        #expect(try issues(in: text).map(\.resourceID) == ["acl-2"])
    }
}
