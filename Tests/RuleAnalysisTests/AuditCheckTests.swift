import NetworkPrimitives
import NetworkRules
import RuleAnalysis
import Testing

/// Every check: a network that it finds something in, and one as near to it as can be that it passes.
@Suite struct AuditCheckTests {
    struct Example: CustomStringConvertible, Sendable {
        let check: AuditCheck
        let trigger: @Sendable () throws -> AuditCase
        let nearMiss: @Sendable () throws -> AuditCase
        var description: String { check.id }
    }

    private static func databases(isPublic: Bool) -> AccountSurroundings {
        AccountSurroundings(databases: [
            DatabaseInstance(id: "db-1", port: 5432, isPubliclyAccessible: isPublic, groupIDs: ["sg-1"])
        ])
    }

    private static let events =
        "{ ($.eventName = AuthorizeSecurityGroupIngress) || ($.eventName = AuthorizeSecurityGroupEgress) || "
        + "($.eventName = RevokeSecurityGroupIngress) || ($.eventName = RevokeSecurityGroupEgress) || "
        + "($.eventName = CreateSecurityGroup) || ($.eventName = DeleteSecurityGroup) }"

    private static func watched(hasActions: Bool) -> AccountSurroundings {
        AccountSurroundings(
            metricFilters: [MetricFilter(name: "sg", pattern: events, metrics: ["CIS/SG"])],
            alarms: [MetricAlarm(name: "sg", metric: "CIS/SG", hasActions: hasActions)])
    }

    private static let two = AuditCase().interface("eni-1", "10.0.0.1", ["sg-1"]).interface(
        "eni-2", "10.0.1.1", ["sg-2"])

