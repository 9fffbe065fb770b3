import FlowEvaluation
import NetworkPrimitives
import RuleAnalysis
import RuleMatching

/// The report of a comparison of two rule sets, as text for people or as JSON.
package struct ComparisonReport: Sendable {
    package let packets: PacketChanges
    /// What flows of logs show, where logs were given.
    package let flows: FlowChanges?
    /// The rule sets' paths as they were given.
    package let oldPath: String
    package let newPath: String
    package let sources: ReportSources

    package init(
        _ packets: PacketChanges, flows: FlowChanges?, oldPath: String, newPath: String,
        _ sources: ReportSources
    ) {
        self.packets = packets
        self.flows = flows
        self.oldPath = oldPath
        self.newPath = newPath
        self.sources = sources
    }

    /// Whether something that was let through no longer would be: a flow, or without logs a packet.
    package var breaks: Bool {
        flows.map { !$0.changes(.breaks).isEmpty } ?? packets.changes.contains { $0.effect == .forbids }
    }

    /// Whether something that was refused would be let through: a flow, or without logs a packet.
    package var opens: Bool {
        flows.map { !$0.changes(.opens).isEmpty } ?? packets.changes.contains { $0.effect == .allows }
    }

    /// What a reviewer decides on, one sentence each.
    var summary: [String] {
        guard let flows, let coverage = sources.coverage else { return [Self.summary(packets)] }
        var sentences = [
            Self.summary(flows, .breaks, "accepted", "refused"),
            Self.summary(flows, .opens, "refused", "accepted"),
        ]
        let explained = flows.connections(.explains).count
        if explained > 0 {
            sentences.append(
                "\(QuantityText.count(explained, "flow")) would be explained otherwise, with nothing let through or "
                    + "stopped that was not before.")
        }
        if flows.changes.isEmpty { sentences = ["No flow \(coverage.text) would have another verdict."] }
        return sentences + [Self.summary(packets)]
    }

    private static func summary(
        _ flows: FlowChanges, _ effect: FlowChange.Effect, _ before: String, _ after: String
    ) -> String {
        let connections = flows.connections(effect)
        guard !connections.isEmpty else { return "No flow that was \(before) would be \(after)." }
        let interfaces = Set(connections.compactMap { $0.first.map { flows.interfaceID($0) } }).count
        let records = connections.joined().reduce(into: UInt64(0)) { $0 &+= $1.flow.sums.records }
        let verb = connections.count == 1 ? "was" : "were"
        return
            "\(QuantityText.count(connections.count, "flow")) of \(QuantityText.count(interfaces, "interface")) that "
            + "\(verb) \(before) would be \(after) (\(QuantityText.count(records, "record")))."
    }

    private static func summary(_ packets: PacketChanges) -> String {
        let allows = packets.changes.count { $0.effect == .allows }
        let forbids = packets.changes.count - allows
        if packets.changes.isEmpty {
            return packets.undecided.isEmpty
                ? "Both let the very same packets through."
                : "Both let the same packets through, as far as they are known."
        }
        return
            "Whatever flows there are: the change allows \(QuantityText.count(allows, "set")) of packets and forbids "
            + "\(QuantityText.count(forbids, "set")), listed below."
    }

    // MARK: - Words

    /// What a side says of a flow, and by which rules.
    func words(_ verdict: Verdict?, _ rules: [String]) -> String {
        guard let verdict else { return "-" }
        let acl = rules.last ?? "the network ACL"
        switch (verdict.verdictClass, verdict.reason) {
        case (.allowedBySG, .rule), (.allowedBySG, .returnTraffic), (.anomalous, .rejectedDespiteRules),
            (.sgBlocked, .untrackedReturn), (.sgBlocked, .closedConnection):
            return rules.isEmpty ? "permitted" : "permitted by \(rules.joined(separator: " and "))"
        case (.anomalous, .acceptedWithoutSGRule), (.sgBlocked, .noRule): return "no group rule permits it"
        case (.anomalous, .acceptedAgainstNACL), (.naclBlocked, .rule): return "denied by \(acl)"
        case (.anomalous, .acceptedAgainstBoth): return "no group rule permits it, and \(acl) denies it"
        default:
            let by = rules.isEmpty ? "" : ", by \(rules.joined(separator: " and "))"
            return "\(verdict.verdictClass.name)/\(verdict.reason.name)\(by)"
        }
    }

    /// `tcp 22`, `icmp`.
    func service(_ change: FlowChange) -> String {
        let flow = change.flow.key.flow
        return flow.ipProtocol.hasPorts ? "\(flow.ipProtocol) \(flow.port)" : "\(flow.ipProtocol)"
    }

    /// The rules by which a side judges a flow.
    func rules(_ rules: ResponsibleRules, _ compiled: CompiledRuleSet) -> [String] {
        [rules.group, rules.networkACL].compactMap(\.self).map { index in
            let rule = RuleDescription(index, compiled)
            if case .securityGroup = rule.rule {
                return rule.name.hasPrefix(rule.ownerID) ? rule.name : "\(rule.name) of \(rule.ownerID)"
            }
            return "\(rule.ownerID) \(rule.direction) \(rule.name)"
        }
    }

    func subject(_ change: PacketChange) -> String {
        if let owner = change.owner {
            return owner.hasPrefix("acl-") ? "\(owner), for replies: groups open no connection so" : owner
        }
        let shown = change.interfaces.prefix(3).joined(separator: ", ")
        return change.interfaces.count > 3
            ? "\(shown) and \(QuantityText.count(change.interfaces.count - 3)) more" : shown
    }

    /// `tcp 192.0.2.1 -> port 22`, one packet of a set.
    func example(_ change: PacketChange) -> String {
        guard let (remote, service) = change.example else { return "-" }
        return change.direction == .ingress ? "\(service) from \(remote)" : "\(service) to \(remote)"
    }
}
