import NetworkRules
import RuleAnalysis
import Testing

@Suite struct SuppressionTests {
    private static let file = """
        suppressions:
          - check: sg-admin-port-open-ipv4
            resource: sg-1
            rule: sg-1/ingress/tcp/22/0.0.0.0/0
            reason: bastion, until the session service is there
            expires: 2026-12-31
          - check: sg-egress-open
            resource: "*"
            reason: accepted by the review of 2026
            expires: never
        """

    @Test func aFileIsReadWithItsDates() throws {
        let suppressions = try Suppression.read(Self.file)
        #expect(suppressions.map(\.check) == [.groupAdminPortIPv4, .egressOpen])
        #expect(suppressions.map(\.resource) == ["sg-1", nil])
        // 2027-01-01T00:00:00Z: the date counts to its end.
        #expect(suppressions.map(\.expiry) == [1_798_761_600, nil])
        #expect(suppressions.map(\.line) == [2, 7])
        #expect(suppressions[0].isExpired(at: 1_798_761_599) == false)
        #expect(suppressions[0].isExpired(at: 1_798_761_600))
    }

    @Test func jsonIsReadAsWell() throws {
        let text =
            #"{"suppressions": [{"check": "sg-unattached", "resource": "sg-9", "reason": "r", "expires": "never"}]}"#
        #expect(try Suppression.read(text).map(\.check) == [.groupUnattached])
    }

    @Test(arguments: [
        ("", "expected a list named suppressions"), ("suppressions: 3", "expected a list named suppressions"),
        ("suppressions: [3]", "expected an object"),
        (
            "suppressions:\n  - check: nothing\n    resource: x\n    reason: r\n    expires: never",
            "there is no check nothing"
        ),
        ("suppressions:\n  - resource: x\n    reason: r\n    expires: never", "has no check"),
        ("suppressions:\n  - check: sg-unattached\n    reason: r\n    expires: never", "has no resource"),
        ("suppressions:\n  - check: sg-unattached\n    resource: x\n    expires: never", "has no reason"),
        ("suppressions:\n  - check: sg-unattached\n    resource: x\n    reason: r", "has no expires"),
        (
            "suppressions:\n  - check: sg-unattached\n    resource: x\n    reason: r\n    expires: soon",
            "expires takes a date"
        ),
        (
            "suppressions:\n  - check: sg-unattached\n    resource: x\n    reason:\n    expires: never",
            "reason has to be text"
        ),
        ("suppressions:\n  - check: sg-unattached\n    resorce: x", "there is no key resorce"),
        ("suppressions:\n  - check: sg-unattached\n    resorce: x", "did you mean resource?"),
        (
            "suppressions:\n  - check: sg-unatached\n    resource: x\n    reason: r\n    expires: never",
            "did you mean sg-unattached?"
        ),
        ("suppressions: [", "invalid YAML"),
    ])
    func whatIsWrongIsToldWithItsLine(text: String, message: String) {
        do {
            _ = try Suppression.read(text)
            Issue.record("read \(text)")
        } catch {
            #expect(error.message(file: "f.yaml").contains(message), "\(error.message(file: "f.yaml"))")
            #expect(error.message(file: "f.yaml").hasPrefix("f.yaml:"))
        }
    }

    private static func audit(_ suppressions: [Suppression], at time: UInt64 = 0) throws -> RuleAudit {
        try AuditCase().group("sg-1", in: ["tcp 22 0.0.0.0/0"], out: ["all 0.0.0.0/0"])
            .group("sg-2", in: ["tcp 22 0.0.0.0/0"], out: ["all 0.0.0.0/0"])
            .audit(suppressions: suppressions, at: time)
    }

    @Test func aSuppressedFindingStaysAndFailsNoControl() throws {
        let audit = try Self.audit(try Suppression.read(Self.file))
        #expect(audit.findings(of: .groupAdminPortIPv4).map { $0.suppression != nil } == [true, false])
        #expect(audit.findings(of: .egressOpen).map { $0.suppression != nil } == [true, true])
        func status(_ id: String) -> ControlOutcome.Status? {
            audit.controls.first { $0.control.id == id }?.status
        }
        #expect(status("PCI DSS 3.2.1 1.3.4") == .passed)
        #expect(status("PCI.EC2.5") == .failed)
        #expect(audit.unusedSuppressions.isEmpty)
        #expect(audit.expiredSuppressions.isEmpty)
    }

    @Test func anExpiredSuppressionNoLongerCounts() throws {
        let audit = try Self.audit(try Suppression.read(Self.file), at: 1_798_761_600)
        #expect(audit.findings(of: .groupAdminPortIPv4).allSatisfy { $0.suppression == nil })
        #expect(audit.expiredSuppressions.map(\.check) == [.groupAdminPortIPv4])
    }

    @Test func aSuppressionOfAnotherRuleFitsNothing() throws {
        let text = Self.file.replacing("tcp/22/0.0.0.0/0", with: "tcp/23/0.0.0.0/0")
        let audit = try Self.audit(try Suppression.read(text))
        #expect(audit.findings(of: .groupAdminPortIPv4).allSatisfy { $0.suppression == nil })
        #expect(audit.unusedSuppressions.map(\.check) == [.groupAdminPortIPv4])
    }
}
