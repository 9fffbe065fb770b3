import NetworkPrimitives
import NetworkRules
import RuleMatching

/// Checks of what security groups open, and to whom.
struct GroupOpeningAudit {
    let context: AuditContext
    let group: Int

    private var content: SecurityGroup { context.ruleSet.securityGroups[group] }

    var findings: [AuditFinding] {
        AddressFamily.allCases.flatMap { openings($0) } + wideRules + defaultGroup
    }

    // MARK: - To everyone

    private func openings(_ family: AddressFamily) -> [AuditFinding] {
        let inbound = GroupExposure(group, .ingress, family, context.ruleSet, context.peers)
        let outbound = GroupExposure(group, .egress, family, context.ruleSet, context.peers)
        let admin: AuditCheck = family == .ipv4 ? .groupAdminPortIPv4 : .groupAdminPortIPv6
        return openings(admin, SensitivePorts.administration, family, inbound)
            + openings(.groupDataPort, SensitivePorts.data, family, inbound)
            + openOutbound(family, outbound)
    }

    /// A finding for each rule that opens sensitive ports by itself, and one for all those that do together what none
    /// does alone.
    private func openings(
        _ check: AuditCheck, _ sensitive: ServiceSet, _ family: AddressFamily, _ exposure: GroupExposure
    ) -> [AuditFinding] {
        let open = exposure.services.intersection(sensitive)
        guard !open.isEmpty else { return [] }
        var rest = open
        var findings: [AuditFinding] = []
        for rule in exposure.rules {
            let opened = rule.opened.intersection(open)
            guard !opened.isEmpty else { continue }
            rest = rest.subtracting(opened)
            findings.append(finding(check, family, [rule.rule], opened, rule.opened))
        }
        if !rest.isEmpty {
            let together = exposure.rules.filter { $0.opened.isEmpty && !$0.named.isDisjoint(with: rest) }
            findings.append(finding(check, family, together.map(\.rule), rest, rest))
        }
        return findings
    }

    private func finding(
        _ check: AuditCheck, _ family: AddressFamily, _ rules: [NumberedRule], _ opened: ServiceSet,
        _ all: ServiceSet
    ) -> AuditFinding {
        let ports = SensitivePorts.text(opened)
        let subject =
            rules.count == 1
            ? "Rule \(context.names(rules)) lets" : "Rules \(context.names(rules)) together let"
        return AuditFinding(
            check, severity(opensAll: ServiceSet.everything.isSubset(of: all)), context.resource(content),
            rules: rules,
            reason: "\(subject) \(PublicInternet.name(family)) (\(CIDRBlock.everything(family))) reach "
                + "\(opened.parts.count == 1 ? "port" : "ports") \(ports)\(attachment).",
            fix: check == .groupDataPort
                ? "Name the group of the tier that uses it as source, in place of everyone."
                : "Name the addresses that administer as source, in place of everyone, or delete the rule.",
            opening: AuditOpening(.ingress, TrafficBox(PublicInternet.foreign(family), opened)))
    }

    private func severity(opensAll: Bool) -> AuditSeverity {
        if context.knowsInterfaces, !context.isAttached(content) { return .medium }
        return opensAll ? .critical : .high
    }

    /// Who is affected, at the end of a sentence.
    private var attachment: String {
        let count = context.carriers[content.id]?.count ?? 0
        if count > 0 { return ", on \(WordList.count(count, "interface"))" }
        return context.isAttached(content) || !context.knowsInterfaces
            ? "" : "; no interface carries the group"
    }

