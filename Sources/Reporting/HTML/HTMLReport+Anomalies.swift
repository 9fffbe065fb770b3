import FlowEvaluation
import NetworkPrimitives
import RuleAnalysis
import RuleMatching

extension HTMLReport {
    /// What rules do not explain, by interface and far side, with the rules and the lines to look at.
    var anomalies: HTMLSection? {
        let verdicts = input.result.tally.verdicts.filter { $0.verdict.verdictClass == .anomalous }
        guard !verdicts.isEmpty else {
            return HTMLSection(
                id: "anomalies", title: "Anomalies",
                paragraphs: ["None: every record is what the rules say."])
        }
        var groups: [AnomalyGroup] = []
        var isApproximate = false
        for (verdict, _) in verdicts {
            let flows = input.result.anomalousFlows
            isApproximate = isApproximate || flows.isApproximate(verdict)
            groups += AnomalyGroup.groups(verdict, flows.heaviest(verdict, AnomalousFlows.capacity))
        }
        groups.sort(by: AnomalyGroup.precedes)
        let shown = groups.prefix(Self.maximumRows)
        var rules = AnomalyRules(input.compiled)
        var section = HTMLSection(
            id: "anomalies", title: "Anomalies",
            paragraphs: ["Traffic that is contrary to the rules: the most certain first, then the heaviest."])
        if isApproximate {
            section.paragraphs.append(
                "There are more groups than are kept: counts are of what was kept (at least).")
        }
        section.tables = [
            HTMLTable(
                id: "anomaly-table", caption: "Anomalous traffic by interface and far side",
                columns: [
                    .text("what"), .text("interface"), .text("far side"), .text("service"),
                    .number("records"), .number("bytes"), .text("seen"), .wide("what the rules say"),
                    .wide("look at"),
                ],
                rows: shown.map { row($0, &rules) }, missingCount: groups.count - shown.count)
        ]
        return section
    }

    private func row(_ group: AnomalyGroup, _ rules: inout AnomalyRules) -> [HTMLTable.Cell] {
        let isInbound = group.direction == .ingress
        let places = group.entries.prefix(3).map {
            "\(input.inputName($0.flow.firstInput)):\($0.flow.firstLine)"
        }
        let services = group.entries.map { Self.service($0.key) }
        let told = services.prefix(6) + (services.count > 6 ? ["and \(services.count - 6) more"] : [])
        let seen = group.seen
        return [
            HTMLTable.Cell(
                text: "\(group.verdict.certainty?.name ?? "certain"): \(group.verdict.reason.name)",
                sort: nil, mark: group.verdict.verdictClass.name),
            .text("\(input.interfaceID(group.interface)) \(isInbound ? "in" : "out")"),
            .text(group.remote?.description ?? "-"),
            HTMLTable.Cell(text: told.first ?? "", lines: Array(told.dropFirst())),
            .count(group.sums.records), .size(group.sums.bytes),
            HTMLTable.Cell(
                text: seen.isEmpty ? "-" : UTCTime.text(seen.first), sort: seen.isEmpty ? 0 : seen.first,
                lines: seen.isEmpty ? [] : ["to \(UTCTime.text(seen.last))"]),
            HTMLTable.Cell(text: "", lines: group.entries.first.map { rules.sentences($0.key) } ?? []),
            HTMLTable.Cell(text: places.first ?? "", lines: Array(places.dropFirst())),
        ]
    }

    /// `tcp 22`, `tcp from port 443`, `protocol 47`.
    private static func service(_ key: AnomalousFlowKey) -> String {
        let name = IPProtocol(key.ipProtocol).description
        return switch (key.sourcePort, key.destinationPort) {
        case (nil, nil): name
        case (_, let port?): "\(name) \(port)"
        case (let port?, nil): "\(name) from port \(port)"
        }
    }
}

/// The groups of anomalous records of one verdict, interface and far side.
private struct AnomalyGroup {
    let verdict: Verdict
    let interface: UInt32
    let direction: TrafficDirection
    let remote: IPAddress?
    /// The heaviest first.
    var entries: [AnomalousFlows.Entry] = []
    var sums = FlowSums()
    var seen = TimeSpan()

