import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleAnalysis
import RuleMatching

/// The report of suggested rules: as text for people, as JSON, or as what the AWS CLI, Terraform or CloudFormation take.
package struct SuggestionReport: Sendable {
    package let suggestion: SuggestedRules
    package let coverage: LogCoverage
    /// Anomalies that no rule was made from, by verdict.
    package let anomalies: [(verdict: Verdict, sums: FlowSums)]
    package let rulesPath: String
    package let sources: ReportSources
    /// The heaviest accepted flows that no rule permits, as `evaluate` lists them.
    let anomalousFlows: [String]

    package init(
        _ suggestion: SuggestedRules, _ evidence: FlowEvidence, rulesPath: String, _ sources: ReportSources
    ) {
        self.suggestion = suggestion
        coverage = LogCoverage(evidence.result)
        anomalies = evidence.result.tally.verdicts.filter { $0.verdict.verdictClass == .anomalous }
        self.rulesPath = rulesPath
        self.sources = sources
        anomalousFlows = anomalies.flatMap { entry in
            evidence.result.anomalousFlows.heaviest(entry.verdict, 20).map {
                Self.words($0, evidence.compiled.ruleSet)
            }
        }
    }

    private static func words(_ entry: AnomalousFlows.Entry, _ ruleSet: RuleSet) -> String {
        let key = entry.key
        let ports = IPProtocol(key.ipProtocol).hasPorts
        func end(_ address: IPAddress?, _ port: UInt16?) -> String {
            let address = address.map(\.description) ?? "-"
            return ports ? "\(address) port \(port.map { "\($0)" } ?? "any")" : address
        }
        return "\(ruleSet.interfaces[Int(key.interface)].id) \(key.direction) \(IPProtocol(key.ipProtocol)) "
            + "\(end(key.source, key.sourcePort)) -> \(end(key.destination, key.destinationPort)): "
            + QuantityText.count(entry.flow.sums.records, "record")
    }

    func group(_ group: SuggestedRules.OfGroup) -> SecurityGroup {
        suggestion.ruleSet.securityGroups[group.group]
    }

    /// The groups with their suggested rules, as the AWS CLI prints groups.
    package var awsJSON: String {
        AWSRuleSetText(groups: suggestion.groups.map { suggestion.suggested.securityGroups[$0.group] }).text
    }

    /// How much smaller the permitted space becomes: `1/4,096 of the packets that are permitted now`.
    func shrinkage(_ group: SuggestedRules.OfGroup, _ direction: TrafficDirection) -> String {
        let before = group.permittedBefore[direction] ?? 0
        let after = group.permittedAfter[direction] ?? 0
        if before == 0 { return "permits nothing now" }
        if after == 0 { return "permits nothing any more" }
        if after >= before { return "permits as much as now" }
        let factor = before / after
        if factor < 2 {
            return "permits \(QuantityText.fixed(after / before * 100, decimals: 1)) % of what it does now"
        }
        return factor < 1e12
            ? "permits 1/\(QuantityText.fixed(factor, decimals: 0)) of what it does now"
            : "permits less than 1/1,000,000,000,000 of what it does now"
    }
}
