import FlowLogs
import Foundation
import GzipInput
import NetworkPrimitives
import NetworkRules
import RuleMatching
import TestSupport
import Testing

@testable import FlowEvaluation

/// Two rule sets in one pass, against the naive evaluation by each.
@Suite struct VerdictComparisonTests {
    /// A rule set that is like another, but for some rules, entries and interfaces.
    private static func changed(_ ruleSet: RuleSet, _ generator: inout SeededGenerator) -> RuleSet {
        var new = ruleSet
        for group in new.securityGroups.indices {
            new.securityGroups[group].ingress.removeAll { _ in generator.chance(30) }
            new.securityGroups[group].egress.removeAll { _ in generator.chance(10) }
            if generator.chance(20) {
                new.securityGroups[group].ingress.append(
                    SecurityGroupRule(traffic: .all, peer: .cidr(.everything(.ipv4))))
            }
        }
        for acl in new.networkACLs.indices where generator.chance(50) {
            new.networkACLs[acl].ingress.removeAll { _ in generator.chance(30) }
        }
        new.interfaces.removeAll { _ in generator.chance(10) }
        return new
    }

    /// What changes, as `old > new`, and how many records there are of each.
    private typealias Counts = [String: Int]

    private static func naive(_ records: [ReferenceRecord], _ old: RuleSet, _ new: RuleSet) -> Counts {
        let (before, after) = (ReferenceEvaluator(old), ReferenceEvaluator(new))
        var counts: Counts = [:]
        for record in records {
            let (one, two) = (name(before.verdict(record)), name(after.verdict(record)))
            let isJudged = !one.hasPrefix("not-evaluated") || !two.hasPrefix("not-evaluated")
            if one != two, isJudged { counts["\(one) > \(two)", default: 0] += 1 }
        }
        return counts
    }

    private static func fast(
        _ records: [ReferenceRecord], _ fields: [String], _ old: RuleSet, _ new: RuleSet, threads: Int
    ) throws -> (counts: Counts, flows: [ChangedFlow]) {
        let folder = try InputFolder()
        let parts = 3
        let inputs = try (0..<parts).map { part in
            let own = records.enumerated().filter { $0.offset % parts == part }.map {
                $0.element.line(fields: fields)
            }
            return try folder.write(
                "\(part).log", ([ReferenceRecord.header(fields: fields)] + own).joined(separator: "\n") + "\n"
            )
        }
        let pair = RuleSetPair(
            old: try RuleSetCompiler.compile(old), new: try RuleSetCompiler.compile(new))
        let result = EvaluationPipeline(pair, .init(inputs: inputs, threads: threads)).run()
        #expect(result.lines.records == UInt64(records.count))
        #expect(result.changed.isComplete)
        var counts: Counts = [:]
        for flow in result.changed.sorted {
            let (one, two) = (name(flow.key.flow.verdict), name(flow.key.newVerdict))
            let isJudged = !one.hasPrefix("not-evaluated") || !two.hasPrefix("not-evaluated")
            if isJudged { counts["\(one) > \(two)", default: 0] += Int(flow.sums.records) }
        }
        return (counts, result.changed.sorted)
    }

    private static func name(_ verdict: ReferenceVerdict) -> String {
        [verdict.classification, verdict.reason, verdict.certainty].compactMap(\.self).joined(separator: "/")
    }

    private static func name(_ verdict: Verdict?) -> String {
        guard let verdict else { return "-" }
        return "\(verdict.verdictClass.name)/\(verdict.reason.name)"
            + (verdict.certainty.map { "/\($0.name)" } ?? "")
    }

    @Test(arguments: 0..<40)
    func everyChangedRecordIsInOneFlow(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let old = RandomRuleSet.make(.small, using: &generator)
        let new = Self.changed(old, &generator)
        let fields = RandomFormat.allUsedFields.filter { $0 != "reject-reason" }
        let records = RandomRecords(meeting: old, fields: fields).records(1500, using: &generator)
        let naive = Self.naive(records, old, new)
        #expect(try Self.fast(records, fields, old, new, threads: 1).counts == naive)
        // The other way round, interfaces come instead of going.
        let back = Self.naive(records, new, old)
        #expect(try Self.fast(records, fields, new, old, threads: 2).counts == back)
    }

    @Test func theSameRulesChangeNothing() throws {
        var generator = SeededGenerator(seed: 7)
        let ruleSet = RandomRuleSet.make(.small, using: &generator)
        let fields = RandomFormat.allUsedFields
        let records = RandomRecords(meeting: ruleSet, fields: fields).records(1500, using: &generator)
        #expect(try Self.fast(records, fields, ruleSet, ruleSet, threads: 2).flows.isEmpty)
    }

    @Test func whatIsCountedBesideIsThatOfTheOldRuleSet() throws {
        var generator = SeededGenerator(seed: 11)
        let old = RandomRuleSet.make(.small, using: &generator)
        let new = Self.changed(old, &generator)
        let fields = RandomFormat.allUsedFields
        let records = RandomRecords(meeting: old, fields: fields).records(1000, using: &generator)
        let folder = try InputFolder()
        let text = ([ReferenceRecord.header(fields: fields)] + records.map { $0.line(fields: fields) })
        let input = try folder.write("a.log", text.joined(separator: "\n") + "\n")
        let alone = EvaluationPipeline(try RuleSetCompiler.compile(new), .init(inputs: [input], threads: 1))
            .run()
        // The new rule set lacks interfaces that the pair numbers.
        let pair = RuleSetPair(old: try RuleSetCompiler.compile(new), new: try RuleSetCompiler.compile(old))
        let beside = EvaluationPipeline(pair, .init(inputs: [input], threads: 1)).run()
        #expect(beside.tally.verdicts.map(\.verdict) == alone.tally.verdicts.map(\.verdict))
        #expect(beside.tally.verdicts.map(\.sums) == alone.tally.verdicts.map(\.sums))
        #expect(beside.tally.unknownInterfaces.traffic == alone.tally.unknownInterfaces.traffic)
    }
}
