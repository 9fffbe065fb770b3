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
        let openings = findings.map { $0.opening?.box ?? TrafficBox(AddressSet(), ServiceSet()) }
        var uses = [OpeningUse](repeating: OpeningUse(), count: findings.count)
        let groups = logs.compiled.ruleSet.securityGroups.map(\.id).numberOfElement
        // Flows stand by interface, so that most ask for the findings of the one before.
        var interface: Int?
        var findingsOfDirection: [[Int]] = []
        for flow in logs.flows {
            if interface != Int(flow.key.interface) {
                interface = Int(flow.key.interface)
                findingsOfDirection = TrafficDirection.allCases.map {
                    self.findings(ofInterface: Int(flow.key.interface), $0, groups)
                }
            }
            for number in findingsOfDirection[Int(flow.key.openingDirection.rawValue)]
            where openings[number].addresses.contains(flow.key.remote)
                && openings[number].services.mayContain(flow.key.ipProtocol, port: flow.key.port)
            {
                uses[number].add(flow)
            }
        }
        for number in Set(findingsOfSection.values.joined()) {
            findings[number].evidence?.sums = uses[number].sums
            findings[number].evidence?.seen = uses[number].seen
            findings[number].evidence?.remotes = uses[number].remotes.count
        }
    }

    /// The findings about the groups and the ACL of an interface.
    private func findings(
        ofInterface interface: Int, _ direction: TrafficDirection, _ groups: [String: Int]
    ) -> [Int] {
        let ids = logs.compiled.ruleSet.interfaces[interface].groupIDs
        var sections = ids.compactMap { groups[$0] }.map { Self.section(layer: 0, $0, direction) }
        if let acl = logs.compiled.networkACL(ofInterface: interface) {
            sections.append(Self.section(layer: 1, acl, direction))
        }
        return Set(sections.flatMap { findingsOfSection[$0] ?? [] }).sorted()
    }

    /// The flows that used an opening.
    private struct OpeningUse {
        var sums = FlowSums()
        var seen = TimeSpan()
        var remotes = DistinctAddresses()

        mutating func add(_ flow: FlowAggregate) {
            sums += flow.sums
            seen += flow.seen
            remotes.insert(flow.key.remote)
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
            ? contains(ipProtocol, port: port) : containsSome(of: ipProtocol)
    }
}
