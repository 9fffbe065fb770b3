import FlowLogs
import Foundation
import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

/// A group of Batfish's `SecurityGroupTest.json` by its place there, on an interface of its own.
///
/// Three of the twelve groups share one id, so the file as a whole is refused; each group is a rule set here.
private struct GroupRig {
    static let local = "10.0.0.4"
    static let localIPv6 = "2001:db8::4"

    let rig: KnownAnswerRig
    let id: String

    init(index: Int) throws {
        let file = try #require(SharedFolder.corpus).appending(path: "batfish+batfish/SecurityGroupTest.json")
        let document = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: [[String: Any]]])
        let groups = try #require(document["SecurityGroups"])
        try #require(groups.count == 12)
        id = try #require(groups[index]["GroupId"] as? String)
        rig = try KnownAnswerRig(
            corpus: [],
            documents: [
                try KnownAnswerRig.json(["SecurityGroups": [groups[index]]]),
                try KnownAnswerRig.interfaceDocument(
                    vpc: "vpc-6f6f8316", subnet: "subnet-0a", address: Self.local, ipv6: Self.localIPv6,
                    groups: [id]),
            ])
    }

    /// What the group says of `flow` at the interface.
    func groups(_ flow: KnownAnswerFlow, at local: String = Self.local) throws -> KnownAnswer.Groups {
        try rig.layers(flow, at: local).groups
    }
}

/// What each shape of a group's rule matches. *Source: batfish/batfish, `SecurityGroupTest.java`.*
@Suite(.enabled(if: SharedFolder.corpus != nil, "\(SharedFolder.absence)"))
struct BatfishRuleShapeTests {
    /// Index in the file, and the TCP ports open to 1.2.3.4.
    private static let openPorts: [(Int, ClosedRange<UInt16>)] = [
        (0, 22...22), (1, 0...22), (2, 65530...65535), (3, 0...65535), (5, 45...50), (6, 0...50),
        (7, 30...65535), (8, 22...22),
    ]

