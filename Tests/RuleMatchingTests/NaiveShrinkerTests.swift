import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

struct NaiveShrinkerTests {
    @Test func onlyWhatTheFailureNeedsIsLeft() {
        var generator = SeededGenerator(seed: 7)
        let ruleSet = RandomRuleSet.make(.medium, using: &generator)
        // Fails as long as some group permits TCP inbound and some interface has an IPv6 address.
        func fails(_ ruleSet: RuleSet) -> Bool {
            ruleSet.securityGroups.contains { $0.ingress.contains { $0.traffic.ipProtocol == .tcp } }
                && ruleSet.interfaces.contains { $0.addresses.contains { $0.family == .ipv6 } }
        }
        #expect(fails(ruleSet))
        let smallest = NaiveShrinker.shrink(ruleSet, while: fails)
        #expect(fails(smallest))
        #expect(smallest.securityGroups.map { [$0.ingress.count, $0.egress.count] } == [[1, 0]])
        #expect(smallest.interfaces.map { [$0.addresses.count, $0.groupIDs.count] } == [[1, 0]])
        #expect(smallest.networkACLs.isEmpty && smallest.prefixLists.isEmpty)
        #expect(smallest.subnets.isEmpty && smallest.vpcs.isEmpty)
        #expect(smallest.text.split(separator: "\n").count == 3)
    }

    @Test func aFailureThatNeedsNothingLeavesNothing() {
        var generator = SeededGenerator(seed: 8)
        let smallest = NaiveShrinker.shrink(RandomRuleSet.make(.small, using: &generator)) { _ in true }
        #expect(smallest == RuleSet() && smallest.text.isEmpty)
    }
}