    static let examples: [Example] = [
        Example(
            check: .groupAdminPortIPv4,
            trigger: { try AuditCase().group("sg-1", in: ["tcp 20-25 0.0.0.0/0"]) },
            nearMiss: {
                try AuditCase().group("sg-1", in: ["tcp 23-25 0.0.0.0/0", "tcp 22 0.0.0.0/1", "tcp 22 ::/0"])
            }),
        Example(
            check: .groupAdminPortIPv6, trigger: { try AuditCase().group("sg-1", in: ["all ::/0"]) },
            nearMiss: { try AuditCase().group("sg-1", in: ["all 0.0.0.0/0", "tcp 3389 2001:db8::/32"]) }),
        Example(
            check: .aclAdminPort, trigger: { try AuditCase().acl("acl-1", in: ["100 allow all 0.0.0.0/0"]) },
            nearMiss: {
                try AuditCase().acl(
                    "acl-1",
                    in: [
                        "90 deny tcp 22 0.0.0.0/0", "91 deny tcp 3389 0.0.0.0/0",
                        "100 allow tcp 0-65535 0.0.0.0/0",
                    ])
            }),
        Example(
            check: .groupDataPort, trigger: { try AuditCase().group("sg-1", in: ["tcp 6379 0.0.0.0/0"]) },
            nearMiss: { try AuditCase().group("sg-1", in: ["tcp 6379 10.0.0.0/8", "tcp 443 0.0.0.0/0"]) }),
        Example(
            check: .databasePublic,
            trigger: { try AuditCase().group("sg-1").with(databases(isPublic: true)) },
            nearMiss: {
                try AuditCase().group("sg-1", in: ["tcp 5433 0.0.0.0/0", "tcp 5432 10.0.0.0/16"])
                    .with(databases(isPublic: false))
            }),
        Example(
            check: .defaultGroupOpen,
            trigger: { try AuditCase().group("sg-1", name: "default", in: ["all sg-1"]) },
            nearMiss: {
                try AuditCase().group("sg-1", name: "default").group(
                    "sg-2", name: "defaults", in: ["all sg-2"])
            }),
        Example(
            check: .widePortRange,
            trigger: { try AuditCase().group("sg-1", in: ["tcp 8000-8100 10.0.0.0/8"]) },
            nearMiss: {
                try AuditCase().group(
                    "sg-1", in: ["tcp 8000-8099 10.0.0.0/8"], out: ["tcp 0-65535 10.0.0.0/8"])
            }),
        Example(
            check: .allProtocols, trigger: { try AuditCase().group("sg-1", in: ["all 10.0.0.0/8"]) },
            nearMiss: {
                try AuditCase().group("sg-1", in: ["tcp 0-65535 10.0.0.0/8"], out: ["all 10.0.0.0/8"])
            }),
        Example(
            check: .egressOpen,
            trigger: { try AuditCase().group("sg-1", out: ["all 0.0.0.0/1", "all 128.0.0.0/1"]) },
            nearMiss: { try AuditCase().group("sg-1", out: ["tcp 443 0.0.0.0/0", "all 10.0.0.0/8"]) }),
        Example(
            check: .managedInterfaceInbound,
            trigger: {
                try AuditCase().group("sg-1", in: ["tcp 443 10.0.0.0/8"])
                    .interface("eni-1", "10.0.0.1", ["sg-1"], type: "lambda")
            },
            nearMiss: {
                try AuditCase().group("sg-1", out: ["tcp 443 10.0.0.0/8"]).group(
                    "sg-2", in: ["tcp 443 10.0.0.0/8"]
                )
                .interface("eni-1", "10.0.0.1", ["sg-1"], type: "lambda").interface(
                    "eni-2", "10.0.0.2", ["sg-2"])
            }),
        Example(
            check: .groupUnattached,
            trigger: { try two.group("sg-1", in: ["tcp 22 sg-3"]).group("sg-2").group("sg-3") },
            nearMiss: {
                try two.group("sg-1", in: ["tcp 22 sg-2"]).group("sg-2").group("sg-3", in: ["tcp 22 sg-3"])
            }),
        Example(
            check: .groupUnreferenced,
            trigger: { try two.group("sg-1").group("sg-2").group("sg-3", in: ["tcp 22 sg-3"]) },
            nearMiss: {
                try two.group("sg-1", in: ["tcp 22 sg-3"]).group("sg-2").group("sg-3").group(
                    "sg-4", name: "default")
            }),
        Example(
            check: .missingGroup, trigger: { try AuditCase().group("sg-1", in: ["tcp 22 sg-9"]) },
            nearMiss: { try AuditCase().group("sg-1", in: ["tcp 22 sg-1"]) }),
        Example(
            check: .aclUnattached, trigger: { try AuditCase().acl("acl-1", on: []) },
            nearMiss: { try AuditCase().acl("acl-1").acl("acl-2", on: [], isDefault: true) }),
        Example(
            check: .groupRuleShadowed,
            trigger: { try AuditCase().group("sg-1", in: ["tcp 22 10.1.0.0/16", "tcp 22 10.0.0.0/15"]) },
            nearMiss: {
                try AuditCase().group(
                    "sg-1", in: ["tcp 22 10.1.0.0/16", "tcp 22 10.2.0.0/15", "udp 22 10.0.0.0/8"])
            }),
        Example(
            check: .aclEntryShadowed,
            trigger: {
                try AuditCase().acl(
                    "acl-1", in: ["100 deny tcp 0-65535 0.0.0.0/0", "110 deny tcp 22 10.0.0.0/8"])
            },
            nearMiss: {
                try AuditCase().acl(
                    "acl-1", in: ["100 deny tcp 23-65535 0.0.0.0/0", "110 allow tcp 22 10.0.0.0/8"])
            }),
        Example(
            check: .aclEntryRedundant,
            trigger: {
                try AuditCase().acl(
                    "acl-1", in: ["100 allow tcp 443 10.0.0.0/8", "110 allow tcp 443 0.0.0.0/0"])
            },
            nearMiss: {
                try AuditCase().acl(
                    "acl-1",
                    in: [
                        "100 allow tcp 443 10.0.0.0/9", "105 deny tcp 443 10.0.0.0/8",
                        "110 allow tcp 443 0.0.0.0/0",
                    ])
            }),
        Example(
            check: .aclDenyNeverApplies,
            trigger: {
                try AuditCase().acl("acl-1", in: ["100 allow all 0.0.0.0/0", "200 deny tcp 23 0.0.0.0/0"])
            },
            nearMiss: {
                try AuditCase().acl(
                    "acl-1", in: ["100 allow tcp 24-65535 0.0.0.0/0", "200 deny tcp 23 0.0.0.0/0"])
            }),
        Example(
            check: .aclRepliesCannotLeave,
            trigger: {
                try AuditCase().acl(
                    "acl-1", in: ["100 allow tcp 443 0.0.0.0/0"], out: ["100 allow tcp 443 0.0.0.0/0"])
            },
            nearMiss: {
                try AuditCase().acl(
                    "acl-1", in: ["100 allow tcp 443 0.0.0.0/0"], out: ["100 allow tcp 32768-60999 0.0.0.0/0"]
                )
            }),
        Example(
            check: .aclRepliesCannotEnter,
            trigger: {
                try AuditCase().acl(
                    "acl-1", in: ["100 allow tcp 22 10.0.0.0/8"], out: ["100 allow tcp 443 0.0.0.0/0"])
            },
            nearMiss: {
                try AuditCase().acl(
                    "acl-1", in: ["100 allow tcp 1024-65535 0.0.0.0/0"],
                    out: ["100 allow tcp 443 0.0.0.0/0", "110 allow tcp 1024-65535 0.0.0.0/0"])
            }),
        Example(
            check: .vpcWithoutFlowLog,
            trigger: {
                AuditCase().with(
                    AccountSurroundings(flowLogs: [
                        FlowLogSubscription(id: "fl-1", resourceID: "vpc-1", traffic: .rejected),
                        FlowLogSubscription(id: "fl-2", resourceID: "vpc-1", isActive: false),
                    ]))
            },
            nearMiss: {
                AuditCase().with(
                    AccountSurroundings(flowLogs: [
                        FlowLogSubscription(id: "fl-1", resourceID: "vpc-1", traffic: .rejected),
                        FlowLogSubscription(id: "fl-2", resourceID: "vpc-1", traffic: .accepted),
                    ]))
            }),
        Example(
            check: .interfaceWithoutFlowLog,
            trigger: {
                two.with(
                    AccountSurroundings(flowLogs: [FlowLogSubscription(id: "fl-1", resourceID: "eni-1")]))
            },
            nearMiss: {
                two.with(
                    AccountSurroundings(flowLogs: [FlowLogSubscription(id: "fl-1", resourceID: "subnet-1")]))
            }),
        Example(
            check: .groupChangesUnwatched, trigger: { AuditCase().with(watched(hasActions: false)) },
            nearMiss: { AuditCase().with(watched(hasActions: true)) }),
        Example(
            check: .groupRuleUnused,
            trigger: {
                try two.group("sg-1", in: ["tcp 22 192.0.2.0/24", "tcp 443 0.0.0.0/0"]).group("sg-2")
                    .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"])
            },
            nearMiss: {
                try two.group("sg-1", in: ["tcp 443 0.0.0.0/0"], out: ["udp 53 10.0.0.2/32"]).group("sg-2")
                    .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"])
            }),
        Example(
            check: .groupRulePartlyUnused,
            trigger: {
                try two.group("sg-1", in: ["tcp 80-443 192.0.2.0/24"]).group("sg-2")
                    .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"])
            },
            nearMiss: {
                try two.group("sg-1", in: ["tcp 442-443 192.0.2.0/24"]).group("sg-2").logged([
                    "eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT",
                    "eni-1 192.0.2.9 10.0.0.1 50000 442 6 ACCEPT",
                ])
            }),
        Example(
            check: .groupRuleRedundant,
            trigger: {
                try two.group("sg-1", in: ["tcp 80-443 192.0.2.0/24", "tcp 443 0.0.0.0/0"]).group("sg-2")
                    .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"])
            },
            nearMiss: {
                try two.group("sg-1", in: ["tcp 80-443 192.0.2.0/24", "tcp 443 0.0.0.0/0"]).group("sg-2")
                    .logged([
                        "eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT",
                        "eni-1 192.0.2.1 10.0.0.1 50000 80 6 ACCEPT",
                        "eni-1 198.51.100.1 10.0.0.1 50000 443 6 ACCEPT",
                    ])
            }),
        Example(
            check: .groupRuleUnseen,
            trigger: {
                try two.group("sg-1", in: ["tcp 443 0.0.0.0/0"], out: ["udp 53 0.0.0.0/0"]).group("sg-2")
                    .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"])
            },
            nearMiss: {
                try two.group("sg-1", in: ["tcp 443 0.0.0.0/0"], out: ["udp 53 10.0.9.9/32"]).group("sg-2")
                    .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"])
            }),
        Example(
            check: .aclEntryUnused,
            trigger: {
                try two.acl(
                    "acl-1",
                    in: [
                        "100 allow tcp 443 0.0.0.0/0", "110 deny udp 1-99 0.0.0.0/0",
                        "120 allow udp 1-99 10.0.0.0/8", "130 allow udp 1-200 0.0.0.0/0",
                    ]
                )
                .group("sg-1", in: ["tcp 443 0.0.0.0/0"]).group("sg-2")
                .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"])
            },
            nearMiss: {
                try two.acl("acl-1", in: ["100 allow tcp 443 0.0.0.0/0"])
                    .group("sg-1", in: ["tcp 443 0.0.0.0/0"]).group("sg-2")
                    .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"])
            }),
        Example(
            check: .aclEntryPartlyUnused,
            trigger: {
                try two.acl("acl-1", in: ["100 allow tcp 1-1000 192.0.2.0/24"])
                    .group("sg-1", in: ["tcp 443 0.0.0.0/0"]).group("sg-2")
                    .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"])
            },
            // What the group refuses came through the entry too.
            nearMiss: {
                try two.acl("acl-1", in: ["100 allow tcp 1-1000 192.0.2.0/24"])
                    .group("sg-1", in: ["tcp 443 0.0.0.0/0"]).group("sg-2")
                    .logged([
                        "eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT",
                        "eni-1 192.0.2.1 10.0.0.1 50000 22 6 REJECT",
                    ])
            }),
        Example(
            check: .aclEntryOrder,
            trigger: {
                try two.acl(
                    "acl-1", in: ["100 allow tcp 22 10.0.0.0/8", "110 allow tcp 443 0.0.0.0/0"]
                )
                .group("sg-1", in: ["tcp 443 0.0.0.0/0"]).group("sg-2")
                .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"])
            },
            // A deny of the same packets has to stay before the allow.
            nearMiss: {
                try two.acl(
                    "acl-1", in: ["100 deny tcp 1-1000 10.0.0.0/8", "110 allow tcp 443 0.0.0.0/0"]
                )
                .group("sg-1", in: ["tcp 443 0.0.0.0/0"]).group("sg-2")
                .logged(["eni-1 192.0.2.1 10.0.0.1 50000 443 6 ACCEPT"])
            }),
    ]

    @Test(arguments: examples)
    func findsWhatItIsFor(example: Example) throws {
        #expect(!(try example.trigger().audit().findings(of: example.check)).isEmpty)
    }

    @Test(arguments: examples)
    func passesWhatIsNear(example: Example) throws {
        let findings = try example.nearMiss().audit().findings(of: example.check)
        #expect(findings.isEmpty, "\(findings.map(\.reason))")
    }

    @Test func everyCheckHasAnExampleAndAControl() {
        #expect(Set(Self.examples.map(\.check)) == Set(AuditCheck.allCases))
        #expect(Set(BenchmarkControl.all.flatMap(\.checks)) == Set(AuditCheck.allCases))
    }

    @Test func textsAreSentencesOfTheirOwn() {
        #expect(Set(AuditCheck.allCases.map(\.title)).count == AuditCheck.allCases.count)
        for check in AuditCheck.allCases { #expect(check.help.hasSuffix(".")) }
    }
}
