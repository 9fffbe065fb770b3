import FlowEvaluation
import Foundation
import NetworkPrimitives
import NetworkRules
import RuleAnalysis
import RuleMatching
import Testing

@Suite struct RuleUsageSummaryTests {
    private static let anywhere = CIDRBlock(containing: .ipv4(IPv4Address(0)), prefixLength: 0)

    private static func entry(_ number: Int, _ action: NetworkACLEntry.Action, port: UInt16)
        -> NetworkACLEntry
    {
        NetworkACLEntry(
            ruleNumber: number, action: action, traffic: .ports(.tcp, PortRange(port, port)), block: anywhere)
    }

    private static let ruleSet = RuleSet(
        securityGroups: [
            SecurityGroup(
                id: "sg-1",
                ingress: [
                    SecurityGroupRule(
                        id: "sgr-1", traffic: .ports(.tcp, PortRange(3306, 3306)), peer: .cidr(anywhere)),
                    SecurityGroupRule(traffic: .ports(.tcp, PortRange(443, 443)), peer: .cidr(anywhere)),
                    SecurityGroupRule(traffic: .all, peer: .prefixList(id: "pl-1")),
                ])
        ],
        networkACLs: [
            NetworkACL(
                id: "acl-1", vpcID: "vpc-1", isDefault: true,
                ingress: [entry(10, .allow, port: 443), entry(20, .deny, port: 3306)])
        ],
        interfaces: [
            NetworkInterface(
                id: "eni-1", vpcID: "vpc-1", subnetID: "subnet-1",
                addresses: [.ipv4(IPv4Address(0x0a00_0001))], groupIDs: ["sg-1"])
        ])

    /// Records to 443 twice, to 3306 and to 22 once each.
    private func tally(_ compiled: CompiledRuleSet) throws -> EvaluationTally {
        let url = FileManager.default.temporaryDirectory.appending(path: "usage-\(UUID().uuidString).log")
        defer { try? FileManager.default.removeItem(at: url) }
        let lines = [443, 443, 3306, 22].map {
            "2 1 eni-1 192.0.2.1 10.0.0.1 50000 \($0) 6 5 500 100 160 ACCEPT OK\n"
        }
        try lines.joined().write(to: url, atomically: false, encoding: .utf8)
        return EvaluationPipeline(compiled, .init(inputs: [.file(path: url.path)], threads: 1)).run().tally
    }

    @Test func groupRulesStandByHitsAndUnusedOnesApart() throws {
        let compiled = try RuleSetCompiler.compile(Self.ruleSet)
        let summary = RuleUsageSummary(.securityGroups, compiled, try tally(compiled))
        #expect(summary.ruleCount == 3)
        #expect(
            summary.used.map { summary.description(of: $0).name } == [
                "sg-1/ingress/tcp/443/0.0.0.0/0", "sgr-1",
            ])
        #expect(summary.unused.map { summary.description(of: $0).name } == ["sg-1/ingress/-1/all/pl-1"])
        #expect(summary.hits == FlowSums(records: 3, packets: 15, bytes: 1500))
        #expect(summary.usage(of: summary.used[0]).hits.records == 2)
    }

    @Test func impliedDeniesAreShownButNeverUnused() throws {
        let compiled = try RuleSetCompiler.compile(Self.ruleSet)
        let summary = RuleUsageSummary(.networkACLs, compiled, try tally(compiled))
        #expect(summary.ruleCount == 2)
        #expect(summary.used.map { summary.description(of: $0).name } == ["10", "20", "32767"])
        #expect(summary.unused == [])
    }

    @Test func rulesAreDescribedInTheConsolesWords() throws {
        let compiled = try RuleSetCompiler.compile(Self.ruleSet)
        let groups = compiled.securityGroupRules.map { RuleDescription($0, compiled) }
        #expect(groups.map(\.typeName) == ["MYSQL/Aurora", "HTTPS", "All traffic"])
        #expect(groups.map(\.peerText) == ["0.0.0.0/0", "0.0.0.0/0", "pl-1"])
        #expect(groups.map(\.action) == [.allow, .allow, .allow])
        let acls = compiled.networkACLRules.map { RuleDescription($0, compiled) }
        #expect(acls.map(\.name) == ["10", "20", "32767", "32768", "32767", "32768"])
        #expect(
            acls.map(\.direction) == [.ingress, .ingress, .ingress, .ingress, .egress, .egress])
        #expect(acls.map(\.action) == [.allow, .deny, .deny, .deny, .deny, .deny])
        #expect(acls[1].typeName == "MySQL/Aurora")
        #expect(acls[3].peerText == "::/0")
    }

    @Test func ruleSetWithoutRulesHasNone() throws {
        let compiled = try RuleSetCompiler.compile(RuleSet())
        #expect(compiled.securityGroupRules == [])
        #expect(compiled.networkACLRules == [])
    }
}
