import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleAnalysis
import Testing

/// What logs add to an audit.
@Suite struct AuditEvidenceTests {
    private static let network = AuditCase().interface("eni-1", "10.0.0.1", ["sg-1"])

    @Test func anOpeningIsShownWithTheFlowsThatUsedIt() throws {
        let finding = try #require(
            try Self.network.group("sg-1", in: ["tcp 20-443 0.0.0.0/0"], out: ["all 0.0.0.0/0"]).logged([
                "eni-1 192.0.2.1 10.0.0.1 50000 22 6 ACCEPT", "eni-1 192.0.2.1 10.0.0.1 50001 22 6 ACCEPT",
                "eni-1 198.51.100.7 10.0.0.1 50000 22 6 ACCEPT",
                // Replies of the same connections are not further uses of the opening's direction.
                "eni-1 10.0.0.1 192.0.2.1 22 50000 6 ACCEPT",
                // Another port, a private address, a refusal: not through the opening.
                "eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT", "eni-1 10.9.9.9 10.0.0.1 50000 22 6 ACCEPT",
                "eni-1 192.0.2.9 10.0.0.1 50000 22 6 REJECT",
            ]).audit().findings(of: .groupAdminPortIPv4).first)
        // Replies count to the opening that they came through.
        #expect(finding.evidence?.sums.records == 4)
        #expect(finding.evidence?.sums.packets == 40)
        #expect(finding.evidence?.remotes == 2)
        #expect(finding.evidence?.seen == TimeSpan(first: 1_700_000_000, last: 1_700_000_060))
    }

    @Test func withoutLogsThereIsNoEvidence() throws {
        let audit = try Self.network.group("sg-1", in: ["tcp 22 0.0.0.0/0"]).audit()
        #expect(audit.findings.allSatisfy { $0.evidence == nil })
        #expect(audit.coverage == nil)
    }

    @Test func anOpeningThatNothingUsedSaysSo() throws {
        let finding = try #require(
            try Self.network.group("sg-1", in: ["tcp 22 0.0.0.0/0", "tcp 443 0.0.0.0/0"])
                .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"])
                .audit().findings(of: .groupAdminPortIPv4).first)
        #expect(finding.evidence?.sums.records == 0)
        #expect(finding.evidence?.remotes == 0)
    }

    @Test func partsThatNothingUsedAreNamed() throws {
        let audit = try Self.network.list("pl-1", ["192.0.2.0/25", "192.0.2.128/25", "203.0.113.0/24"]).group(
            "sg-1", in: ["tcp 1000-2000 10.0.0.0/8", "all sg-1", "tcp 443 pl-1"]
        ).logged([
            "eni-1 10.1.2.3 10.0.0.1 50000 1433 6 ACCEPT", "eni-1 10.1.3.3 10.0.0.1 50000 1521 6 ACCEPT",
            "eni-1 192.0.2.200 10.0.0.1 50000 443 6 ACCEPT",
        ]).audit()
        let reasons = audit.findings(of: .groupRulePartlyUnused).map(\.reason)
        #expect(reasons.count == 2)
        #expect(
            reasons.contains {
                $0.contains("tcp 1433 and tcp 1521 alone of tcp 1000-2000; 10.1.2.0/23 alone of 10.0.0.0/8")
            })
        #expect(
            reasons.contains {
                $0.contains("1 of the 3 entries of pl-1 (not 192.0.2.0/25 and 203.0.113.0/24)")
            })
    }

    @Test func partsOfACLEntriesThatNothingUsedAreNamed() throws {
        let audit = try Self.network.acl(
            "acl-1",
            in: [
                "100 allow tcp 1000-2000 10.0.0.0/8", "110 allow all 192.0.2.0/23",
                "120 deny udp 1-99 10.0.0.0/8",
            ],
            out: ["100 allow all 0.0.0.0/0"]
        ).group("sg-1", in: ["all 0.0.0.0/0"]).logged([
            "eni-1 10.1.2.3 10.0.0.1 50000 1433 6 ACCEPT", "eni-1 10.1.3.3 10.0.0.1 50000 1521 6 ACCEPT",
            "eni-1 192.0.2.200 10.0.0.1 50000 443 6 ACCEPT", "eni-1 10.1.2.3 10.0.0.1 50000 53 17 REJECT",
            // A reply: which port it went to is not kept, so that nothing is said of the entry that passed it.
            "eni-1 10.0.0.1 192.0.2.200 443 50000 6 ACCEPT",
        ]).audit()
        let findings = audit.findings(of: .aclEntryPartlyUnused)
        #expect(findings.count == 2)
        #expect(
            findings.contains {
                $0.reason.contains(
                    "tcp 1433 and tcp 1521 alone of tcp 1000-2000; 10.1.2.0/23 alone of 10.0.0.0/8")
            })
        #expect(
            findings.contains {
                $0.reason.contains("tcp 443 alone of all traffic; 192.0.2.0/24 alone of 192.0.2.0/23")
            })
        #expect(findings.map(\.evidence?.sums.records).sorted { ($0 ?? 0) < ($1 ?? 0) } == [1, 2])
    }

    @Test func anOrderThatDecidesMostTrafficSoonerIsNamed() throws {
        let finding = try #require(
            try Self.network.acl(
                "acl-1",
                in: [
                    "100 allow tcp 22 10.0.0.0/8", "110 deny tcp 80 192.0.2.0/24",
                    "120 allow tcp 80 0.0.0.0/0", "130 allow tcp 443 0.0.0.0/0",
                ]
            ).group("sg-1", in: ["all 0.0.0.0/0"]).logged([
                "eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT", "eni-1 192.0.2.1 10.0.0.1 50001 443 6 ACCEPT",
                "eni-1 198.51.100.1 10.0.0.1 50000 80 6 ACCEPT",
            ]).audit().findings(of: .aclEntryOrder).first)
        // Now (4 + 4 + 3) / 3 entries a record; then (1 + 1 + 3) / 3, since the deny stays before the allow of port 80.
        #expect(finding.reason.contains("asked 3.7 at a time"))
        #expect(finding.reason.contains("in another order 1.7 would decide the same"))
        #expect(finding.fix.contains("in the order 130, 110, 120, 100:"))
    }

    @Test func whatLogsDoNotCoverIsSaidBesideWhatNothingUsed() throws {
        let network = try Self.network.interface("eni-2", "10.0.0.2", ["sg-1"])
            .group("sg-1", in: ["tcp 22 10.0.0.0/8", "tcp 443 0.0.0.0/0"])
            .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"])
        let reason = try #require(try network.audit().findings(of: .groupRuleUnused).first?.reason)
        #expect(reason.contains("1 of the 2 interfaces that carry the group have no record"))
        #expect(try network.audit().findings(of: .interfaceWithoutFlowLog).map(\.resource.id) == ["eni-2"])
    }

    @Test(arguments: [
        "udp 53 10.0.0.2/32", "udp 53 0.0.0.0/0", "tcp 80 169.254.169.254/32", "udp 67-68 0.0.0.0/0",
        "udp 123 169.254.169.123/32", "all 169.254.0.0/16", "tcp 1-100 10.0.0.2/32",
    ])
    func trafficThatIsNeverLoggedIsNotUnused(rule: String) throws {
        let audit = try Self.network.group("sg-1", in: ["tcp 443 0.0.0.0/0"], out: [rule])
            .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"]).audit()
        #expect(audit.findings(of: .groupRuleUnseen).count == 1)
        #expect(audit.findings(of: .groupRuleUnused).isEmpty)
    }

    @Test(arguments: ["udp 53 10.0.0.3/32", "tcp 80 0.0.0.0/0", "udp 123 0.0.0.0/0", "udp 67-69 0.0.0.0/0"])
    func whatWouldBeLoggedIsUnused(rule: String) throws {
        let audit = try Self.network.group("sg-1", in: ["tcp 443 0.0.0.0/0"], out: [rule])
            .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"]).audit()
        #expect(audit.findings(of: .groupRuleUnseen).isEmpty)
        #expect(audit.findings(of: .groupRuleUnused).count == 1)
    }

    @Test func aRuleThatIsProvedNeedlessIsNotCalledUnusedToo() throws {
        let audit = try Self.network.group("sg-1", in: ["tcp 443 0.0.0.0/0", "tcp 443 10.0.0.0/8"])
            .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"]).audit()
        #expect(audit.findings(of: .groupRuleShadowed).count == 1)
        #expect(audit.findings(of: .groupRuleUnused).isEmpty)
    }
}

