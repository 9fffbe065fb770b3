import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleAnalysis
import RuleMatching
import Testing

/// What records and rules say of each rule, in `evaluate`'s report.
@Suite struct RuleStatesTests {
    @Test func everyStateHasItsRule() throws {
        let network = try AuditCase().interface("eni-1", "10.0.0.1", ["sg-1"]).acl(
            "acl-1",
            in: [
                "100 allow tcp 0-65535 0.0.0.0/0", "110 allow tcp 22 10.0.0.0/8",
                "120 allow udp 53 10.0.0.0/8",
                "130 deny udp 0-65535 0.0.0.0/0",
            ]
        ).group(
            "sg-1",
            in: [
                "tcp 443 0.0.0.0/0", "tcp 443 10.0.0.0/8", "tcp 22 10.0.0.0/8", "tcp 20-80 192.0.2.0/24",
                "tcp 80-90 0.0.0.0/0",
            ], out: ["udp 53 10.0.0.2/32"]
        ).logged([
            "eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT", "eni-1 192.0.2.1 10.0.0.1 50000 80 6 ACCEPT",
            "eni-1 198.51.100.1 10.0.0.1 50000 85 6 ACCEPT",
        ])
        let logs = try AuditCase.logs(network.log ?? [], network.ruleSet)
        let states = RuleStates(logs.compiled, logs.result.tally)
        #expect(
            logs.compiled.securityGroupRules.map { states[$0] }
                == [.used, .shadowed, .unused, .redundant, .used, .cannotBeSeen])
        #expect(
            logs.compiled.networkACLRules.map { states[$0] }
                == [.used, .shadowed, .unused, .redundant, nil, nil, nil, nil])
        #expect(states.counts(.securityGroups)[.redundant] == 1)
        #expect(states.counts(.networkACLs)[.shadowed] == 1)
    }
}
