import NetworkPrimitives
import NetworkRules
import RuleAnalysis
import Testing

/// Openings to everyone, however rules spell them.
@Suite struct WorldOpeningTests {
    private static func findings(_ rules: [String], _ check: AuditCheck = .groupAdminPortIPv4) throws
        -> RuleAudit
    {
        try AuditCase().list("pl-halves", ["0.0.0.0/1", "128.0.0.0/1"]).list(
            "pl-some", ["0.0.0.0/1", "::/0"]
        )
        .group("sg-1", in: rules).audit()
    }

    @Test(arguments: [
        ["tcp 22 0.0.0.0/0"], ["tcp 0-65535 0.0.0.0/0"], ["all 0.0.0.0/0"], ["udp 3389 0.0.0.0/0"],
        ["tcp 22 pl-halves"],
    ])
    func oneRuleOpensByItself(rules: [String]) throws {
        let audit = try Self.findings(rules)
        #expect(
            audit.findings(of: .groupAdminPortIPv4).map(\.rules) == [[.securityGroup(0, .ingress, rule: 0)]])
    }

    @Test(arguments: [
        ["tcp 22 0.0.0.0/1", "tcp 20-30 128.0.0.0/1"],
        ["all 0.0.0.0/1", "tcp 22 128.0.0.0/2", "tcp 22 192.0.0.0/2"],
        ["tcp 22 pl-some", "tcp 22 128.0.0.0/1"],
    ])
    func piecesThatAddUpOpenTogether(rules: [String]) throws {
        let findings = try Self.findings(rules).findings(of: .groupAdminPortIPv4)
        #expect(findings.count == 1)
        #expect(findings.first?.rules.count == rules.count)
    }

    @Test(arguments: [
        ["tcp 22 0.0.0.0/1"], ["tcp 22 0.0.0.0/1", "tcp 23 128.0.0.0/1"],
        ["tcp 22 0.0.0.0/1", "udp 22 128.0.0.0/1"],
        ["tcp 22 0.0.0.0/1", "tcp 22 128.0.0.0/2", "tcp 22 192.0.0.0/4"], ["tcp 22 10.0.0.0/8"],
        ["icmp 0.0.0.0/0"],
        ["tcp 23-3388 0.0.0.0/0"], ["tcp 22 pl-gone"], ["tcp 22 pl-some"],
    ])
    func whatLeavesSomeoneOutIsNotOpen(rules: [String]) throws {
        #expect(try Self.findings(rules).findings(of: .groupAdminPortIPv4).isEmpty)
    }

    @Test func reservedAddressesNeedNotBeNamed() throws {
        // 224.0.0.0/3 is multicast and reserved: nobody comes from there.
        let rules = ["tcp 22 0.0.0.0/1", "tcp 22 128.0.0.0/2", "tcp 22 192.0.0.0/3"]
        #expect(try Self.findings(rules).findings(of: .groupAdminPortIPv4).map(\.rules.count) == [3])
    }

    @Test func everythingOpenIsGraverThanOnePort() throws {
        #expect(
            try Self.findings(["all 0.0.0.0/0"]).findings(of: .groupAdminPortIPv4).map(\.severity) == [
                .critical
            ])
        #expect(
            try Self.findings(["tcp 22 0.0.0.0/0"]).findings(of: .groupAdminPortIPv4).map(\.severity) == [
                .high
            ])
    }

    @Test func aListOfTheOtherFamilyOpensThatFamily() throws {
        let audit = try Self.findings(["tcp 22 pl-some"])
        #expect(audit.findings(of: .groupAdminPortIPv6).count == 1)
        #expect(audit.findings(of: .groupAdminPortIPv4).isEmpty)
    }

    @Test func pciAsksForPort22OverTCPAlone() throws {
        func status(_ rules: [String]) throws -> ControlOutcome.Status? {
            try Self.findings(rules).controls.first { $0.control.id == "PCI.EC2.5" }?.status
        }
        #expect(try status(["tcp 3389 0.0.0.0/0"]) == .passed)
        #expect(try status(["udp 22 0.0.0.0/0"]) == .passed)
        #expect(try status(["tcp 22 ::/0"]) == .passed)
        #expect(try status(["tcp 1-100 0.0.0.0/0"]) == .failed)
    }

    // MARK: - ACLs

    private static func acl(_ entries: [String]) throws -> [AuditFinding] {
        try AuditCase().acl("acl-1", in: entries).audit().findings(of: .aclAdminPort)
    }

    @Test func anACLIsOpenByWhatIsLeftOfItsAllows() throws {
        #expect(try Self.acl(["100 allow tcp 22 0.0.0.0/0"]).count == 1)
        #expect(
            try Self.acl(["100 allow tcp 22 0.0.0.0/1", "110 allow tcp 22 128.0.0.0/1"]).first?.rules.count
                == 2)
        #expect(try Self.acl(["100 allow tcp 22 0.0.0.0/1"]).isEmpty)
        #expect(try Self.acl(["100 deny tcp 22 192.0.2.0/24", "110 allow tcp 22 0.0.0.0/0"]).count == 1)
        #expect(try Self.acl(["100 deny all 0.0.0.0/0", "110 allow all 0.0.0.0/0"]).isEmpty)
        #expect(try Self.acl(["100 allow all 0.0.0.0/0", "110 deny all 0.0.0.0/0"]).count == 1)
        #expect(try Self.acl(["100 allow all ::/0"]).count == 1)
        #expect(try Self.acl(["100 allow tcp 1024-65535 0.0.0.0/0"]).first?.reason.contains("3389") == true)
    }
}

/// What controls say where something is missing.
@Suite struct ControlOutcomeTests {
    private static func outcome(_ network: AuditCase, _ id: String) throws -> ControlOutcome? {
        try network.audit().controls.first { $0.control.id == id }
    }

    @Test func aDefaultGroupThatWasNotCapturedPassesNothing() throws {
        let id = "CIS 1.5.0 5.4 (5.0.0 5.5)"
        let lacking = try Self.outcome(AuditCase().group("sg-1"), id)
        #expect(lacking?.status == .notEvaluated)
        #expect(lacking?.missing == "the rule set lacks the default group of vpc-1")
        #expect(try Self.outcome(AuditCase().group("sg-1", name: "default"), id)?.status == .passed)
        #expect(
            try Self.outcome(AuditCase().group("sg-1", name: "default", in: ["all sg-1"]), id)?.status
                == .failed)
    }

    @Test func whatNeedsMoreThanRulesIsNotEvaluatedWithoutIt() throws {
        let network = try AuditCase().group("sg-1", name: "default")
        for id in ["CIS 1.5.0 2.3.3", "CIS 1.5.0 4.10", "PCI.EC2.6", "PCI DSS 4.0 1.2.7"] {
            #expect(try Self.outcome(network, id)?.status == .notEvaluated)
        }
        let given = network.with(
            AccountSurroundings(
                databases: [], flowLogs: [FlowLogSubscription(id: "fl-1", resourceID: "vpc-1")],
                metricFilters: [],
                alarms: []))
        #expect(try Self.outcome(given, "CIS 1.5.0 2.3.3")?.status == .passed)
        #expect(try Self.outcome(given, "PCI.EC2.6")?.status == .passed)
        #expect(try Self.outcome(given, "CIS 1.5.0 4.10")?.status == .failed)
    }
}
