import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleAnalysis
import RuleMatching
import TestSupport
import Testing

@Suite struct SuggestedRulesTests {
    private static func suggestion(
        _ network: AuditCase, _ lines: [String], limits: SuggestionLimits = SuggestionLimits()
    ) throws -> SuggestedRules {
        let logged = network.logged(lines)
        return try SuggestedRules(
            logged.ruleSet, AuditCase.logs(logged.log ?? [], logged.ruleSet), limits: limits)
    }

    /// Rules of the first group, as `tcp 22 10.0.0.0/8`.
    private static func rules(_ suggestion: SuggestedRules, _ direction: TrafficDirection = .ingress)
        -> [String]
    {
        suggestion.groups[0].rules(direction).map { "\(ServiceSet($0.rule.traffic)) \($0.rule.peer)" }
    }

    private static let network = AuditCase().interface("eni-1", "10.0.0.1", ["sg-1"])

    @Test func whoOpenedWhatToWhere() throws {
        let suggestion = try Self.suggestion(
            Self.network.group("sg-1", in: ["tcp 0-65535 0.0.0.0/0"], out: ["all 0.0.0.0/0"]),
            [
                "eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT", "eni-1 10.0.0.1 192.0.2.1 443 50000 6 ACCEPT",
                "eni-1 192.0.2.1 10.0.0.1 50001 22 6 ACCEPT",
                "eni-1 10.0.0.1 198.51.100.9 40000 8443 6 ACCEPT",
                "eni-1 10.0.0.1 198.51.100.9 40000 53 17 ACCEPT",
            ])
        #expect(Self.rules(suggestion) == ["tcp 22 192.0.2.1/32", "tcp 443 192.0.2.1/32"])
        #expect(Self.rules(suggestion, .egress) == ["tcp 8443 198.51.100.9/32", "udp 53 198.51.100.9/32"])
        #expect(suggestion.groups[0].ingress.map(\.records) == [1, 2])
        #expect(suggestion.refused.isEmpty)
    }

    @Test func aReplyAloneTellsOfTheConnectionThatItAnswers() throws {
        let suggestion = try Self.suggestion(
            Self.network.group("sg-1", in: ["tcp 443 0.0.0.0/0"]),
            ["eni-1 10.0.0.1 192.0.2.1 443 50000 6 ACCEPT"])
        #expect(Self.rules(suggestion) == ["tcp 443 192.0.2.1/32"])
        #expect(Self.rules(suggestion, .egress).isEmpty)
    }

    @Test func repliesOfConnectionsThatNoRulePermitsMakeNoRule() throws {
        // The outbound rule permits the reply as it would an opening; the inbound connection is an anomaly.
        let suggestion = try Self.suggestion(
            Self.network.group("sg-1", in: ["tcp 443 0.0.0.0/0"], out: ["all 0.0.0.0/0"]),
            ["eni-1 192.0.2.1 10.0.0.1 50000 22 6 ACCEPT", "eni-1 10.0.0.1 192.0.2.1 22 50000 6 ACCEPT"])
        #expect(Self.rules(suggestion).isEmpty)
        #expect(Self.rules(suggestion, .egress).isEmpty)
        #expect(suggestion.strayReplies.records == 1)
    }

    @Test func refusedFlowsMakeNoRule() throws {
        let suggestion = try Self.suggestion(
            Self.network.group("sg-1", in: ["tcp 443 0.0.0.0/0"]),
            ["eni-1 192.0.2.1 10.0.0.1 50000 443 6 REJECT"])
        #expect(Self.rules(suggestion).isEmpty)
    }

    @Test func aRemoteInterfaceIsNamedByItsGroup() throws {
        let network = try Self.network.interface("eni-2", "10.0.0.2", ["sg-2", "sg-3"])
            .interface("eni-3", "10.0.0.3", ["sg-3"]).group("sg-1", in: ["tcp 443 10.0.0.0/16"]).group("sg-2")
            .group("sg-3")
        let suggestion = try Self.suggestion(
            network,
            ["eni-1 10.0.0.2 10.0.0.1 50000 443 6 ACCEPT", "eni-1 10.0.9.9 10.0.0.1 50000 443 6 ACCEPT"])
        #expect(Self.rules(suggestion) == ["tcp 443 sg-2", "tcp 443 10.0.9.9/32"])
    }

