import FlowLogs
import NetworkPrimitives
import NetworkRules
import RuleMatching
import TestSupport
import Testing

@testable import FlowEvaluation

/// Situations of a history whose verdicts are decided by hand: port 22 is open under the first snapshot (from
/// 10,000 s on), no port but 80 under the second (20,000), 443 beside it under the third (30,000), which also is the
/// first to know eni-2.
@Suite struct HistoryTests {
    private static let fields = [
        "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "tcp-flags", "action",
        "start", "end",
    ]

    private static func ruleSet(_ ports: [UInt16], interfaces: Int) throws -> RuleSet {
        let everyone = RulePeer.cidr(.everything(.ipv4))
        return RuleSet(
            securityGroups: [
                SecurityGroup(
                    id: "sg-1",
                    ingress: ports.map {
                        SecurityGroupRule(traffic: .ports(.tcp, PortRange($0, $0)), peer: everyone)
                    })
            ],
            interfaces: try (1...interfaces).map {
                NetworkInterface(
                    id: "eni-\($0)", addresses: [try #require(IPAddress("10.0.0.\($0)"))], groupIDs: ["sg-1"])
            })
    }

    private func judge(_ lines: String...) throws -> [HistoryEvaluation.Record] {
        try HistoryEvaluation(
            [
                (10_000, Self.ruleSet([22, 80], interfaces: 1)), (20_000, Self.ruleSet([80], interfaces: 1)),
                (30_000, Self.ruleSet([80, 443], interfaces: 2)),
            ],
            fields: Self.fields, text: lines.joined(separator: "\n")
        ).records
    }

    private func flow(
        _ port: Int, flags: Int, at start: Int, seconds: Int = 10, action: String = "ACCEPT",
        interface: Int = 1
    ) -> String {
        "eni-\(interface) 192.0.2.1 10.0.0.\(interface) 50000 \(port) 6 \(flags) \(action) \(start) \(start + seconds)"
    }

    private func words(_ record: HistoryEvaluation.Record) -> String {
        String(record.verdict.prefix { $0 != " " })
    }

    @Test func theSnapshotInForceJudges() throws {
        let found = try judge(flow(22, flags: 2, at: 15_000), flow(443, flags: 2, at: 35_000))
        #expect(found.map(words) == ["allowed-by-sg/rule/ingress", "allowed-by-sg/rule/ingress"])
        #expect(found.map(\.snapshot) == [0, 2])
    }

    @Test func theEarliestServesWhatCameBeforeIt() throws {
        let found = try judge(flow(22, flags: 2, at: 5000), flow(443, flags: 2, at: 5000))
        #expect(
            found.map(words) == [
                "allowed-by-sg/rule/ingress", "anomalous/accepted-without-sg-rule/certain/ingress",
            ])
        #expect(found.map(\.snapshot) == [0, 0])
        #expect(found[1].vanishesAt == 2)
    }

    @Test func aRecordThatBeganLessThanAMinuteAfterAChangeMayBeOfBeforeIt() throws {
        let found = try judge(
            flow(22, flags: 2, at: 20_059), flow(22, flags: 2, at: 20_060), flow(22, flags: 2, at: 20_061))
        #expect(found.map(\.snapshot) == [0, 1, 1])
        #expect(
            found.map(words) == [
                "allowed-by-sg/rule/ingress", "anomalous/accepted-without-sg-rule/certain/ingress",
                "anomalous/accepted-without-sg-rule/certain/ingress",
            ])
        #expect(found[1].appearedAt == 1)
    }

    @Test func aRecordThatEndsBehindAChangeMayBeOfBehindIt() throws {
        let found = try judge(
            flow(443, flags: 2, at: 29_000, seconds: 1000), flow(443, flags: 2, at: 29_000, seconds: 999))
        #expect(found.map(\.snapshot) == [2, 1])
        #expect(
            found.map(words) == [
                "allowed-by-sg/rule/ingress", "anomalous/accepted-without-sg-rule/certain/ingress",
            ])
        #expect(found[1].vanishesAt == 2)
    }

    /// No SYN: the connection may have been opened while port 22 was open.
    @Test func aConnectionOutlivesTheRuleThatOpenedIt() throws {
        let found = try judge(
            flow(22, flags: 0, at: 25_000), flow(22, flags: 18, at: 25_000), flow(22, flags: 2, at: 25_000))
        #expect(words(found[0]) == "allowed-by-sg/earlier-rule/ingress")
        #expect(found[0].verdict.contains("sg-1/ingress/tcp/22/0.0.0.0/0"))
        #expect(found[0].snapshot == 1)
        #expect(found[0].appearedAt == 1)
        #expect(words(found[2]) == "anomalous/accepted-without-sg-rule/certain/ingress")
    }

    @Test func aLaterRuleExcusesNothing() throws {
        let found = try judge(flow(443, flags: 0, at: 25_000))
        #expect(found.map(words) == ["anomalous/accepted-without-sg-rule/certain/ingress"])
        #expect(found[0].vanishesAt == 2)
        #expect(found[0].appearedAt == nil)
    }

    @Test func aRefusalIsNoAnomalyWhereARuleInForceRefused() throws {
        let found = try judge(
            flow(443, flags: 2, at: 29_990, seconds: 60, action: "REJECT"),
            flow(443, flags: 2, at: 35_000, action: "REJECT"))
        #expect(
            found.map(words) == [
                "sg-blocked/no-rule/ingress", "anomalous/rejected-despite-rules/likely/ingress",
            ])
        #expect(found.map(\.snapshot) == [1, 2])
        #expect(found[1].appearedAt == 2)
    }

    @Test func anInterfaceIsKnownWhileASnapshotInForceHoldsIt() throws {
        let found = try judge(
            flow(80, flags: 2, at: 25_000, interface: 2), flow(80, flags: 2, at: 29_995, interface: 2),
            flow(80, flags: 2, at: 35_000, interface: 2))
        #expect(
            found.map(words) == [
                "not-evaluated/unknown-interface", "allowed-by-sg/rule/ingress", "allowed-by-sg/rule/ingress",
            ])
    }

    @Test func aRecordWithoutTimesMayBeOfAnySnapshot() throws {
        let found = try judge(
            "eni-1 192.0.2.1 10.0.0.1 50000 22 6 2 ACCEPT - -",
            "eni-1 192.0.2.1 10.0.0.1 50000 443 6 2 ACCEPT - -",
            "eni-1 192.0.2.1 10.0.0.1 50000 25 6 2 ACCEPT - -")
        #expect(found.map(\.snapshot) == [0, 2, 2])
        #expect(found.map(words).last == "anomalous/accepted-without-sg-rule/certain/ingress")
    }
}
