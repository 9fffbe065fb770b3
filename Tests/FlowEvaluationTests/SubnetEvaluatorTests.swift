import FlowLogs
import NetworkPrimitives
import NetworkRules
import RuleMatching
import TestSupport
import Testing

@testable import FlowEvaluation

/// What is found of records at an interface that the rule set lacks.
@Suite struct SubnetEvaluatorTests {
    /// Two VPCs with a subnet of the same block each, and one more in the first. `acl-1` of subnet-1 permits HTTPS alone
    /// inbound, but no ping for certain; the default ACL of vpc-2 permits all; subnet-3 has no ACL that is known.
    private static let ruleSet: RuleSet = {
        let everywhere = CIDRBlock(containing: .ipv4(IPv4Address(0)), prefixLength: 0)
        func entry(_ number: Int, _ traffic: RuleTraffic) -> NetworkACLEntry {
            NetworkACLEntry(ruleNumber: number, action: .allow, traffic: traffic, block: everywhere)
        }
        func block(_ second: UInt32) -> CIDRBlock {
            CIDRBlock(containing: .ipv4(IPv4Address(10 << 24 | second << 8)), prefixLength: 24)
        }
        return RuleSet(
            networkACLs: [
                NetworkACL(
                    id: "acl-1", vpcID: "vpc-1", subnetIDs: ["subnet-1"],
                    ingress: [
                        entry(100, .ports(.tcp, PortRange(443, 443))),
                        entry(110, .icmp(.icmp, .message(type: 8, code: nil))),
                    ],
                    egress: []),
                NetworkACL(
                    id: "acl-2", vpcID: "vpc-2", isDefault: true, ingress: [entry(100, .all)],
                    egress: [entry(100, .all)]),
            ],
            interfaces: [
                NetworkInterface(id: "eni-1", vpcID: "vpc-1", subnetID: "subnet-1", instanceID: "i-1"),
                NetworkInterface(id: "eni-2", vpcID: "vpc-2", subnetID: "subnet-2", instanceID: "i-2"),
            ],
            subnets: [
                Subnet(id: "subnet-1", vpcID: "vpc-1", blocks: [block(1)]),
                Subnet(id: "subnet-2", vpcID: "vpc-2", blocks: [block(1)]),
                Subnet(id: "subnet-3", vpcID: "vpc-1", blocks: [block(3)]),
            ],
            vpcs: [VPC(id: "vpc-1"), VPC(id: "vpc-2")])
    }()

    /// ACL and rule of a line at an unknown interface: source, destination and its port, protocol, and the columns
    /// that say where the interface lies.
    private func answer(
        _ flow: String, subnet: String = "-", vpc: String = "-", instance: String = "-",
        direction: String = "-"
    )
        throws -> String
    {
        let header =
            "version interface-id subnet-id vpc-id instance-id srcaddr dstaddr dstport protocol srcport packets bytes "
            + "start end action log-status flow-direction"
        let line = "5 eni-x \(subnet) \(vpc) \(instance) \(flow) 50000 1 40 1000 1060 ACCEPT OK \(direction)"
        let evaluation = try TextEvaluation(Self.ruleSet, text: header + "\n" + line)
        return try #require(evaluation.records.first).verdict.description
    }

    private static let prefix = "not-evaluated/unknown-interface"

