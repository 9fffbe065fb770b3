import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// Who opened what to where, by the group whose rules let it: what suggestions are made from.
///
/// Replies count as the opening that they answer. What rules never filter, what no group's rule permitted for certain,
/// and anomalies are left out.
struct ObservedOpenings {
    struct Section: Hashable {
        let group: Int
        let direction: TrafficDirection
    }

    private(set) var openings: [Section: [ObservedOpening]] = [:]
    /// The flows that openings were made of, which suggested rules have to permit.
    private(set) var flows: [FlowAggregate] = []
    /// Allowed flows that no rule permits for certain, by the reason of their verdict.
    private(set) var leftOut: [VerdictReason: FlowSums] = [:]
    /// Records that look like replies, though no rule would have permitted their connection: a rule for the port that
    /// the other side chose would open that port.
    private(set) var strayReplies = FlowSums()

    private struct Key: Hashable {
        let section: Section
        let service: ObservedService
        let remote: IPAddress
    }

    /// - Complexity: O(f), f the flows.
    init(_ logs: FlowEvidence) {
        let compiled = logs.compiled
        var matcher = RuleMatcher(compiled)
        var known: [Key: Int] = [:]
        for flow in logs.flows {
            guard let reason = flow.key.verdict?.reason, Self.isByRule(reason) else {
                if let reason = flow.key.verdict?.reason { leftOut[reason, default: FlowSums()] += flow.sums }
                continue
            }
            if flow.key.looksLikeReply, !flow.key.isReturn {
                strayReplies += flow.sums
                continue
            }
            guard let rule = matcher.decision(logs.groupQuestion(flow.key)).rule,
                case .securityGroup(let group, _, let number) = compiled.rule(rule),
                group < compiled.currentCounts.securityGroups
            else {
                leftOut[reason, default: FlowSums()] += flow.sums
                continue
            }
            flows.append(flow)
            let section = Section(group: group, direction: flow.key.openingDirection)
            let service = ObservedService(ipProtocol: flow.key.ipProtocol, port: flow.key.port)
            let key = Key(section: section, service: service, remote: flow.key.remote)
            if let place = known[key] {
                openings[section]?[place].records &+= flow.sums.records
            } else {
                known[key] = openings[section]?.count ?? 0
                openings[section, default: []].append(
                    ObservedOpening(
                        service: service, remote: flow.key.remote, rule: number, records: flow.sums.records))
            }
        }
    }

    private static func isByRule(_ reason: VerdictReason) -> Bool {
        reason == .rule || reason == .returnTraffic || reason == .presumedReturn
    }
}