    @Test(arguments: openPorts)
    func portsOfEachShapeAreOpenToTheSourceAlone(index: Int, ports: ClosedRange<UInt16>) throws {
        let group = try GroupRig(index: index)
        #expect(try group.rig.permittedPorts(.ingress, at: GroupRig.local, remote: "1.2.3.4") == [ports])
        for neighbour in ["1.2.3.3", "1.2.3.5"] {
            #expect(try group.rig.permittedPorts(.ingress, at: GroupRig.local, remote: neighbour).isEmpty)
        }
        #expect(
            try group.rig.permittedPorts(.ingress, at: GroupRig.local, remote: "1.2.3.4", ipProtocol: .udp)
                .isEmpty)
    }

    /// The same, of records: at the edges, one beyond them, and at both ends of all ports.
    @Test(arguments: openPorts)
    func recordsAtTheEdgesOfEachShapeAreJudged(index: Int, ports: ClosedRange<UInt16>) throws {
        let group = try GroupRig(index: index)
        let edges = [Int(ports.lowerBound), Int(ports.upperBound)].flatMap { [$0 - 1, $0, $0 + 1] }
        for port in Set(edges + [0, 65535]).compactMap(UInt16.init(exactly:)).sorted() {
            let text = PortRange(ports.lowerBound, ports.upperBound).description
            let rule = "\(group.id)/ingress/tcp/\(text)/1.2.3.4/32"
            #expect(
                try group.groups(.tcp("1.2.3.4", GroupRig.local, port))
                    == (ports.contains(port) ? .permit(by: [rule]) : .deny(by: [group.id])), "port \(port)")
            #expect(
                try group.groups(.tcp("1.2.3.5", GroupRig.local, port)) == .deny(by: [group.id]),
                "port \(port)")
        }
    }

    @Test func allTrafficOfOneFamilyIsPermitted() throws {
        let group = try GroupRig(index: 4)
        let rule = "\(group.id)/ingress/-1/all/0.0.0.0/0"
        for ipProtocol in UInt8.min...UInt8.max {
            let flow = KnownAnswerFlow(
                source: "203.0.113.9", destination: GroupRig.local, ipProtocol: ipProtocol)
            #expect(try group.groups(flow) == .permit(by: [rule]), "protocol \(ipProtocol)")
        }
        for remote in ["0.0.0.1", "1.2.3.4", "255.255.255.254"] {
            #expect(
                try group.rig.permittedPorts(.ingress, at: GroupRig.local, remote: remote) == [0...65535])
        }
        #expect(
            try group.groups(.tcp("2001:db8:9::9", GroupRig.localIPv6, 443), at: GroupRig.localIPv6)
                == .deny(by: [group.id]))
    }

    /// In: TCP 22 from 1.2.3.4. Out: TCP 80 to 5.6.7.8.
    @Test func replyPassesWhereItsRequestDidAndOnlyAsAReply() throws {
        let group = try GroupRig(index: 8)
        func verdict(_ flow: KnownAnswerFlow, _ action: FlowAction) throws -> String {
            try group.rig.verdict(flow, at: GroupRig.local, logged: action)
        }
        let reply = KnownAnswerFlow.tcp("1.2.3.4", GroupRig.local, 22).reply
        #expect(try group.groups(reply) == .deny(by: [group.id]))
        #expect(try verdict(reply, .accept) == "allowed-by-sg/return-traffic")
        #expect(try verdict(reply, .reject) == "sg-blocked/untracked-return")

        var opening = reply
        opening.tcpFlags = KnownAnswerFlow.syn
        #expect(try group.groups(opening) == .deny(by: [group.id]))
        #expect(try verdict(opening, .accept) == "anomalous/accepted-without-sg-rule/certain")
        #expect(try verdict(opening, .reject) == "sg-blocked/no-rule")

        let toAnother = KnownAnswerFlow.tcp("1.2.3.5", GroupRig.local, 22).reply
        #expect(try verdict(toAnother, .accept) == "anomalous/accepted-without-sg-rule/certain")
        #expect(try verdict(toAnother, .reject) == "sg-blocked/no-rule")

        #expect(try group.rig.permittedPorts(.egress, at: GroupRig.local, remote: "5.6.7.8") == [80...80])
        #expect(try group.rig.permittedPorts(.egress, at: GroupRig.local, remote: "1.2.3.4").isEmpty)
        let request = KnownAnswerFlow.tcp(GroupRig.local, "5.6.7.8", 80)
        #expect(try verdict(request, .accept) == "allowed-by-sg/rule")
        #expect(try verdict(request.reply, .accept) == "allowed-by-sg/return-traffic")
    }
}

/// Flow logs carry no ICMP type or code: a rule that names one can only ever match *maybe*, where Batfish,
/// which is given a whole packet, says yes or no.
@Suite(.enabled(if: SharedFolder.corpus != nil, "\(SharedFolder.absence)"))
struct BatfishICMPShapeTests {
    private static let ping = KnownAnswerFlow.icmp("203.0.113.9", GroupRig.local)

    /// Type 8 with any code, type 8 with code 9.
    @Test(arguments: [(9, "type-8"), (10, "type-8-code-9")])
    func typeAndCodeCannotBeDecided(index: Int, ports: String) throws {
        let group = try GroupRig(index: index)
        let rule = "\(group.id)/ingress/icmp/\(ports)/0.0.0.0/0"
        #expect(try group.groups(Self.ping) == .undetermined(by: [rule]))
        #expect(
            try group.rig.verdict(Self.ping, at: GroupRig.local, logged: .accept)
                == "allowed-by-sg/undetermined")
        #expect(
            try group.rig.verdict(Self.ping, at: GroupRig.local, logged: .reject)
                == "sg-blocked/undetermined")
        #expect(!group.rig.warnings.contains(.gap(.matchesNoMessage)))
    }

    @Test func codeWithoutTypeMatchesNothingAndIsWarnedOf() throws {
        let group = try GroupRig(index: 11)
        #expect(try group.groups(Self.ping) == .deny(by: [group.id]))
        #expect(
            try group.rig.verdict(Self.ping, at: GroupRig.local, logged: .accept)
                == "anomalous/accepted-without-sg-rule/certain")
        #expect(
            try group.rig.verdict(Self.ping, at: GroupRig.local, logged: .reject) == "sg-blocked/no-rule")
        #expect(group.rig.warnings.contains(.gap(.matchesNoMessage)))
    }

    /// The three groups name `icmp` for ::/0 too, which no ICMPv6 packet is.
    @Test(arguments: 9...11)
    func icmpIsNotICMPv6(index: Int) throws {
        let group = try GroupRig(index: index)
        let ping = KnownAnswerFlow(
            source: "2001:db8:9::9", destination: GroupRig.localIPv6, ipProtocol: 58)
        #expect(try group.groups(ping, at: GroupRig.localIPv6) == .deny(by: [group.id]))
    }
}

