import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

@testable import RuleMatching

struct CompiledRuleSetTests {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func ruleNumbersRunThroughGroupsThenACLs(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let ruleSet = RandomRuleSet.make(.small, using: &generator)
        let compiled = try RuleSetCompiler.compile(ruleSet)
        var expected: [NumberedRule] = []
        var names: [String] = []
        for (number, group) in ruleSet.securityGroups.enumerated() {
            for direction in [TrafficDirection.ingress, .egress] {
                for (place, rule) in group.rules(direction).enumerated() {
                    expected.append(.securityGroup(number, direction, rule: place))
                    names.append(rule.name(inGroup: group.id, direction))
                }
            }
        }
        for (number, acl) in ruleSet.networkACLs.enumerated() {
            for direction in [TrafficDirection.ingress, .egress] {
                for (place, entry) in acl.entries(direction).enumerated() {
                    expected.append(.networkACL(number, direction, entry: place))
                    names.append("\(entry.ruleNumber)")
                }
                expected += [
                    .networkACLDefault(number, direction, .ipv4),
                    .networkACLDefault(number, direction, .ipv6),
                ]
                names += ["32767", "32768"]
            }
        }
        #expect(compiled.ruleCount == expected.count)
        let indices = (0..<expected.count).map { RuleIndex(value: UInt32($0)) }
        #expect(indices.map { compiled.rule($0) } == expected, "seed \(seed)")
        #expect(indices.map { compiled.ruleName($0) } == names, "seed \(seed)")
    }

    @Test func groupsOfEqualRulesShareATable() throws {
        let block = try CIDRBlock("10.0.0.0/8")
        let rule = SecurityGroupRule(traffic: .ports(.tcp, PortRange(443, 443)), peer: .cidr(block))
        let groups = (0..<50).map {
            SecurityGroup(
                id: "sg-\($0)",
                ingress: [SecurityGroupRule(id: "sgr-\($0)", traffic: rule.traffic, peer: rule.peer)])
        }
        let compiled = try RuleSetCompiler.compile(RuleSet(securityGroups: groups))
        // One for the rule, one for no rules.
        #expect(compiled.tables.count == 2 && compiled.ruleCount == 50)
    }

    @Test func aRuleSetWithoutAnythingCompiles() throws {
        let compiled = try RuleSetCompiler.compile(RuleSet())
        #expect(compiled.ruleCount == 0 && compiled.interfaces.count == 0 && compiled.addresses.count == 2)
    }

    @Test func interfacesThatCarryTheSameGroupsShareTheirTables() throws {
        let groups = ["sg-a", "sg-b"].map { SecurityGroup(id: $0) }
        let interfaces = [
            ("eni-1", ["sg-a", "sg-b"]), ("eni-2", ["sg-b", "sg-a"]), ("eni-3", ["sg-a"]), ("eni-4", []),
            ("eni-5", ["sg-a", "sg-missing"]), ("eni-6", ["sg-missing"]),
        ].map { NetworkInterface(id: $0.0, groupIDs: $0.1) }
        let compiled = try RuleSetCompiler.compile(RuleSet(securityGroups: groups, interfaces: interfaces))
        let tables = compiled.interfaces.facts.map(\.groupTable)
        #expect(tables[0] == tables[1] && tables[3] == nil)
        #expect(Set(tables).count == 5)
    }

    @Test func messagesNameTheLimit() {
        let message = RuleSetCompilerError.tooManyServiceClasses(300_000).message
        #expect(message.contains("300000 classes of services") && message.contains("262143"))
    }
}