/// Mistakes of a published sample that looks for stale rules in flow logs, none of which is made here.
///
/// *Source: aws-samples, "stale-securitygroup-rule-analysis".*
@Suite struct StaleRuleMistakeTests {
    private static let network = AuditCase().interface("eni-1", "10.0.0.1", ["sg-1"])

    /// It compares ports alone: a flow from anywhere credits a rule for one block.
    @Test func blocksAreCompared() throws {
        let audit = try Self.network.group("sg-1", in: ["tcp 443 192.0.2.0/24", "tcp 443 203.0.113.0/24"])
            .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"]).audit()
        #expect(audit.rules(of: .groupRuleUnused) == [["sg-1/ingress/tcp/443/203.0.113.0/24"]])
    }

    /// It takes protocol 27 for UDP, whose number is 17.
    @Test func protocolsAreThoseOfIANA() throws {
        let audit = try Self.network.group("sg-1", in: ["udp 443 192.0.2.0/24", "tcp 80 192.0.2.0/24"])
            .logged([
                "eni-1 192.0.2.1 10.0.0.1 50000 443 27 ACCEPT", "eni-1 192.0.2.1 10.0.0.1 50000 80 6 ACCEPT",
            ]).audit()
        #expect(audit.rules(of: .groupRuleUnused) == [["sg-1/ingress/udp/443/192.0.2.0/24"]])
        let used = try Self.network.group("sg-1", in: ["udp 443 192.0.2.0/24"])
            .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 17 ACCEPT"]).audit()
        #expect(used.findings(of: .groupRuleUnused).isEmpty)
    }