    @Test func aGroupThatWouldLetInMoreThanNowIsNotNamed() throws {
        let network = try Self.network.interface("eni-2", "10.0.0.2", ["sg-2"]).interface(
            "eni-3", "10.9.0.3", ["sg-2"]
        )
        .group("sg-1", in: ["tcp 443 10.0.0.0/16"]).group("sg-2")
        let suggestion = try Self.suggestion(network, ["eni-1 10.0.0.2 10.0.0.1 50000 443 6 ACCEPT"])
        #expect(Self.rules(suggestion) == ["tcp 443 10.0.0.2/32"])
    }

    @Test func listsAndGroupsStayWhatTheyAre() throws {
        let network = try Self.network.interface("eni-2", "10.0.0.2", ["sg-2"]).list("pl-1", ["192.0.2.0/24"])
            .group("sg-1", in: ["tcp 443 pl-1", "tcp 1-100 sg-2"]).group("sg-2")
        let suggestion = try Self.suggestion(
            network,
            ["eni-1 192.0.2.7 10.0.0.1 50000 443 6 ACCEPT", "eni-1 10.0.0.2 10.0.0.1 50000 22 6 ACCEPT"])
        #expect(Self.rules(suggestion) == ["tcp 22 sg-2", "tcp 443 pl-1"])
    }

    @Test func aPrefixListWithinTheSlackIsNamed() throws {
        let network = try Self.network.list("pl-1", ["192.0.2.0/28"]).list("pl-2", ["192.0.2.0/24"])
            .group("sg-1", in: ["tcp 443 0.0.0.0/0", "tcp 22 192.0.2.0/29"])
        let lines = [
            "eni-1 192.0.2.3 10.0.0.1 50000 443 6 ACCEPT", "eni-1 192.0.2.99 10.0.0.1 50000 443 6 ACCEPT",
            "eni-1 192.0.2.3 10.0.0.1 50000 22 6 ACCEPT",
        ]
        func rules(_ slack: UInt64) throws -> [String] {
            Self.rules(try Self.suggestion(network, lines, limits: SuggestionLimits(slack: slack)))
        }
        // Of port 22 the list would let in more than now.
        #expect(try rules(15) == ["tcp 22 192.0.2.3/32", "tcp 443 pl-1", "tcp 443 192.0.2.99/32"])
        #expect(try rules(14) == ["tcp 22 192.0.2.3/32", "tcp 443 192.0.2.3/32", "tcp 443 192.0.2.99/32"])
    }

    @Test func slackIsSpentToSaveRules() throws {
        let network = try Self.network.group("sg-1", in: ["tcp 443 0.0.0.0/0"])
        let lines = [0, 1, 2, 3, 9, 200].map { "eni-1 192.0.2.\($0) 10.0.0.1 50000 443 6 ACCEPT" }
        func rules(_ slack: UInt64) throws -> [String] {
            Self.rules(try Self.suggestion(network, lines, limits: SuggestionLimits(slack: slack)))
        }
        #expect(try rules(0) == ["tcp 443 192.0.2.0/30", "tcp 443 192.0.2.9/32", "tcp 443 192.0.2.200/32"])
        #expect(try rules(11) == ["tcp 443 192.0.2.0/28", "tcp 443 192.0.2.200/32"])
        #expect(try rules(255) == ["tcp 443 192.0.2.0/24"])
    }

    @Test func noRuleIsBroaderThanOneThatThereIs() throws {
        let network = try Self.network.group("sg-1", in: ["tcp 443 192.0.2.0/25", "tcp 443 192.0.2.128/25"])
        let lines = [1, 200].map { "eni-1 192.0.2.\($0) 10.0.0.1 50000 443 6 ACCEPT" }
        let suggestion = try Self.suggestion(
            network, lines, limits: SuggestionLimits(maximumRules: 1, slack: 100_000))
        #expect(Self.rules(suggestion) == ["tcp 443 192.0.2.1/32", "tcp 443 192.0.2.200/32"])
        #expect(suggestion.groups[0].rulesBeyondLimit == 1)
    }

    @Test func theLimitIsKeptByJoiningWhatCostsLeast() throws {
        let network = try Self.network.group("sg-1", in: ["tcp 0-65535 0.0.0.0/0"])
        let lines = [
            "eni-1 192.0.2.1 10.0.0.1 50000 80 6 ACCEPT", "eni-1 192.0.2.1 10.0.0.1 50000 90 6 ACCEPT",
            "eni-1 203.0.113.1 10.0.0.1 50000 443 6 ACCEPT",
        ]
        let suggestion = try Self.suggestion(
            network, lines, limits: SuggestionLimits(maximumRules: 2, slack: 0))
        #expect(Self.rules(suggestion) == ["tcp 80-90 192.0.2.1/32", "tcp 443 203.0.113.1/32"])
    }

