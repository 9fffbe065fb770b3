import NetworkPrimitives

/// A published set of controls.
package enum Benchmark: String, CaseIterable, Hashable, Sendable {
    /// CIS Amazon Web Services Foundations Benchmark, versions 1.5.0 and 5.0.0.
    case cis
    /// PCI DSS 3.2.1 and 4.0, and the cloud's own PCI.* controls.
    case pci
    /// What guides to the field advise beyond both.
    case practice

    package var title: String {
        switch self {
        case .cis: "CIS AWS Foundations 1.5.0 and 5.0.0"
        case .pci: "PCI DSS 3.2.1 and 4.0"
        case .practice: "Good practice"
        }
    }
}

/// One demand of a benchmark, and the checks that show whether it is met.
package struct BenchmarkControl: Hashable, Sendable {
    package let benchmark: Benchmark
    package let id: String
    package let title: String
    /// A finding of any of them fails the control; none at all: no check can tell.
    package let checks: [AuditCheck]
    /// The one TCP port that it is about, where it is about one.
    private let port: UInt16?

    private init(
        _ benchmark: Benchmark, _ id: String, _ title: String, _ checks: AuditCheck..., port: UInt16? = nil
    ) {
        self.benchmark = benchmark
        self.id = id
        self.title = title
        self.checks = checks
        self.port = port
    }

    /// Whether a finding fails the control.
    package func asks(for finding: AuditFinding) -> Bool {
        guard checks.contains(finding.check) else { return false }
        guard let port else { return true }
        return finding.opening?.box.services.contains(.tcp, port: port) ?? false
    }

    /// *Source: CIS Amazon Web Services Foundations Benchmark 1.5.0 and 5.0.0; PCI DSS 3.2.1 and 4.0; AWS Security Hub,
    /// "PCI DSS controls".*
    package static let all: [BenchmarkControl] = [
        BenchmarkControl(
            .cis, "CIS 1.5.0 5.1 (5.0.0 5.2)",
            "No network ACL lets 0.0.0.0/0 or ::/0 reach remote administration ports", .aclAdminPort),
        BenchmarkControl(
            .cis, "CIS 1.5.0 5.2 (5.0.0 5.3)",
            "No security group lets 0.0.0.0/0 reach remote administration ports",
            .groupAdminPortIPv4),
        BenchmarkControl(
            .cis, "CIS 1.5.0 5.3 (5.0.0 5.4)",
            "No security group lets ::/0 reach remote administration ports",
            .groupAdminPortIPv6),
        BenchmarkControl(
            .cis, "CIS 1.5.0 5.4 (5.0.0 5.5)",
            "The default security group of every VPC restricts all traffic",
            .defaultGroupOpen),
        BenchmarkControl(
            .cis, "CIS 1.5.0 2.3.3", "No database instance is publicly accessible", .databasePublic),
        BenchmarkControl(
            .cis, "CIS 1.5.0 3.9 (5.0.0 3.7)", "Flow logs are on in every VPC", .vpcWithoutFlowLog),
        BenchmarkControl(
            .cis, "CIS 1.5.0 4.10", "Changes of security groups are watched by a metric filter and an alarm",
            .groupChangesUnwatched),
        BenchmarkControl(
            .pci, "PCI DSS 3.2.1 1.2.1",
            "Only necessary traffic enters and leaves the cardholder environment",
            .groupAdminPortIPv4, .groupAdminPortIPv6, .aclAdminPort, .groupDataPort, .allProtocols),
        BenchmarkControl(
            .pci, "PCI DSS 3.2.1 1.3.4", "No unauthorised outbound traffic to the internet", .egressOpen),
        BenchmarkControl(
            .pci, "PCI DSS 3.2.1 2.1", "Vendor defaults are changed before use", .defaultGroupOpen),
        BenchmarkControl(.pci, "PCI DSS 4.0 1.2.7", "Rule sets are reviewed at least every six months"),
        BenchmarkControl(
            .pci, "PCI.EC2.2", "The default security group of a VPC lets nothing in or out", .defaultGroupOpen
        ),
        BenchmarkControl(
            .pci, "PCI.EC2.5", "No security group lets 0.0.0.0/0 reach port 22", .groupAdminPortIPv4, port: 22
        ),
        BenchmarkControl(.pci, "PCI.EC2.6", "Flow logs are on in every VPC", .vpcWithoutFlowLog),
        BenchmarkControl(
            .pci, "PCI.RDS.2", "No database instance is publicly accessible", .databasePublic),
        BenchmarkControl(
            .practice, "openings", "No data store is open to everyone, no range of ports wide",
            .groupDataPort,
            .widePortRange, .allProtocols),
        BenchmarkControl(
            .practice, "outbound", "Outbound rules are narrowed to what a tier needs", .egressOpen),
        BenchmarkControl(
            .practice, "unused", "What serves nothing is deleted", .groupUnattached, .groupUnreferenced,
            .missingGroup, .aclUnattached, .managedInterfaceInbound, .groupRuleUnused, .groupRulePartlyUnused,
            .groupRuleRedundant, .groupRuleUnseen, .aclEntryUnused, .aclEntryPartlyUnused),
        BenchmarkControl(
            .practice, "shadowing", "Every rule changes something", .groupRuleShadowed, .aclEntryShadowed,
            .aclEntryRedundant, .aclDenyNeverApplies),
        BenchmarkControl(
            .practice, "order", "Network ACLs decide most traffic by their first entries", .aclEntryOrder),
        BenchmarkControl(
            .practice, "replies", "Network ACLs let replies through", .aclRepliesCannotLeave,
            .aclRepliesCannotEnter),
        BenchmarkControl(
            .practice, "watching", "Every interface is seen by flow logs", .interfaceWithoutFlowLog,
            .vpcWithoutFlowLog),
    ]
}
