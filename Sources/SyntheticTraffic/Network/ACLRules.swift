import NetworkPrimitives
import NetworkRules

/// The entries of each kind of subnet's ACL.
///
/// Fillers stand first. They deny parts of 198.18.0.0/15, from where only recipes for such denials
/// take addresses, or allow parts of 192.168.0.0/16, from where none does; so they decide nothing
/// else. The fixed entries, on which the other recipes rely, follow.
enum ACLRules {
    /// The most fixed entries that any kind needs in a direction (the public subnets').
    static let mostFixedEntries = 8

    private struct Entry {
        var action: NetworkACLEntry.Action
        var traffic: RuleTraffic
        var block: CIDRBlock
    }

    /// - Parameter count: entries in each direction; above `mostFixedEntries`.
    static func acl(
        id: String, vpcID: String, kind: SubnetKind, subnetIDs: [String], count: Int,
        _ random: inout RandomStream
    ) -> SyntheticACL {
        let fixed = fixedEntries(kind)
        if kind == .publicOpen {
            let acl = NetworkACL(
                id: id, vpcID: vpcID, isDefault: true, ingress: numbered(fixed.ingress, from: 100, step: 1),
                egress: numbered(fixed.egress, from: 100, step: 1))
            return SyntheticACL(acl: acl, blockedSources: [], blockedDestinations: [])
        }
        let step = min(10, 32_000 / count)
        let ingressFillers = fillers(count - fixed.ingress.count, &random)
        let egressFillers = fillers(count - fixed.egress.count, &random)
        let acl = NetworkACL(
            id: id, vpcID: vpcID, subnetIDs: subnetIDs,
            ingress: numbered(ingressFillers + fixed.ingress, from: 100, step: step),
            egress: numbered(egressFillers + fixed.egress, from: 100, step: step))
        return SyntheticACL(
            acl: acl, blockedSources: blocked(ingressFillers), blockedDestinations: blocked(egressFillers))
    }

    private static func numbered(_ entries: [Entry], from first: Int, step: Int) -> [NetworkACLEntry] {
        entries.enumerated().map { index, entry in
            NetworkACLEntry(
                ruleNumber: first + index * step, action: entry.action, traffic: entry.traffic,
                block: entry.block)
        }
    }

    /// The first filler denies a block altogether, so that each filtered kind has one such.
    private static func fillers(_ count: Int, _ random: inout RandomStream) -> [Entry] {
        (0..<count).map { index in
            let length = random.element([20, 22, 24, 24, 24, 28, 32])
            let port = UInt16(random.within(FillerRule.ports))
            let ports = RuleTraffic.ports(random.oneIn(3) ? .udp : .tcp, PortRange(port, port))
            guard index == 0 || !random.oneIn(3) else {
                let block = AddressPlan.onPremises.randomPart(length: length, &random)
                return Entry(action: .allow, traffic: ports, block: block)
            }
            let block = AddressPlan.blocked.randomPart(length: length, &random)
            return Entry(action: .deny, traffic: index == 0 || random.oneIn(2) ? .all : ports, block: block)
        }
    }

    private static func blocked(_ entries: [Entry]) -> [CIDRBlock] {
        entries.filter { $0.action == .deny && $0.traffic == .all }.map(\.block)
    }

    private static func fixedEntries(_ kind: SubnetKind) -> (ingress: [Entry], egress: [Entry]) {
        switch kind {
        case .publicFiltered:
            (
                [
                    tcp(443, AddressPlan.anyIPv4), tcp(80, AddressPlan.anyIPv4), tcp(22, AddressPlan.office),
                    allow(.ports(.tcp, unprivileged), AddressPlan.anyIPv4),
                    allow(.ports(.udp, unprivileged), AddressPlan.anyIPv4),
                    allow(.all, AddressPlan.privateNetwork), tcp(443, AddressPlan.anyIPv6),
                    allow(.ports(.tcp, unprivileged), AddressPlan.anyIPv6),
                ],
                [
                    tcp(443, AddressPlan.anyIPv4), tcp(80, AddressPlan.anyIPv4),
                    allow(.ports(.tcp, unprivileged), AddressPlan.anyIPv4),
                    allow(.ports(.udp, unprivileged), AddressPlan.anyIPv4),
                    allow(.all, AddressPlan.privateNetwork), tcp(443, AddressPlan.anyIPv6),
                    allow(.ports(.tcp, unprivileged), AddressPlan.anyIPv6),
                ]
            )
        case .publicOpen:
            (everything, everything)
        case .application:
            (
                [
                    allow(.all, AddressPlan.privateNetwork),
                    allow(.ports(.tcp, unprivileged), AddressPlan.anyIPv4),
                    allow(.ports(.udp, unprivileged), AddressPlan.anyIPv4),
                ],
                everything
            )
        case .data:
            (
                dataIngress,
                [
                    allow(.ports(.tcp, unprivileged), AddressPlan.privateNetwork),
                    allow(.ports(.udp, unprivileged), AddressPlan.privateNetwork),
                    tcp(443, AddressPlan.anyIPv4),
                ]
            )
        case .dataForgotten:
            (dataIngress, [tcp(5432, AddressPlan.privateNetwork), tcp(443, AddressPlan.anyIPv4)])
        }
    }

    /// What the data subnets let in: the echo requests by their ICMP type, which logs do not carry.
    private static var dataIngress: [Entry] {
        [
            tcp(5432, AddressPlan.privateNetwork), tcp(22, AddressPlan.privateNetwork),
            allow(.ports(.tcp, unprivileged), AddressPlan.privateNetwork),
            allow(.ports(.tcp, unprivileged), AddressPlan.storage),
            allow(.icmp(.icmp, .message(type: 8, code: nil)), AddressPlan.privateNetwork),
        ]
    }

    private static let unprivileged = PortRange(1024, 65535)

    private static var everything: [Entry] {
        [allow(.all, AddressPlan.anyIPv4), allow(.all, AddressPlan.anyIPv6)]
    }

    private static func tcp(_ port: UInt16, _ block: CIDRBlock) -> Entry {
        allow(.ports(.tcp, PortRange(port, port)), block)
    }

    private static func allow(_ traffic: RuleTraffic, _ block: CIDRBlock) -> Entry {
        Entry(action: .allow, traffic: traffic, block: block)
    }
}
