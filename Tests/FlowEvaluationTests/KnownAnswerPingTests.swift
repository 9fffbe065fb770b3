import Foundation
import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

/// The cloud's own example of a stateful group and a stateless ACL: a home computer pings an instance.
/// *Source: VPC guide, "Flow log record examples", security group and network ACL rules.*
@Suite(.enabled(if: SharedFolder.corpus != nil, "\(SharedFolder.absence)"))
struct KnownAnswerPingTests {
    /// The request and the reply as the guide prints them: ACCEPT, REJECT.
    private let request: String
    private let reply: String

    init() throws {
        let file = try #require(SharedFolder.corpus)
            .appending(path: "awsdocs+amazon-vpc-user-guide/flow-log-example-security-groups.log")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
        try #require(lines.count == 2)
        request = lines[0]
        reply = lines[1]
    }

    /// - Parameter letsAllOut: whether the group has the outbound rule that every new group has.
    private func rig(
        groupLetsPingIn: Bool = true, letsAllOut: Bool = false, aclIn: NetworkACLEntry.Action = .allow,
        aclOut: NetworkACLEntry.Action
    ) throws -> KnownAnswerRig {
        let everywhere = try CIDRBlock("0.0.0.0/0")
        let ping = SecurityGroupRule(id: "sgr-ping", traffic: .icmp(.icmp, .all), peer: .cidr(everywhere))
        let out = SecurityGroupRule(id: "sgr-out", traffic: .all, peer: .cidr(everywhere))
        func entry(_ action: NetworkACLEntry.Action) -> NetworkACLEntry {
            NetworkACLEntry(ruleNumber: 100, action: action, traffic: .icmp(.icmp, .all), block: everywhere)
        }
        return try KnownAnswerRig(
            RuleSet(
                securityGroups: [
                    SecurityGroup(
                        id: "sg-a", ingress: groupLetsPingIn ? [ping] : [], egress: letsAllOut ? [out] : [])
                ],
                networkACLs: [
                    NetworkACL(
                        id: "acl-a", subnetIDs: ["subnet-a"], ingress: [entry(aclIn)], egress: [entry(aclOut)]
                    )
                ],
                interfaces: [
                    NetworkInterface(
                        id: "eni-1235b8ca123456789", vpcID: "vpc-a", subnetID: "subnet-a",
                        addresses: [try #require(IPAddress("172.31.16.139"))], groupIDs: ["sg-a"])
                ],
                subnets: [Subnet(id: "subnet-a", vpcID: "vpc-a", blocks: [try CIDRBlock("172.31.16.0/20")])],
                vpcs: [VPC(id: "vpc-a", blocks: [try CIDRBlock("172.31.0.0/16")])]))
    }

    /// The ACL lets the request in and the reply not out, whatever the group lets out: ACCEPT, REJECT.
    @Test(arguments: [false, true])
    func aclStopsTheReply(groupLetsAllOut: Bool) throws {
        let rig = try rig(letsAllOut: groupLetsAllOut, aclOut: .deny)
        #expect(try rig.verdict(line: request) == "allowed-by-sg/rule")
        #expect(try rig.verdict(line: reply) == "nacl-blocked/rule")
        let accepted = reply.replacing("REJECT", with: "ACCEPT")
        #expect(try rig.verdict(line: accepted) == "anomalous/accepted-against-nacl/certain")
    }

    /// The ACL lets both pass: two ACCEPT, since the group's outbound rules are not asked of a reply.
    @Test func groupLetsTheReplyOutWithoutARule() throws {
        let rig = try rig(aclOut: .allow)
        #expect(try rig.verdict(line: request) == "allowed-by-sg/rule")
        let accepted = reply.replacing("REJECT", with: "ACCEPT")
        #expect(try rig.verdict(line: accepted) == "allowed-by-sg/return-traffic")
    }

    /// The group has no rule for the request: one REJECT.
    @Test func groupStopsTheRequest() throws {
        let rejected = request.replacing("ACCEPT", with: "REJECT")
        let closed = try rig(groupLetsPingIn: false, aclOut: .allow)
        #expect(try closed.verdict(line: rejected) == "sg-blocked/no-rule")
        #expect(try closed.verdict(line: request) == "anomalous/accepted-without-sg-rule/certain")

        // With all let out, the request might as well be the late reply to a ping of the instance's.
        let open = try rig(groupLetsPingIn: false, letsAllOut: true, aclOut: .allow)
        #expect(try open.verdict(line: rejected) == "sg-blocked/untracked-return")
    }

    /// Inbound, the ACL is asked before the group.
    @Test(arguments: [false, true])
    func aclStopsTheRequestFirst(groupLetsPingIn: Bool) throws {
        let rig = try rig(groupLetsPingIn: groupLetsPingIn, aclIn: .deny, aclOut: .allow)
        #expect(try rig.verdict(line: request.replacing("ACCEPT", with: "REJECT")) == "nacl-blocked/rule")
    }
}
