import FlowLogs
import NetworkPrimitives
import NetworkRules
import RuleMatching
import TestSupport
import Testing

@testable import FlowEvaluation

/// Explanations against the naive evaluator: the verdict, and the answer of each rule.
struct FlowExplainerTests {
    private func match(_ match: ReferenceMatch) -> ExplainedRule.Match {
        switch match {
        case .yes: .yes
        case .maybe: .maybe
        case .no: .no
        }
    }

    /// The answers of all rules of the interface's groups, in the order of their ids.
    private func groupAnswers(
        _ ruleSet: RuleSet, _ matcher: ReferenceMatcher, _ interface: NetworkInterface,
        _ direction: TrafficDirection, _ flow: ReferenceFlow
    ) -> [NumberedRule: ExplainedRule.Match] {
        var answers: [NumberedRule: ExplainedRule.Match] = [:]
        for (number, group) in ruleSet.securityGroups.enumerated() where interface.groupIDs.contains(group.id)
        {
            for (index, rule) in group.rules(direction).enumerated() {
                let answer = match(matcher.match(rule, flow).answer)
                answers[.securityGroup(number, direction, rule: index)] = answer
            }
        }
        return answers
    }

    /// The entries up to the first that matches for certain, else all and the default rule.
    private func aclAnswers(
        _ ruleSet: RuleSet, _ matcher: ReferenceMatcher, _ aclID: String, _ direction: TrafficDirection,
        _ flow: ReferenceFlow
    ) -> [(NumberedRule, ExplainedRule.Match)] {
        guard let acl = ruleSet.networkACLs.firstIndex(where: { $0.id == aclID }) else { return [] }
        var answers: [(NumberedRule, ExplainedRule.Match)] = []
        for (index, entry) in ruleSet.networkACLs[acl].entries(direction).enumerated() {
            let answer = match(matcher.match(entry, flow))
            answers.append((.networkACL(acl, direction, entry: index), answer))
            if answer == .yes { return answers }
        }
        return answers + [(.networkACLDefault(acl, direction, flow.remote.family), .yes)]
    }

    private func disagreement(_ record: ReferenceRecord, _ log: RandomLog) throws -> String? {
        let text = log.header + "\n" + record.line(fields: log.fields)
        let found = try FlowExplainer(log.compiled).explain(text, format: .version2)
        let evaluator = ReferenceEvaluator(log.ruleSet)
        let expected = evaluator.verdict(record)
        let reason = found.verdict.reason == .statedReason ? found.statedReason : found.verdict.reason.name
        let name = [found.verdict.verdictClass.name, reason, found.verdict.certainty?.name]
            .compactMap(\.self).joined(separator: "/")
        guard name == expected.name else { return "\(name), not \(expected.name)" }
        guard found.statedReason == record.rejectReason, found.interfaceName == record.interfaceID,
            found.sourcePort == record.sourcePort, found.tcpFlags == record.tcpFlags
        else { return "other fields" }
        guard let evaluated = found.evaluated else {
            return expected.classification == "not-evaluated" ? nil : "no explanation"
        }
        guard let remote = expected.remote, let direction = expected.direction,
            let ipProtocol = record.ipProtocol,
            let interface = record.interfaceID.flatMap({ evaluator.matcher.interface($0) }),
            let readings = expected.readings
        else { return "explained though not evaluated" }
        guard found.source == expected.source, found.destination == expected.destination,
            evaluated.remote == remote, found.direction == direction
        else { return "other addresses" }

        let matcher = evaluator.matcher
        let forward = ReferenceFlow(
            remote: remote, ipProtocol: ipProtocol, port: record.destinationPort ?? 0)
        let reply = ReferenceFlow(remote: remote, ipProtocol: ipProtocol, port: record.sourcePort ?? 0)
        for (rules, direction, flow) in [
            (evaluated.forward, direction, forward), (evaluated.returned, direction.opposite, reply),
        ] {
            let expected = groupAnswers(log.ruleSet, matcher, interface, direction, flow)
            let answers = Dictionary(rules.map { ($0.rule, $0.match) }) { first, _ in first }
            guard answers == expected, rules.count == expected.count else { return "\(direction) groups" }
        }
        let permits = readings.creditedAnswer?.permits.count ?? 0
        guard evaluated.groupDecision.rules.count == permits else { return "permitting rules" }

        guard let acl = expected.networkACLAnswer else {
            return evaluated.networkACL.rules.isEmpty && evaluated.networkACL.decision == .notApplied
                ? nil : "ACL applied"
        }
        let entries = aclAnswers(log.ruleSet, matcher, acl.aclID, direction, forward)
        guard evaluated.networkACL.rules.map(\.rule) == entries.map(\.0),
            evaluated.networkACL.rules.map(\.match) == entries.map(\.1)
        else { return "entries of the ACL" }
        if acl.ruleNumber != nil {
            guard let rule = evaluated.networkACL.decision.rule,
                log.compiled.rule(rule) == evaluated.networkACL.rules.last?.rule
            else { return "deciding entry" }
        }
        return nil
    }

