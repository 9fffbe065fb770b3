import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

@testable import RuleMatching

/// What several snapshots have alike is compiled once.
@Suite struct CompiledHistoryTests {
    private func history(_ ruleSets: [RuleSet]) -> RuleHistory {
        var history = RuleHistory()
        for (number, ruleSet) in ruleSets.enumerated() {
            history.append(ruleSet, RuleHistory.Snapshot(time: UInt64(number + 1) * 3600, name: "\(number)"))
        }
        return history
    }

    @Test func unchangedSnapshotsCostNothing() throws {
        var generator = SeededGenerator(seed: 7)
        let ruleSet = RandomRuleSet.make(.medium, using: &generator)
        let once = try RuleSetCompiler.compile(ruleSet)
        let twice = try RuleSetCompiler.compile(history([ruleSet, ruleSet]))
        let compiled = try RuleSetCompiler.compile(history([RuleSet](repeating: ruleSet, count: 500)))
        #expect(compiled.history.snapshots.count == 500)
        #expect(compiled.ruleCount == once.ruleCount)
        #expect(compiled.interfaces.count == once.interfaces.count)
        #expect(compiled.byteCount == twice.byteCount && twice.byteCount <= once.byteCount + 1024)
        #expect(compiled.interfaceIDs == once.interfaceIDs)
    }

    @Test func aChangeCostsWhatItChanges() throws {
        var generator = SeededGenerator(seed: 8)
        let ruleSet = RandomRuleSet.make(.large, using: &generator)
        let once = try RuleSetCompiler.compile(ruleSet)
        var snapshots = [ruleSet]
        for number in 1..<100 {
            // One rule more in the first group, of which no other group knows.
            var changed = snapshots[number - 1]
            changed.securityGroups[0].ingress.append(
                SecurityGroupRule(
                    traffic: .ports(.tcp, PortRange(UInt16(number), UInt16(number))),
                    peer: .cidr(.everything(.ipv4))))
            snapshots.append(changed)
        }
        let compiled = try RuleSetCompiler.compile(history(snapshots))
        let carriers = ruleSet.interfaces.count { $0.groupIDs.contains(ruleSet.securityGroups[0].id) }
        #expect(compiled.interfaces.count == once.interfaces.count + 99 * carriers)
        #expect(compiled.ruleSet.securityGroups.count == ruleSet.securityGroups.count + 99)
        #expect(compiled.byteCount < 2 * once.byteCount)
        #expect(compiled.currentCounts.securityGroups == ruleSet.securityGroups.count)
        #expect(compiled.interfaceIDs == ruleSet.interfaces.map(\.id))
    }

    /// The rules of older versions of a group that newer ones have too are one rule.
    @Test func aRuleIsCountedOnceWhateverVersionsOfItsGroupHaveIt() throws {
        func ruleSet(_ ports: [UInt16]) -> RuleSet {
            RuleSet(securityGroups: [
                SecurityGroup(
                    id: "sg-1",
                    ingress: ports.map {
                        SecurityGroupRule(
                            traffic: .ports(.tcp, PortRange($0, $0)), peer: .cidr(.everything(.ipv4)))
                    })
            ])
        }
        let compiled = try RuleSetCompiler.compile(
            history([ruleSet([22, 80]), ruleSet([80]), ruleSet([80, 443])]))
        let rules = compiled.securityGroupRules
        #expect(
            rules.map { compiled.ruleName($0) } == [
                "sg-1/ingress/tcp/80/0.0.0.0/0", "sg-1/ingress/tcp/443/0.0.0.0/0",
                "sg-1/ingress/tcp/22/0.0.0.0/0",
            ])
        #expect(rules.map { compiled.isCurrent($0) } == [true, true, false])
    }
}