/// Rules of protocols that no file of Batfish's has, but its unit tests do.
struct BatfishProtocolTests {
    private func groups(_ rules: [SecurityGroupRule], _ flow: KnownAnswerFlow) throws -> KnownAnswer.Groups {
        let local = ["10.0.0.4", "2001:db8::4"]
        let rig = try KnownAnswerRig(
            RuleSet(
                securityGroups: [SecurityGroup(id: "sg-a", ingress: rules)],
                interfaces: [
                    NetworkInterface(
                        id: "eni-a", addresses: local.compactMap { IPAddress($0) }, groupIDs: ["sg-a"])
                ]))
        return try rig.layers(flow, at: flow.destination).groups
    }

    private func rule(_ id: String, _ traffic: RuleTraffic, _ block: String) throws -> SecurityGroupRule {
        SecurityGroupRule(id: id, traffic: traffic, peer: .cidr(try CIDRBlock(block)))
    }

    /// Batfish lets `icmpv6` match no IPv4 packet. The contract compares the number alone, 58, and leaves
    /// the family to the rule's block: ping of IPv4, number 1, never matches either, but a packet of number
    /// 58 over IPv4, which no host sends, does match a rule for IPv4 addresses.
    @Test func icmpv6NeverMatchesPingOfIPv4() throws {
        let rules = [
            try rule("sgr-4", .icmp(.icmpv6, .all), "0.0.0.0/0"),
            try rule("sgr-6", .icmp(.icmpv6, .all), "::/0"),
        ]
        #expect(try groups(rules, .icmp("203.0.113.9", "10.0.0.4")) == .deny(by: ["sg-a"]))
        let ping = KnownAnswerFlow(source: "2001:db8:9::9", destination: "2001:db8::4", ipProtocol: 58)
        #expect(try groups(rules, ping) == .permit(by: ["sgr-6"]))
        #expect(try groups([rules[0]], ping) == .deny(by: ["sg-a"]))

        let odd = KnownAnswerFlow(source: "203.0.113.9", destination: "10.0.0.4", ipProtocol: 58)
        #expect(try groups(rules, odd) == .permit(by: ["sgr-4"]))
        #expect(try groups([rules[1]], odd) == .deny(by: ["sg-a"]))
    }

    /// Batfish warns of the ports that such a rule gives; the loader does not, since the cloud's own
    /// documentation says that they are ignored. *Source: EC2 API, "IpPermission".*
    @Test func portsOfOtherProtocolsAreIgnored() throws {
        let group = """
            {"SecurityGroups": [{"GroupId": "sg-a", "GroupName": "a", "VpcId": "vpc-a", "IpPermissions": [
              {"IpProtocol": "50", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "1.2.3.4/32"}]}]}]}
            """
        let rig = try KnownAnswerRig(
            corpus: [],
            documents: [
                group,
                try KnownAnswerRig.interfaceDocument(
                    vpc: "vpc-a", subnet: "subnet-a", address: "10.0.0.4", groups: ["sg-a"]),
            ])
        for (source, destination): (UInt16, UInt16) in [(0, 0), (0, 22), (22, 0), (49152, 443)] {
            var flow = KnownAnswerFlow(source: "1.2.3.4", destination: "10.0.0.4", ipProtocol: 50)
            (flow.sourcePort, flow.destinationPort) = (source, destination)
            #expect(
                try rig.layers(flow, at: "10.0.0.4").groups
                    == .permit(by: ["sg-a/ingress/50/all/1.2.3.4/32"]))
            flow.ipProtocol = 51
            #expect(try rig.layers(flow, at: "10.0.0.4").groups == .deny(by: ["sg-a"]))
        }
        #expect(try rig.layers(.tcp("1.2.3.4", "10.0.0.4", 22), at: "10.0.0.4").groups == .deny(by: ["sg-a"]))
        #expect(rig.warnings == [.gap(.noNetworkACLs), .gap(.noSubnets), .gap(.noVPCs)])
    }
}