    @Test(arguments: 91...110)
    func explanationsAreThoseOfTheNaiveEvaluator(seed: UInt64) throws {
        let log = try RandomLog(seed: seed, records: 120)
        for record in log.records {
            guard let disagreement = try disagreement(record, log) else { continue }
            Issue.record("seed \(seed): \(disagreement): \(record.line(fields: log.fields))")
            return
        }
    }

    @Test func excusedAnomaliesAreSaidToBe() throws {
        var excused = 0
        for seed: UInt64 in 111...118 {
            let log = try RandomLog(seed: seed, records: 100)
            for record in log.records {
                let found = try FlowExplainer(log.compiled).explain(
                    record.line(fields: log.fields), format: log.format)
                guard let evaluated = found.evaluated else { continue }
                let isExcused = [.exempt, .managedInterface].contains(found.verdict.reason)
                #expect(evaluated.isExcused == isExcused, "seed \(seed)")
                #expect((evaluated.answers.verdict != found.verdict) == isExcused, "seed \(seed)")
                excused += isExcused ? 1 : 0
            }
        }
        #expect(excused > 0)
    }

    private func error(_ text: String) throws -> FlowExplainerError? {
        let compiled = try RuleSetCompiler.compile(RuleSet())
        do throws(FlowExplainerError) {
            _ = try FlowExplainer(compiled).explain(text, format: .version2)
            return nil
        } catch {
            return error
        }
    }

    private static let header = ReferenceRecord.header(fields: ReferenceRecord.defaultFields)
    private static let record = "2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 1 1 1 ACCEPT OK"

    @Test(arguments: ["", "\n", "  \t\n\n", header, header + "\n", "\n" + header + "\n\n"])
    func textWithoutARecordIsToldApart(text: String) throws { #expect(try error(text) == .noRecord) }

    @Test func malformedLineIsDescribed() throws {
        #expect(
            try error("2 1 eni-1 10.0.0.1 10.0.0.2 1 70000 6 1 1 1 1 ACCEPT OK")
                == .malformed(
                    MalformedLineKind(.numberOutOfRange, field: .dstport), found: "\"70000\"",
                    expected: "a port from 0 to 65535, or -"))
        guard case .malformed(let kind, let found, _) = try error("2 1 eni-1") else {
            Issue.record("no error")
            return
        }
        #expect(kind == MalformedLineKind(.wrongColumnCount))
        #expect(found == "3 columns")
        #expect(try error("2 1 eni-1")?.message.contains("found 3 columns") == true)
    }

    @Test func firstMalformedLineIsTheOneDescribed() throws {
        let lines = Self.header + "\n2 1 eni-1\n2 1 eni-1 10.0.0.1 x 1 2 6 1 1 1 1 ACCEPT OK\n"
        guard case .malformed(let kind, _, _) = try error(lines) else {
            Issue.record("no error")
            return
        }
        #expect(kind == MalformedLineKind(.wrongColumnCount))
    }

    @Test func recordBehindAHeaderIsExplainedInItsFormat() throws {
        let compiled = try RuleSetCompiler.compile(RuleSet())
        let explainer = FlowExplainer(compiled)
        let found = try explainer.explain("srcaddr action\n10.0.0.1 ACCEPT\n", format: .version2)
        #expect(found.verdict == Verdict(.notEvaluated, .missingField))
        #expect(found.missingFields == [.interfaceID, .dstaddr, .srcport, .dstport, .protocol])
        #expect(found.evaluated == nil)
    }

    @Test func laterHeaderDoesNotChangeWhatTheFirstRecordLacks() throws {
        let compiled = try RuleSetCompiler.compile(RuleSet())
        let text = Self.record + "\nsrcaddr action\n10.0.0.1 ACCEPT\n"
        let found = try FlowExplainer(compiled).explain(text, format: .version2)
        #expect(found.verdict == Verdict(.notEvaluated, .unknownInterface))
        #expect(found.missingFields.isEmpty)
    }
}
