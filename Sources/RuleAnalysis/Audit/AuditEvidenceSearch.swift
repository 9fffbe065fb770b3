import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// Finds the flows that used openings, in one pass over all flows of the logs.
struct AuditEvidenceSearch {
    private let logs: FlowEvidence
    /// For each group or ACL and direction, by `section(layer:_:_:)`, the findings whose openings are theirs.
    private var findingsOfSection: [Int: [Int]] = [:]

    init(_ logs: FlowEvidence) { self.logs = logs }

    /// Adds to each finding about rules what logs say of it: of an opening the flows that used it, of other rules
    /// their hits.
    mutating func addEvidence(to findings: inout [AuditFinding]) {
        for (number, finding) in findings.enumerated() where !finding.rules.isEmpty {
            if finding.opening != nil {
                findings[number].evidence = AuditEvidence()
                for section in Set(finding.rules.map(Self.section)) {
                    findingsOfSection[section, default: []].append(number)
                }
            } else {
                findings[number].evidence = hits(of: finding.rules)
            }
        }
        guard !findingsOfSection.isEmpty else { return }
        addFlows(to: &findings)
    }

    private func hits(of rules: [NumberedRule]) -> AuditEvidence {
        var evidence = AuditEvidence()
        for rule in rules {
            let usage = logs.usage(of: rule)
            evidence.sums += usage.hits
            evidence.seen += usage.seen
        }
        return evidence
    }

    private func addFlows(to findings: inout [AuditFinding]) {
        var remotes: [Int: Set<IPAddress>] = [:]
        let groups = logs.compiled.ruleSet.securityGroups.map(\.id).numberOfElement
        let interfaces = logs.compiled.ruleSet.interfaces
        for flow in logs.flows {
            let interface = Int(flow.key.interface)
            let direction = flow.key.openingDirection
            var sections = interfaces[interface].groupIDs.compactMap { groups[$0] }.map {
                Self.section(layer: 0, $0, direction)
            }
            if let acl = logs.compiled.networkACL(ofInterface: interface) {
                sections.append(Self.section(layer: 1, acl, direction))
            }
            for number in Set(sections.flatMap { findingsOfSection[$0] ?? [] }) {
                guard let box = findings[number].opening?.box, box.addresses.contains(flow.key.remote),
                    box.services.mayContain(flow.key.ipProtocol, port: flow.key.port)
                else { continue }
                findings[number].evidence?.sums += flow.sums
                findings[number].evidence?.seen += flow.seen
                remotes[number, default: []].insert(flow.key.remote)
            }
        }
        for number in Set(findingsOfSection.values.joined()) {
            findings[number].evidence?.remotes = remotes[number]?.count ?? 0
        }
    }

    private static func section(_ rule: NumberedRule) -> Int {
        switch rule {
        case .securityGroup(let group, let direction, _): section(layer: 0, group, direction)
        case .networkACL(let acl, let direction, _), .networkACLDefault(let acl, let direction, _):
            section(layer: 1, acl, direction)
        }
    }

    private static func section(layer: Int, _ owner: Int, _ direction: TrafficDirection) -> Int {
        4 * owner + 2 * layer + Int(direction.rawValue)
    }
}

extension ServiceSet {
    /// Whether a record of the protocol and port may be of a packet in the set: records have no ICMP types.
    func mayContain(_ ipProtocol: IPProtocol, port: UInt16) -> Bool {
        ipProtocol.hasPorts
            ? contains(ipProtocol, port: port) : !isDisjoint(with: ServiceSet(ipProtocol, .all))
    }
}
