import FlowEvaluation
import NetworkRules
import RuleMatching

/// Everything that an audit of a rule set found.
package struct RuleAudit: Sendable {
    /// The gravest first.
    package var findings: [AuditFinding]
    /// Controls of the benchmarks asked for, in their order.
    package let controls: [ControlOutcome]
    package let ruleSet: RuleSet
    /// What the logs cover, where there are some.
    package let coverage: LogCoverage?
    /// Suppressions that no longer count, and those that fit no finding.
    package let expiredSuppressions: [Suppression]
    package let unusedSuppressions: [Suppression]

    /// - Parameters:
    ///   - ruleSet: the snapshot that is audited.
    ///   - logs: evidence, judged by rules whose last snapshot is `ruleSet`.
    ///   - suppressions: which findings may stand.
    ///   - time: when that is, in Unix seconds.
    ///   - benchmarks: whose controls are looked at; findings that none of them asks for are left out.
    package init(
        _ ruleSet: RuleSet, _ surroundings: AccountSurroundings, logs: FlowEvidence? = nil,
        suppressions: [Suppression] = [], at time: UInt64 = 0,
        benchmarks: Set<Benchmark> = Set(Benchmark.allCases)
    ) {
        let context = AuditContext(ruleSet, surroundings)
        let proofs = ProofAudit(context: context).findings
        var findings =
            proofs
            + ruleSet.securityGroups.indices.flatMap {
                GroupOpeningAudit(context: context, group: $0).findings
            }
            + GroupUseAudit(context: context).findings
            + ruleSet.networkACLs.indices.flatMap { NetworkACLAudit(context: context, acl: $0).findings }
            + SurroundingsAudit(context: context).findings
        if let logs {
            let needless = Set(proofs.flatMap(\.rules))
            findings += UsageAudit(context, logs, provedNeedless: needless).findings
            var search = AuditEvidenceSearch(logs)
            search.addEvidence(to: &findings)
        }
        let controls = BenchmarkControl.all.filter { benchmarks.contains($0.benchmark) }
        findings = findings.filter { finding in controls.contains { $0.asks(for: finding) } }
        findings.sort(by: AuditFinding.precedes)
        let valid = suppressions.filter { !$0.isExpired(at: time) }
        for (number, finding) in findings.enumerated() {
            let names = finding.rules.map { context.allNames(of: $0) }
            findings[number].suppression = valid.first { $0.fits(finding, names) }
        }
        let used = Set(findings.compactMap(\.suppression))
        expiredSuppressions = suppressions.filter { $0.isExpired(at: time) }
        unusedSuppressions = valid.filter { !used.contains($0) }
        self.controls = controls.map { control in
            ControlOutcome(
                control, context, hasLogs: logs != nil,
                failures: findings.count { $0.suppression == nil && control.asks(for: $0) })
        }
        self.findings = findings
        self.ruleSet = ruleSet
        coverage = logs.map { LogCoverage($0.result) }
    }

    /// A rule as messages name it.
    package func name(_ rule: NumberedRule) -> String {
        ruleSet.name(of: rule)
    }
}

/// Whether a control is met.
package struct ControlOutcome: Hashable, Sendable {
    package enum Status: String, Hashable, Sendable {
        case passed
        case failed
        /// What it needs was not given, or no data can tell.
        case notEvaluated = "not-evaluated"
    }

    package let control: BenchmarkControl
    package let status: Status
    package let findingCount: Int
    /// What would have to be given; nil where the control was evaluated in full.
    package let missing: String?

    init(_ control: BenchmarkControl, _ context: AuditContext, hasLogs: Bool, failures: Int) {
        self.control = control
        findingCount = failures
        let lacking = control.checks.compactMap { context.missing(for: $0, hasLogs: hasLogs) }
        let isBlind = lacking.count == control.checks.count
        status = failures > 0 ? .failed : isBlind ? .notEvaluated : .passed
        missing =
            control.checks.isEmpty
            ? "no data shows it: review the rule set, and keep a record of it" : lacking.first
    }
}

extension AuditContext {
    /// What a check lacks, and how to get it.
    fileprivate func missing(for check: AuditCheck, hasLogs: Bool) -> String? {
        if check == .defaultGroupOpen, let vpc = vpcWithoutDefaultGroup {
            return "the rule set lacks the default group of \(vpc)"
        }
        return switch check.source {
        case .rules:
            isLacking(check)
                ? "the rule set has no \(check.isOfACLs ? "network ACL" : "security group")" : nil
        case .logs: hasLogs ? nil : "give logs"
        case .flowLogsOrLogs:
            hasLogs || surroundings.flowLogs != nil ? nil : "add `aws ec2 describe-flow-logs`, or give logs"
        case .databases: surroundings.databases == nil ? "add `aws rds describe-db-instances`" : nil
        case .flowLogs: surroundings.flowLogs == nil ? "add `aws ec2 describe-flow-logs`" : nil
        case .metricFiltersAndAlarms:
            surroundings.metricFilters == nil || surroundings.alarms == nil
                ? "add `aws logs describe-metric-filters` and `aws cloudwatch describe-alarms`" : nil
        case .interfaces: knowsInterfaces ? nil : "add `aws ec2 describe-network-interfaces`"
        }
    }

    /// A VPC whose default group was not captured, as every VPC has one.
    private var vpcWithoutDefaultGroup: String? {
        let known = Set(ruleSet.securityGroups.filter(\.isDefault).compactMap(\.vpcID))
        return vpcIDs.first { !known.contains($0) }
    }

    private func isLacking(_ check: AuditCheck) -> Bool {
        check.isOfACLs ? ruleSet.networkACLs.isEmpty : ruleSet.securityGroups.isEmpty
    }
}

extension AuditCheck {
    fileprivate var isOfACLs: Bool { id.hasPrefix("acl-") }
}
