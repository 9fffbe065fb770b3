import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// Checks of what a network ACL lets pass.
struct NetworkACLAudit {
    let context: AuditContext
    let acl: Int

    private var content: NetworkACL { context.ruleSet.networkACLs[acl] }
    private var resource: AuditResource { AuditResource(.networkACL, content.id) }

    var findings: [AuditFinding] {
        let inbound = ACLPassage(acl, .ingress, context.ruleSet)
        let outbound = ACLPassage(acl, .egress, context.ruleSet)
        return AddressFamily.allCases.compactMap { adminPorts($0, inbound) }
            + [
                replies(.aclRepliesCannotLeave, of: inbound, through: outbound),
                replies(.aclRepliesCannotEnter, of: outbound, through: inbound), unattached,
            ].compactMap(\.self)
    }

    /// On how many subnets it is, at the end of a sentence.
    private var attachment: String {
        content.subnetIDs.isEmpty ? "" : ", on \(WordList.count(content.subnetIDs.count, "subnet"))"
    }

    /// Everyone may reach a port where allows name everyone, and denies before them leave most of the internet.
    private func adminPorts(_ family: AddressFamily, _ inbound: ACLPassage) -> AuditFinding? {
        let everyone = PublicInternet.addresses(family)
        let open = SensitivePorts.administration.parts.reduce(ServiceSet()) { open, part in
            guard let ipProtocol = part.ipProtocol else { return open }
            let port = ServiceSet(ipProtocol, part.details)
            return isOpen(port, to: everyone, inbound) ? open.union(port) : open
        }
        guard !open.isEmpty else { return nil }
        let box = TrafficBox(everyone, open)
        let rules = inbound.allowing(box)
        let ports = SensitivePorts.text(open)
        return AuditFinding(
            .aclAdminPort, .medium, resource, rules: rules,
            reason: "\(rules.count == 1 ? "Entry" : "Entries") \(context.names(rules)) "
                + "\(rules.count == 1 ? "lets" : "let") \(PublicInternet.name(family)) "
                + "(\(CIDRBlock.everything(family))) reach \(open.parts.count == 1 ? "port" : "ports") \(ports)"
                + "\(attachment); only security groups stand before what listens there.",
            fix:
                "Put an entry before it that denies \(ports), behind entries that allow those who administer.",
            opening: AuditOpening(.ingress, TrafficBox(PublicInternet.foreign(family), open)))
    }

    private func isOpen(_ services: ServiceSet, to everyone: AddressSet, _ inbound: ACLPassage) -> Bool {
        let named = content.ingress.reduce(AddressSet()) { addresses, entry in
            guard entry.isKnown, entry.action == .allow, !ServiceSet(entry.traffic).isDisjoint(with: services)
            else { return addresses }
            return addresses.union(AddressSet(entry.block))
        }
        guard everyone.isSubset(of: named) else { return false }
        let passing = inbound.addresses(of: services).intersection(everyone)
        return passing.size * 2 > everyone.size
    }

    // MARK: - Replies

    /// Ports at which services are reached over TCP: those below 1024 and the known ones above.
    private static let servicePorts = ConnectionEvidence.highServicePorts.reduce(
        ServiceSet(.tcp, PortRange(1, 1023))
    ) { $0.union(ServiceSet(.tcp, PortRange($1, $1))) }

    /// Every port that a client may have connected from. *Source: VPC guide, "Network ACLs", ephemeral ports.*
    private static let ephemeralPorts = ServiceSet(.tcp, PortRange(1024, 65535))

    private func replies(
        _ check: AuditCheck, of connections: ACLPassage, through replies: ACLPassage
    ) -> AuditFinding? {
        let connecting = connections.addresses(of: Self.servicePorts)
        let stranded = connecting.subtracting(replies.addresses(of: Self.ephemeralPorts))
        guard !stranded.isEmpty, let example = stranded.blocks.first else { return nil }
        let rules = connections.allowing(TrafficBox(stranded, Self.servicePorts))
        let (connect, reply) = check == .aclRepliesCannotLeave ? ("in", "out") : ("out", "in")
        return AuditFinding(
            check, .medium, resource, rules: rules,
            reason: "\(rules.count == 1 ? "Entry" : "Entries") \(context.names(rules)) "
                + "\(rules.count == 1 ? "allows" : "allow") TCP connections \(connect), but nothing lets their replies "
                + "\(reply): no port from 1024 up is allowed \(reply) for \(example)"
                + "\(stranded.blocks.count > 1 ? " and others" : "")\(attachment).",
            fix: "Allow TCP 1024-65535 \(reply) for the same addresses, or take the "
                + "\(rules.count == 1 ? "entry" : "entries") away.")
    }

    private var unattached: AuditFinding? {
        guard !content.isDefault, content.subnetIDs.isEmpty else { return nil }
        return AuditFinding(
            .aclUnattached, .low, resource, reason: "No subnet is associated with \(content.id).",
            fix: "Delete it, or associate it with the subnets that it was made for.")
    }
}