    @Test func portsThatFollowEachOtherAreARange() throws {
        let network = try Self.network.group("sg-1", in: ["tcp 0-65535 0.0.0.0/0"])
        let lines = (8000...8005).map { "eni-1 192.0.2.1 10.0.0.1 50000 \($0) 6 ACCEPT" }
        #expect(Self.rules(try Self.suggestion(network, lines)) == ["tcp 8000-8005 192.0.2.1/32"])
    }

    @Test func rulesForWhatLogsNeverShowAreKept() throws {
        let suggestion = try Self.suggestion(
            Self.network.group(
                "sg-1", in: ["tcp 443 0.0.0.0/0"], out: ["udp 53 0.0.0.0/0", "tcp 80 192.0.2.0/24"]),
            ["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"])
        #expect(Self.rules(suggestion, .egress) == ["udp 53 0.0.0.0/0"])
        #expect(suggestion.groups[0].egress.map(\.isKept) == [true])
    }

    @Test func groupsWithoutRecordsAreLeftAsTheyAre() throws {
        let network = try Self.network.group("sg-1", in: ["tcp 443 0.0.0.0/0"]).group(
            "sg-2", in: ["tcp 22 10.0.0.0/8"])
        let suggestion = try Self.suggestion(network, ["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"])
        #expect(suggestion.unseenGroups == [1])
        #expect(suggestion.suggested.securityGroups[1] == network.ruleSet.securityGroups[1])
    }

    /// The proof on random networks: evaluated again by the suggested rules, no flow that a rule allowed is refused, and
    /// nothing is permitted that was not before.
    @Test(arguments: 0..<60)
    func suggestedRulesPermitWhatTheyAreMadeFromAndNoMoreThanNow(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let ruleSet = RandomRuleSet.make(seed % 5 == 0 ? .medium : .small, using: &generator)
        let fields = RandomFormat.allUsedFields
        let records = RandomRecords(meeting: ruleSet, fields: fields).records(2000, using: &generator)
        let lines = [ReferenceRecord.header(fields: fields)] + records.map { $0.line(fields: fields) }
        let limits = SuggestionLimits(
            maximumRules: generator.pick([1, 3, 60]), slack: UInt64(generator.pick([0, 3, 255])))
        let logs = try AuditCase.logs(lines, ruleSet, threads: 2)
        let suggestion = try SuggestedRules(ruleSet, logs, limits: limits)
        #expect(suggestion.refused.isEmpty)

        // Once more over the logs: records that a rule allowed are allowed by one.
        let again = try AuditCase.logs(lines, suggestion.suggested)
        func counted(_ logs: FlowEvidence, _ isCounted: (FlowAggregateKey) -> Bool) -> [String: UInt64] {
            var counts: [String: UInt64] = [:]
            for flow in logs.result.aggregates.sorted where isCounted(flow.key) {
                let key = flow.key
                counts["\(key.interface) \(key.direction) \(key.remote) \(key.ipProtocol)", default: 0] +=
                    flow.sums.records
            }
            return counts
        }
        let before = counted(logs) { key in
            key.verdict?.reason == .rule && !key.looksLikeReply || key.verdict?.reason == .returnTraffic
        }
        let after = counted(again) { $0.verdict?.verdictClass == .allowedBySG }
        for (flow, count) in before { #expect(after[flow, default: 0] >= count, "\(flow)") }

        // Nothing new is permitted to anyone: of each group, by all of its rules.
        let (now, then) = (PeerAddresses(ruleSet), PeerAddresses(suggestion.suggested))
        for group in suggestion.groups {
            for direction in TrafficDirection.allCases {
                var space = TrafficSpace()
                for rule in suggestion.suggested.securityGroups[group.group].rules(direction) {
                    space.formUnion(TrafficBox(then[rule.peer].addresses, ServiceSet(rule.traffic)))
                }
                for rule in ruleSet.securityGroups[group.group].rules(direction) {
                    space.subtract(TrafficBox(now[rule.peer].addresses, ServiceSet(rule.traffic)))
                }
                #expect(space.isEmpty, "\(space)")
            }
        }
    }
}