    private struct Key: Hashable {
        let interface: UInt32
        let direction: TrafficDirection
        let remote: IPAddress?
    }

    static func groups(_ verdict: Verdict, _ entries: [AnomalousFlows.Entry]) -> [AnomalyGroup] {
        var groups: [AnomalyGroup] = []
        var places: [Key: Int] = [:]
        for entry in entries {
            let remote = entry.key.direction == .ingress ? entry.key.source : entry.key.destination
            let key = Key(interface: entry.key.interface, direction: entry.key.direction, remote: remote)
            let place = places[key] ?? groups.count
            if place == groups.count {
                places[key] = place
                groups.append(
                    AnomalyGroup(
                        verdict: verdict, interface: key.interface, direction: key.direction, remote: remote))
            }
            groups[place].entries.append(entry)
            groups[place].sums += entry.flow.sums
            groups[place].seen += entry.flow.seen
        }
        return groups
    }

    static func precedes(_ left: Self, _ right: Self) -> Bool {
        let (one, two) = (left.verdict.certainty?.rawValue ?? 0, right.verdict.certainty?.rawValue ?? 0)
        if one != two { return one < two }
        if left.sums.records != right.sums.records { return left.sums.records > right.sums.records }
        if left.verdict != right.verdict { return left.verdict.code < right.verdict.code }
        if left.interface != right.interface { return left.interface < right.interface }
        if left.direction != right.direction { return left.direction.rawValue < right.direction.rawValue }
        guard let remote = right.remote else { return false }
        return left.remote.map { $0 < remote } ?? true
    }
}

/// What the layers say of anomalous traffic.
private struct AnomalyRules {
    private let compiled: CompiledRuleSet
    private var matcher: RuleMatcher

    init(_ compiled: CompiledRuleSet) {
        self.compiled = compiled
        matcher = RuleMatcher(compiled)
    }

    /// One sentence for the groups and one for the ACL; where the service's port is the source's, of the connection that
    /// the records would be replies of.
    mutating func sentences(_ key: AnomalousFlowKey) -> [String] {
        let interface = Int(key.interface)
        let isInbound = key.direction == .ingress
        guard let remote = isInbound ? key.source : key.destination else { return [] }
        let ipProtocol = IPProtocol(key.ipProtocol)
        let isReply = key.destinationPort == nil && key.sourcePort != nil
        let port = key.destinationPort ?? key.sourcePort ?? 0
        let direction = isReply ? key.direction.opposite : key.direction
        let groups = matcher.decision(
            compiled.groupQuestion(ofInterface: interface, direction, remote, ipProtocol, port: port))
        let acl = matcher.decision(
            compiled.aclQuestion(ofInterface: interface, direction, remote, ipProtocol, port: port))
        return [
            groupSentence(groups, interface, direction),
            aclSentence(acl, direction),
        ].compactMap(\.self)
    }

    private func groupSentence(
        _ decision: Decision, _ interface: Int, _ direction: TrafficDirection
    ) -> String? {
        let way = direction == .ingress ? "inbound" : "outbound"
        switch decision.outcome {
        case .notApplied: return nil
        case .permit: return decision.rule.map { "\(compiled.ruleName(compiled.rule($0))) permits it." }
        case .undetermined: return "Whether the groups permit it, the rule set does not tell."
        case .deny:
            let groups = compiled.ruleSet.interfaces[interface].groupIDs.joined(separator: ", ")
            return "No \(way) rule of \(groups) permits it."
        }
    }

    private func aclSentence(_ decision: Decision, _ direction: TrafficDirection) -> String? {
        guard let rule = decision.rule, decision.outcome != .notApplied else { return nil }
        let description = RuleDescription(rule, compiled)
        let way = direction == .ingress ? "inbound" : "outbound"
        return "\(description.ownerID) \(way) \(description.name) "
            + "\(decision.outcome == .permit ? "allows" : "denies") it."
    }
}