    @Test func theSubnetThatIsNamedCounts() throws {
        let https = "192.0.2.1 10.0.1.9 443 6"
        #expect(try answer(https, subnet: "subnet-1") == Self.prefix + "/ingress [- -] [acl-1 100]")
        #expect(try answer(https, subnet: "subnet-2") == Self.prefix + "/ingress [- -] [acl-2 100]")
        #expect(
            try answer("192.0.2.1 10.0.1.9 22 6", subnet: "subnet-1") == Self.prefix
                + "/ingress [- -] [acl-1 32767]")
        #expect(
            try answer("10.0.1.9 192.0.2.1 443 6", subnet: "subnet-1") == Self.prefix
                + "/egress [- -] [acl-1 32767]")
        #expect(
            try answer("192.0.2.1 10.0.1.9 0 1", subnet: "subnet-1") == Self.prefix
                + "/ingress [- -] [acl-1 -]")
        // Within a subnet there is no ACL, and without one no answer.
        let within = "10.0.1.8 10.0.1.9 443 6"
        #expect(
            try answer(within, subnet: "subnet-1", direction: "ingress") == Self.prefix
                + "/ingress [- -] [- -]")
        #expect(
            try answer("192.0.2.1 10.0.3.9 443 6", subnet: "subnet-3") == Self.prefix + "/ingress [- -] [- -]"
        )
        // What is named and not known is not replaced by a guess.
        #expect(try answer("192.0.2.1 10.0.3.9 443 6", subnet: "subnet-9") == Self.prefix + " [- -] [- -]")
    }

    @Test func theVPCTellsSubnetsOfOneBlockApart() throws {
        let https = "192.0.2.1 10.0.1.9 443 6"
        #expect(try answer(https) == Self.prefix + " [- -] [- -]")
        #expect(try answer(https, vpc: "vpc-1") == Self.prefix + "/ingress [- -] [acl-1 100]")
        #expect(try answer(https, vpc: "vpc-2") == Self.prefix + "/ingress [- -] [acl-2 100]")
        #expect(try answer(https, vpc: "vpc-9", instance: "i-1") == Self.prefix + " [- -] [- -]")
        #expect(try answer(https, instance: "i-1") == Self.prefix + "/ingress [- -] [acl-1 100]")
        #expect(try answer(https, instance: "i-2") == Self.prefix + "/ingress [- -] [acl-2 100]")
        #expect(try answer(https, instance: "i-9") == Self.prefix + " [- -] [- -]")
    }

    @Test func theAddressTellsASubnetThatAloneHasIt() throws {
        #expect(try answer("192.0.2.1 10.0.3.9 443 6") == Self.prefix + "/ingress [- -] [- -]")
        #expect(try answer("10.0.3.9 192.0.2.1 443 6") == Self.prefix + "/egress [- -] [- -]")
        // Both ends are in subnets: only the record itself can tell which one is the interface's.
        let between = "10.0.1.9 10.0.3.9 443 6"
        #expect(try answer(between, vpc: "vpc-1") == Self.prefix + " [- -] [- -]")
        #expect(
            try answer(between, vpc: "vpc-1", direction: "egress") == Self.prefix
                + "/egress [- -] [acl-1 32767]")
        #expect(try answer("192.0.2.1 192.0.2.2 443 6", vpc: "vpc-1") == Self.prefix + " [- -] [- -]")
    }

    @Test func answersAreCountedByInterface() throws {
        let compiled = try RuleSetCompiler.compile(Self.ruleSet)
        let format = RecordFormat(
            names: ["interface-id", "vpc-id"] + RecordFormat.version2.names.filter { $0 != "interface-id" })
        func tally(_ lines: [String]) -> EvaluationTally {
            var worker = TallyingWorker(FlowEvaluator(compiled), format: format)
            worker.add(LineBlock(text: lines.flatMap { Array("\($0)\n".utf8) }))
            return worker.finish()
        }
        func line(_ interface: String, _ flow: String, _ action: String = "ACCEPT", vpc: String = "vpc-1")
            -> String
        {
            "\(interface) \(vpc) 2 1 \(flow) 6 1 40 1000 1060 \(action) OK"
        }
        var merged = tally([
            line("eni-a", "192.0.2.1 10.0.1.9 50000 443"), line("eni-a", "192.0.2.1 10.0.1.9 50000 22"),
            line("eni-a", "192.0.2.1 10.0.1.9 50000 23", "REJECT"),
            // The router of the subnet answers whatever the rules say.
            line("eni-a", "10.0.1.9 10.0.1.1 50000 22"), line("eni-b", "192.0.2.1 10.0.1.9 50000 443"),
        ])
        merged.merge(
            tally([
                line("eni-a", "192.0.2.1 10.0.1.9 50000 443"),
                line("eni-b", "192.0.2.1 10.0.1.9 50000 443", vpc: "vpc-2"),
                line("eni-c", "192.0.2.1 10.9.9.9 50000 443"),
                // Link-local traffic is never filtered.
                line("eni-d", "10.0.1.9 169.254.169.254 50000 80"),
            ]))
        let traffic = merged.unknownInterfaces.traffic
        let first = try #require(traffic["eni-a"])
        #expect(first.sums.records == 5)
        #expect((first.permitted, first.denied, first.acceptedAgainstACL) == (2, 2, 1))
        #expect(first.subnet.map { compiled.subnets.ids[$0] } == "subnet-1")
        let contradictory = try #require(traffic["eni-b"])
        #expect(contradictory.subnet == nil && contradictory.permitted == 2)
        #expect(traffic["eni-c"]?.subnet == nil && traffic["eni-c"]?.permitted == 0)
        let linkLocal = try #require(traffic["eni-d"])
        #expect((linkLocal.denied, linkLocal.acceptedAgainstACL) == (1, 0))
        // The rule of the ACL is hit, too.
        let rule = compiled.networkACLRules.first { compiled.rule($0) == .networkACL(0, .ingress, entry: 0) }
        #expect(merged.usage(of: try #require(rule)).hits.records == 3)
    }
}
