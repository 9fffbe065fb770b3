import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

/// Which rule a verdict names where several permit: the longest prefix, the fewest ports, the
/// lowest name.
struct ReferenceNamedRuleTests {
    private func named(_ rules: [SecurityGroupRule], members: [NetworkInterface] = []) throws -> String? {
        let remote = try #require(IPAddress("192.0.2.77"))
        let interface = NetworkInterface(
            id: "eni-a", addresses: [try #require(IPAddress("10.0.0.4"))], groupIDs: ["sg-a"])
        let ruleSet = RuleSet(
            securityGroups: [SecurityGroup(id: "sg-a", ingress: rules), SecurityGroup(id: "sg-b")],
            interfaces: [interface] + members,
            prefixLists: [
                PrefixList(
                    id: "pl-a", entries: [try CIDRBlock("192.0.2.0/28"), try CIDRBlock("192.0.2.64/26")])
            ])
        let answer = ReferenceMatcher(ruleSet).securityGroups(
            of: interface, .ingress, ReferenceFlow(remote: remote, ipProtocol: 6, port: 443))
        #expect(answer?.permits.count == rules.count)
        return answer?.named?.rule
    }

    private func rule(_ id: String?, _ block: String, _ traffic: RuleTraffic) throws -> SecurityGroupRule {
        SecurityGroupRule(id: id, traffic: traffic, peer: .cidr(try CIDRBlock(block)))
    }

    private let https = ReferenceSituation.tcp(443)

    @Test func longestPrefixGoesFirst() throws {
        let rules = [
            try rule("sgr-1", "0.0.0.0/0", https), try rule("sgr-2", "192.0.2.0/24", .all),
            try rule("sgr-3", "192.0.0.0/16", https),
        ]
        #expect(try named(rules) == "sgr-2")
    }

    @Test func longestMatchingEntryStandsForAPrefixList() throws {
        let list = SecurityGroupRule(id: "sgr-list", traffic: .all, peer: .prefixList(id: "pl-a"))
        #expect(try named([list, try rule("sgr-1", "192.0.2.64/27", .all)]) == "sgr-1")
        #expect(try named([list, try rule("sgr-1", "192.0.2.0/25", .all)]) == "sgr-list")
    }

    @Test func matchingAddressStandsForAGroup() throws {
        let group = SecurityGroupRule(id: "sgr-group", traffic: .all, peer: .securityGroup(id: "sg-b"))
        let member = NetworkInterface(
            id: "eni-b", delegatedPrefixes: [try CIDRBlock("192.0.2.64/28")], groupIDs: ["sg-b"])
        #expect(try named([group, try rule("sgr-1", "192.0.2.77/32", .all)], members: [member]) == "sgr-1")
        #expect(
            try named([group, try rule("sgr-1", "192.0.2.64/27", .all)], members: [member]) == "sgr-group")
    }

    @Test func fewestPortsThenLowestNameBreakTies() throws {
        let range = try rule("sgr-1", "0.0.0.0/0", .ports(.tcp, PortRange(400, 500)))
        #expect(try named([range, try rule("sgr-2", "0.0.0.0/0", https)]) == "sgr-2")
        #expect(try named([range, try rule("sgr-2", "0.0.0.0/0", .all)]) == "sgr-1")
        #expect(
            try named([try rule("sgr-b", "0.0.0.0/0", https), try rule("sgr-a", "0.0.0.0/0", https)])
                == "sgr-a")
        #expect(
            try named([try rule("sgr-a", "0.0.0.0/0", https), try rule(nil, "0.0.0.0/0", https)])
                == "sg-a/ingress/tcp/443/0.0.0.0/0")
    }
}