    /// It adds to the counts of the run before.
    @Test func asManyAreCountedTheSecondTime() throws {
        let network = try Self.network.group("sg-1", in: ["tcp 22 0.0.0.0/0"])
            .logged(["eni-1 192.0.2.1 10.0.0.1 50000 22 6 ACCEPT"])
        let counts = try (0..<2).map { _ in
            try network.audit().findings(of: .groupAdminPortIPv4).first?.evidence?.sums.records
        }
        #expect(counts == [1, 1])
    }

    /// It credits the one rule of a group with every flow, whether it matches or not.
    @Test func theOnlyRuleOfAGroupIsMatchedToo() throws {
        let audit = try Self.network.group("sg-1", in: ["tcp 22 10.0.0.0/8"])
            .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"]).audit()
        #expect(audit.rules(of: .groupRuleUnused) == [["sg-1/ingress/tcp/22/10.0.0.0/8"]])
    }

    /// It stops waiting for its query, and reports on what has come so far.
    @Test func everyRecordIsReadBeforeAnythingIsSaid() throws {
        let early = (0..<5000).map { "eni-1 192.0.2.1 10.0.0.1 \(10000 + $0) 443 6 ACCEPT" }
        let audit = try Self.network.group("sg-1", in: ["tcp 443 0.0.0.0/0", "tcp 22 0.0.0.0/0"])
            .logged(early + ["eni-1 192.0.2.1 10.0.0.1 50000 22 6 ACCEPT"]).audit()
        #expect(audit.findings(of: .groupRuleUnused).isEmpty)
        #expect(audit.findings(of: .groupAdminPortIPv4).first?.evidence?.sums.records == 1)
    }
}