    private func openOutbound(_ family: AddressFamily, _ exposure: GroupExposure) -> [AuditFinding] {
        guard ServiceSet.everything.isSubset(of: exposure.services) else { return [] }
        let alone = exposure.rules.filter { ServiceSet.everything.isSubset(of: $0.opened) }
        let rules = alone.isEmpty ? exposure.rules : alone
        return [
            AuditFinding(
                .egressOpen, .low, context.resource(content), rules: rules.map(\.rule),
                reason: "\(rules.count == 1 ? "Rule" : "Rules") \(context.names(rules.map(\.rule))) "
                    + "\(rules.count == 1 ? "lets" : "together let") everything out to "
                    + "\(PublicInternet.name(family))\(attachment).",
                fix: "Name what the tier needs to reach: services, and groups or blocks.",
                opening: AuditOpening(.egress, TrafficBox(PublicInternet.foreign(family), .everything)))
        ]
    }

    // MARK: - Wide rules

    /// Ports from which on a range counts as wide.
    static let widePortCount = 101

    private var wideRules: [AuditFinding] {
        content.ingress.enumerated().compactMap { number, rule in
            guard rule.isKnown else { return nil }
            let numbered = NumberedRule.securityGroup(group, .ingress, rule: number)
            let source = source(of: rule.peer)
            switch rule.traffic {
            case .all:
                return AuditFinding(
                    .allProtocols, source.severity(world: .high, block: .medium, group: .low),
                    context.resource(content), rules: [numbered],
                    reason: "Rule \(context.name(numbered)) lets \(source.text) use every protocol and port"
                        + "\(attachment).",
                    fix: "Name the protocols and ports that serve \(source.text).",
                    opening: AuditOpening(
                        .ingress, TrafficBox(context.peers[rule.peer].addresses, .everything)))
            case .ports(let ipProtocol, let ports) where ports.count >= Self.widePortCount:
                return AuditFinding(
                    .widePortRange, source.severity(world: .medium, block: .low, group: .low),
                    context.resource(content), rules: [numbered],
                    reason:
                        "Rule \(context.name(numbered)) lets \(source.text) reach \(ports.count) ports of "
                        + "\(ipProtocol)\(attachment).",
                    fix: "Name the ports that serve \(source.text).",
                    opening: AuditOpening(
                        .ingress, TrafficBox(context.peers[rule.peer].addresses, ServiceSet(rule.traffic))))
            default: return nil
            }
        }
    }

    private struct Source {
        enum Kind {
            case world
            case block
            case group
        }
        let kind: Kind
        let text: String

        func severity(world: AuditSeverity, block: AuditSeverity, group: AuditSeverity) -> AuditSeverity {
            switch kind {
            case .world: world
            case .block: block
            case .group: group
            }
        }
    }

    private func source(of peer: RulePeer) -> Source {
        switch peer {
        case .securityGroup(let id):
            return Source(kind: .group, text: id == content.id ? "its own members" : id)
        case .prefixList(let id): return Source(kind: .block, text: id)
        case .cidr(let block):
            let isWorld = PublicInternet.addresses(block.family).isSubset(of: AddressSet(block))
            return Source(kind: isWorld ? .world : .block, text: "\(block)")
        }
    }

    // MARK: - The default group

    private var defaultGroup: [AuditFinding] {
        guard content.isDefault else { return [] }
        let rules = TrafficDirection.allCases.flatMap { direction in
            content.rules(direction).indices.map { NumberedRule.securityGroup(group, direction, rule: $0) }
        }
        guard !rules.isEmpty else { return [] }
        let carriers = context.carriers[content.id]?.count ?? 0
        return [
            AuditFinding(
                .defaultGroupOpen, carriers > 0 ? .high : .medium, context.resource(content), rules: rules,
                reason:
                    "The default group of \(content.vpcID ?? "its VPC") has \(WordList.count(rules.count, "rule"))"
                    + "\(attachment); whatever is launched without a group gets them.",
                fix: carriers > 0
                    ? "Give what carries it groups of its own, then take its rules away."
                    : "Take its rules away.")
        ]
    }
}

extension SecurityGroup {
    /// Whether it is the group that its VPC came with: no other may have its name.
    ///
    /// *Source: VPC guide, "Default security groups for your VPCs".*
    package var isDefault: Bool { name == "default" }
}
