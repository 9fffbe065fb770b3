import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

/// What the entries of Batfish's ACL files decide, asked of an interface in a subnet of theirs.
/// *Source: batfish/batfish, `NetworkAclTest.java`.*
@Suite(.enabled(if: SharedFolder.corpus != nil, "\(SharedFolder.absence)"))
struct BatfishNetworkACLTests {
    private static let acl = "acl-4db39c28"
    private static let local = "172.31.0.10"
    private static let localIPv6 = "2001:db8::10"
    private static let remoteIPv6 = "2001:db8:9::9"

    private func rig(_ file: String) throws -> KnownAnswerRig {
        try KnownAnswerRig(
            corpus: ["batfish+batfish/" + file],
            documents: [
                try KnownAnswerRig.interfaceDocument(
                    vpc: "vpc-f8fad69d", subnet: "subnet-1f315846", address: Self.local,
                    ipv6: Self.localIPv6, groups: [])
            ])
    }

    private func inbound(
        _ rig: KnownAnswerRig, _ flow: (String, String) -> KnownAnswerFlow, _ remote: String
    ) throws -> KnownAnswer.NetworkACL {
        let local = remote.contains(":") ? Self.localIPv6 : Self.local
        return try rig.layers(flow(remote, local), at: local).networkACL
    }

    private func outbound(
        _ rig: KnownAnswerRig, _ flow: (String, String) -> KnownAnswerFlow, _ remote: String
    ) throws -> KnownAnswer.NetworkACL {
        let local = remote.contains(":") ? Self.localIPv6 : Self.local
        return try rig.layers(flow(local, remote), at: local).networkACL
    }

    private static func mySQL(_ source: String, _ destination: String) -> KnownAnswerFlow {
        .tcp(source, destination, 3306)
    }

    private static func https(_ source: String, _ destination: String) -> KnownAnswerFlow {
        .tcp(source, destination, 443)
    }

    private static func dns(_ source: String, _ destination: String) -> KnownAnswerFlow {
        KnownAnswerFlow(
            source: source, destination: destination, ipProtocol: 17, sourcePort: 49152, destinationPort: 53)
    }

    /// In: 100 denies TCP 3306 from one address, and nothing else is there. Out: 100 allows all. The file
    /// lists no rule 32767, which is there all the same.
    @Test func nothingComesInWithoutAnAllow() throws {
        let rig = try rig("NetworkAclTest.json")
        #expect(try inbound(rig, Self.mySQL, "162.243.144.192") == .deny(by: Self.acl, 100))
        #expect(try inbound(rig, Self.https, "162.243.144.192") == .deny(by: Self.acl, 32767))
        #expect(try inbound(rig, Self.dns, "162.243.144.192") == .deny(by: Self.acl, 32767))
        for remote in ["162.243.144.191", "162.243.144.193", "8.8.8.8"] {
            for flow in [Self.mySQL, Self.https, Self.dns, KnownAnswerFlow.icmp] {
                #expect(try inbound(rig, flow, remote) == .deny(by: Self.acl, 32767))
                #expect(try outbound(rig, flow, remote) == .permit(by: Self.acl, 100))
            }
        }
    }

    /// An entry of one family says nothing of the other, whose default rule has a number of its own.
    @Test func ipv4EntriesSayNothingOfIPv6() throws {
        let rig = try rig("NetworkAclTest.json")
        #expect(try inbound(rig, Self.https, Self.remoteIPv6) == .deny(by: Self.acl, 32768))
        #expect(try outbound(rig, Self.https, Self.remoteIPv6) == .deny(by: Self.acl, 32768))
    }

    @Test func ipv6EntriesSayNothingOfIPv4() throws {
        let rig = try rig("NetworkAclV6Test.json")
        #expect(try outbound(rig, Self.https, Self.remoteIPv6) == .permit(by: Self.acl, 100))
        #expect(try inbound(rig, Self.https, Self.remoteIPv6) == .deny(by: Self.acl, 32768))
        #expect(try outbound(rig, Self.https, "8.8.8.8") == .deny(by: Self.acl, 32767))
        #expect(try inbound(rig, Self.https, "8.8.8.8") == .deny(by: Self.acl, 32767))
    }

    /// Type and code -1: all of ICMP, and no other protocol.
    @Test func typeAndCodeOfMinusOneAreAllOfICMP() throws {
        let rig = try rig("NetworkAclIcmpTest.json")
        #expect(try outbound(rig, KnownAnswerFlow.icmp, "8.8.8.8") == .permit(by: Self.acl, 100))
        #expect(try inbound(rig, KnownAnswerFlow.icmp, "8.8.8.8") == .deny(by: Self.acl, 32767))
        for flow in [Self.https, Self.dns] {
            #expect(try outbound(rig, flow, "8.8.8.8") == .deny(by: Self.acl, 32767))
        }
    }

