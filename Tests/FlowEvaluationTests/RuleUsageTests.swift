import FlowLogs
import NetworkPrimitives
import NetworkRules
import RuleMatching
import TestSupport
import Testing

@testable import FlowEvaluation

/// Hits and sole hits of every rule, against a walk over the rules for every record.
struct RuleUsageTests {
    /// Counts as the contract says, asking the naive matcher rule by rule.
    private struct NaiveUsage {
        private let ruleSet: RuleSet
        private let evaluator: ReferenceEvaluator
        private var matchersWithout: [NumberedRule: ReferenceMatcher] = [:]
        private(set) var usage: [NumberedRule: RuleUsage] = [:]

        init(_ ruleSet: RuleSet) {
            self.ruleSet = ruleSet
            evaluator = ReferenceEvaluator(ruleSet)
        }

        mutating func add(_ record: ReferenceRecord) {
            let verdict = evaluator.verdict(record)
            guard let direction = verdict.direction, let remote = verdict.remote,
                let ipProtocol = record.ipProtocol, let id = record.interfaceID,
                let interface = evaluator.matcher.interface(id) ?? evaluator.standIn(for: record)
            else { return }
            let forward = ReferenceFlow(
                remote: remote, ipProtocol: ipProtocol, port: record.destinationPort ?? 0)
            if let answer = verdict.networkACLAnswer {
                countACL(answer, interface, direction, forward, record)
            }
            switch verdict.readings?.credited {
            case .forward: countGroups(interface, direction, forward, record)
            case .returning:
                let reply = ReferenceFlow(
                    remote: remote, ipProtocol: ipProtocol, port: record.sourcePort ?? 0)
                countGroups(interface, direction.opposite, reply, record)
            case nil: break
            }
        }

        private mutating func countGroups(
            _ interface: NetworkInterface, _ direction: TrafficDirection, _ flow: ReferenceFlow,
            _ record: ReferenceRecord
        ) {
            var permitting: [NumberedRule] = []
            for (number, group) in ruleSet.securityGroups.enumerated()
            where interface.groupIDs.contains(group.id) {
                for (index, rule) in group.rules(direction).enumerated()
                where evaluator.matcher.match(rule, flow).answer == .yes {
                    permitting.append(.securityGroup(number, direction, rule: index))
                }
            }
            for rule in permitting { hit(rule, record, isSole: permitting.count == 1) }
        }

        private mutating func countACL(
            _ answer: ReferenceACLAnswer, _ interface: NetworkInterface, _ direction: TrafficDirection,
            _ flow: ReferenceFlow, _ record: ReferenceRecord
        ) {
            guard let ruleNumber = answer.ruleNumber,
                let acl = ruleSet.networkACLs.firstIndex(where: { $0.id == answer.aclID })
            else { return }
            let entries = ruleSet.networkACLs[acl].entries(direction)
            guard let entry = entries.firstIndex(where: { $0.ruleNumber == ruleNumber }) else {
                // The default rule stands in no list, so nobody can take it away.
                hit(.networkACLDefault(acl, direction, flow.remote.family), record, isSole: false)
                return
            }
            let rule = NumberedRule.networkACL(acl, direction, entry: entry)
            let without = matcher(without: rule, acl, direction, entry)
            let otherAnswer = without.networkACL(of: interface, direction, flow)
            hit(rule, record, isSole: otherAnswer?.outcome != answer.outcome)
        }

        private mutating func matcher(
            without rule: NumberedRule, _ acl: Int, _ direction: TrafficDirection, _ entry: Int
        ) -> ReferenceMatcher {
            if let known = matchersWithout[rule] { return known }
            var smaller = ruleSet
            if direction == .ingress {
                smaller.networkACLs[acl].ingress.remove(at: entry)
            } else {
                smaller.networkACLs[acl].egress.remove(at: entry)
            }
            let matcher = ReferenceMatcher(smaller)
            matchersWithout[rule] = matcher
            return matcher
        }

        private mutating func hit(_ rule: NumberedRule, _ record: ReferenceRecord, isSole: Bool) {
            let (packets, bytes) = (record.packets ?? 0, record.bytes ?? 0)
            usage[rule, default: RuleUsage()].hits.add(packets: packets, bytes: bytes)
            if isSole { usage[rule]?.soleHits.add(packets: packets, bytes: bytes) }
            if record.action == .accept { usage[rule]?.acceptedRecords += 1 }
            for time in [record.start, record.end].compactMap(\.self) { usage[rule]?.seen.include(time) }
        }
    }

    @Test(arguments: 1...24)
    func usageIsThatOfAWalkOverTheRules(seed: UInt64) throws {
        let log = try RandomLog(seed: seed, seed % 6 == 0 ? .medium : .small, records: 1500)
        var worker = TallyingWorker(FlowEvaluator(log.compiled), format: log.format)
        worker.add(log.block(0..<log.records.count))
        let found = TallyContent(worker.finish(), log.compiled).usage
        var naive = NaiveUsage(log.ruleSet)
        for record in log.records { naive.add(record) }
        for rule in Set(found.keys).union(naive.usage.keys) where found[rule] != naive.usage[rule] {
            Issue.record(
                "seed \(seed), \(rule): \(String(describing: found[rule])), not \(String(describing: naive.usage[rule]))"
            )
            return
        }
    }
}
