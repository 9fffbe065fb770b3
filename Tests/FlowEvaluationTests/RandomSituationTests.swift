import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

/// That the random rule sets and records are worth comparing with: they reach every row of the
/// verdict table, by every kind of evidence, at every size.
struct RandomSituationTests {
    private static let seed: UInt64 = 20_261_125

    private static func verdicts(
        _ size: RandomRuleSet.Size, ruleSets: Int, records: Int
    ) -> [ReferenceVerdict] {
        var generator = SeededGenerator(seed: seed)
        return (0..<ruleSets).flatMap { _ in
            let ruleSet = RandomRuleSet.make(size, using: &generator)
            let evaluator = ReferenceEvaluator(ruleSet)
            let fields = RandomFormat.fields(using: &generator)
            return RandomRecords(meeting: ruleSet, fields: fields).records(records, using: &generator)
                .map(evaluator.verdict)
        }
    }

    private static let everyVerdict: Set<String> = [
        "not-evaluated/no-data", "not-evaluated/skipped-data", "not-evaluated/missing-field",
        "not-evaluated/unknown-interface", "not-evaluated/unknown-direction", "allowed-by-sg/exempt",
        "allowed-by-sg/managed-interface", "anomalous/accepted-against-both/certain",
        "anomalous/accepted-against-nacl/certain", "anomalous/accepted-without-sg-rule/certain",
        "anomalous/accepted-without-sg-rule/likely", "allowed-by-sg/no-security-group", "allowed-by-sg/rule",
        "allowed-by-sg/return-traffic", "allowed-by-sg/presumed-return", "allowed-by-sg/undetermined",
        "vpc-blocked/BPA", "vpc-blocked/EC", "vpc-blocked/SOMETHING-NEW", "nacl-blocked/rule",
        "sg-blocked/untracked-return", "sg-blocked/no-rule", "nacl-blocked/undetermined",
        "sg-blocked/undetermined", "sg-blocked/closed-connection",
        "anomalous/rejected-despite-rules/possible",
        "anomalous/rejected-despite-rules/likely", "anomalous/rejected-despite-rules/certain",
    ]

    @Test func everyVerdictOccursInSmallRuleSets() {
        let verdicts = Self.verdicts(.small, ruleSets: 100, records: 200)
        let found = Set(
            verdicts.map {
                [$0.classification, $0.reason, $0.certainty].compactMap { $0 }.joined(separator: "/")
            })
        #expect(found == Self.everyVerdict, "seed \(Self.seed)")
        let evidence = Set(verdicts.compactMap { $0.readings?.evidence })
        #expect(evidence == [.opened, .firm, .implausible, .presumed, .plausible], "seed \(Self.seed)")
    }

    @Test func layersAnswerInEveryWay() {
        let verdicts = Self.verdicts(.small, ruleSets: 100, records: 200)
        for forward in ReferenceMatch.allCases {
            for returning in ReferenceMatch.allCases {
                for outcome: ReferenceACLAnswer.Outcome? in [nil, .deny, .permit, .maybe] {
                    let count = verdicts.count {
                        $0.readings?.forwardMatch == forward && $0.readings?.returnMatch == returning
                            && $0.networkACLAnswer?.outcome == outcome
                    }
                    #expect(
                        count > 0,
                        "\(forward), \(returning), \(String(describing: outcome)), seed \(Self.seed)")
                }
            }
        }
    }

    @Test func someRecordsMeetSeveralRulesAndSomeOne() {
        let counts = Set(Self.verdicts(.medium, ruleSets: 4, records: 500).map(\.permittingRules.count))
        #expect(counts.isSuperset(of: [0, 1, 2, 3, 4]), "seed \(Self.seed)")
    }

    @Test func largeRuleSetsWorkToo() {
        let verdicts = Self.verdicts(.large, ruleSets: 1, records: 1000)
        #expect(Set(verdicts.map(\.classification)).count >= 5, "seed \(Self.seed)")
    }

    @Test func sameSeedGivesTheSame() {
        var (one, other) = (SeededGenerator(seed: 7), SeededGenerator(seed: 7))
        #expect(RandomRuleSet.make(.small, using: &one) == RandomRuleSet.make(.small, using: &other))
    }

    @Test func lineHoldsTheRecordsValuesInTheFormatsOrder() throws {
        var record = try ReferenceSituation(
            "", "web 2001:db8::1 50000 > 10.0.1.10 443 6 ACCEPT", flags: 2, gives: ""
        ).record
        record.flowDirection = .ingress
        record.bytes = nil
        let fields = [
            "dstport", "srcaddr", "bytes", "account-id", "flow-direction", "action", "reject-reason",
        ]
        #expect(record.line(fields: fields) == "443 2001:db8::1 - 123456789012 ingress ACCEPT -")
        #expect(record.restricted(to: fields).tcpFlags == nil)
    }
}