    /// Type 0 with code 1 is that message alone. No log tells whether a packet was one, so where this entry
    /// is all that allows, the ACL's answer is open; Batfish, given type and code, has one.
    @Test func oneMessageCannotBeDecided() throws {
        var ruleSet = try rig("NetworkAclIcmpTest.json").compiled.ruleSet
        let entries = ruleSet.networkACLs[0].egress
        #expect(entries.map(\.ruleNumber) == [100, 200])
        #expect(entries[1].traffic == .icmp(.icmp, .message(type: 0, code: 1)))
        ruleSet.networkACLs[0].egress.removeFirst()
        let rig = try KnownAnswerRig(ruleSet)
        #expect(try outbound(rig, KnownAnswerFlow.icmp, "8.8.8.8") == .undetermined(by: Self.acl))
        #expect(try outbound(rig, Self.https, "8.8.8.8") == .deny(by: Self.acl, 32767))
    }

    /// The same ACL in two rigs, where its one inbound entry allows.
    @Test(arguments: [("test", "192.168.2.18"), ("hybrid-cloud-aws", "172.31.0.10")])
    func oneServiceOfOneAddressComesIn(rig: String, local: String) throws {
        let document = try KnownAnswerRig.interfaceDocument(
            vpc: "vpc-f8fad69d", subnet: "subnet-1f315846", address: "172.31.0.10", groups: [])
        let rig = try KnownAnswerRig(
            corpus: ["batfish+batfish/" + rig], documents: rig == "test" ? [] : [document])
        func acl(_ remote: String, _ port: UInt16) throws -> KnownAnswer.NetworkACL {
            try rig.layers(.tcp(remote, local, port), at: local).networkACL
        }
        #expect(try acl("162.243.144.192", 3306) == .permit(by: Self.acl, 100))
        #expect(try acl("162.243.144.192", 3305) == .deny(by: Self.acl, 32767))
        #expect(try acl("162.243.144.192", 3307) == .deny(by: Self.acl, 32767))
        #expect(try acl("162.243.144.193", 3306) == .deny(by: Self.acl, 32767))
    }
}

/// A subnet that no association names takes its VPC's default ACL.
@Suite(.enabled(if: SharedFolder.corpus != nil, "\(SharedFolder.absence)"))
struct BatfishDefaultACLTests {
    /// The hybrid rig's default ACL of vpc-815775e7 names no subnet; `NetworkInterfaceTest.json` has two
    /// interfaces in a subnet of that VPC.
    @Test(arguments: ["10.100.1.71", "10.100.1.20"])
    func subnetWithoutAssociationTakesTheDefault(local: String) throws {
        let rig = try KnownAnswerRig(
            corpus: ["batfish+batfish/hybrid-cloud-aws", "batfish+batfish/NetworkInterfaceTest.json"])
        let ruleSet = rig.compiled.ruleSet
        #expect(!ruleSet.networkACLs.contains { $0.subnetIDs.contains("subnet-9a0c48fc") })
        for flow in [KnownAnswerFlow].any("8.8.8.8", local) {
            #expect(
                try rig.layers(flow, at: local)
                    == KnownAnswer(
                        .ingress, groups: .permit(by: ["sg-adcd87d0/ingress/-1/all/0.0.0.0/0"]),
                        networkACL: .permit(by: "acl-1ced2265", 100)))
        }
        for flow in [KnownAnswerFlow].any(local, "8.8.8.8") {
            #expect(
                try rig.layers(flow, at: local)
                    == KnownAnswer(
                        .egress, groups: .permit(by: ["sg-adcd87d0/egress/-1/all/0.0.0.0/0"]),
                        networkACL: .permit(by: "acl-1ced2265", 100)))
        }
    }

    /// Every VPC of these rigs has a custom ACL with a rule 1000 for all of its subnets, and a default one,
    /// rule 100, for none: a new subnet falls to the default, the others keep theirs.
    @Test(
        arguments: [
            (
                "test-transit-gateway-asymmetric-paths", "vpc-0c7ecdaddf451b56d", "10.1.1.100",
                custom: "acl-028c8fc564111eed1", byDefault: "acl-0d191df865b00e5e4"
            ),
            (
                "test-vpc-endpoint-interface", "vpc-072d45b801aeffef2", "10.1.1.88",
                custom: "acl-011135a03c2212fe9", byDefault: "acl-0269f6ed3ea39deda"
            ),
            (
                "test-vpc-endpoint-gateway", "vpc-05d56c7295fca139b", "10.1.1.169",
                custom: "acl-086ba598bbf8e5d89", byDefault: "acl-02e578d1a3e0ce403"
            ),
        ])
    func associationGoesBeforeTheDefault(
        rig: String, vpc: String, local: String, custom: String, byDefault: String
    ) throws {
        let newcomer = "10.1.77.4"
        let rig = try KnownAnswerRig(
            corpus: ["batfish+batfish/" + rig],
            documents: [
                try KnownAnswerRig.json([
                    "Subnets": [["SubnetId": "subnet-new", "VpcId": vpc, "CidrBlock": "10.1.77.0/24"]]
                ]),
                try KnownAnswerRig.interfaceDocument(
                    vpc: vpc, subnet: "subnet-new", address: newcomer, groups: []),
            ])
        let answers = [(local, custom, 1000), (newcomer, byDefault, 100)]
        for (address, acl, rule) in answers {
            #expect(
                try rig.layers(.tcp("8.8.8.8", address, 80), at: address).networkACL
                    == .permit(by: acl, rule))
            #expect(
                try rig.layers(.tcp(address, "8.8.8.8", 80), at: address).networkACL
                    == .permit(by: acl, rule))
        }
    }
}
