import NetworkPrimitives
import NetworkRules

/// The rules of each role's group, which the traffic recipes rely on.
struct GroupRules {
    /// The most that any role needs (the web servers').
    static let mostFixedRules = 7

    /// Ids of the groups of one stack, in the order of `InterfaceRole.grouped`.
    var stackGroupIDs: [String]
    var officeListID: String
    var storageListID: String

    func fixedRules(
        _ role: InterfaceRole
    ) -> (ingress: [SecurityGroupRule], egress: [SecurityGroupRule]) {
        switch role {
        case .loadBalancer:
            (publicWeb, [tcp(8080, to: .application)])
        case .web:
            (publicWeb + [tcp(22, .prefixList(id: officeListID))], everything)
        case .bastion:
            (
                [tcp(22, .cidr(AddressPlan.office)), tcp(22, .cidr(AddressPlan.officeIPv6))],
                [tcp(22, to: .application), tcp(22, to: .database)]
            )
        case .application:
            (
                [
                    tcp(8080, to: .loadBalancer), tcp(22, to: .bastion), tcp(7946, to: .application),
                    udp(7946, .securityGroup(id: groupID(.application))),
                ],
                everything
            )
        case .database:
            (
                [tcp(5432, to: .application), tcp(5432, to: .database), tcp(22, to: .bastion)],
                [tcp(5432, to: .database), tcp(443, .prefixList(id: storageListID))]
            )
        case .worker:
            ([fromPrivateNetwork(.icmp(.icmp, .all))], everything)
        case .monitor:
            (
                [
                    fromPrivateNetwork(.icmp(.icmp, .message(type: 8, code: nil))),
                    tcp(9100, .cidr(AddressPlan.privateNetwork)),
                ],
                [udp(123, .cidr(AddressPlan.anyIPv4)), tcp(443, .cidr(AddressPlan.anyIPv4))]
            )
        case .nameServer:
            (
                [
                    udp(53, .cidr(AddressPlan.privateNetwork)), tcp(53, .cidr(AddressPlan.privateNetwork)),
                    udp(123, .cidr(AddressPlan.privateNetwork)),
                ],
                [udp(53, .cidr(AddressPlan.anyIPv4)), udp(123, .cidr(AddressPlan.anyIPv4))]
            )
        case .vpnEndpoint:
            ([], [tcp(443, .cidr(AddressPlan.privateNetwork))])
        case .natGateway:
            ([], [])
        }
    }

    private var publicWeb: [SecurityGroupRule] {
        [443, 80].flatMap { port in
            [tcp(port, .cidr(AddressPlan.anyIPv4)), tcp(port, .cidr(AddressPlan.anyIPv6))]
        }
    }

    private var everything: [SecurityGroupRule] {
        [AddressPlan.anyIPv4, AddressPlan.anyIPv6].map {
            SecurityGroupRule(traffic: .all, peer: .cidr($0))
        }
    }

    private func groupID(_ role: InterfaceRole) -> String {
        InterfaceRole.grouped.firstIndex(of: role).map { stackGroupIDs[$0] } ?? ""
    }

    private func fromPrivateNetwork(_ traffic: RuleTraffic) -> SecurityGroupRule {
        SecurityGroupRule(traffic: traffic, peer: .cidr(AddressPlan.privateNetwork))
    }

    private func tcp(_ port: UInt16, to role: InterfaceRole) -> SecurityGroupRule {
        tcp(port, .securityGroup(id: groupID(role)))
    }

    private func tcp(_ port: UInt16, _ peer: RulePeer) -> SecurityGroupRule {
        SecurityGroupRule(traffic: .ports(.tcp, PortRange(port, port)), peer: peer)
    }

    private func udp(_ port: UInt16, _ peer: RulePeer) -> SecurityGroupRule {
        SecurityGroupRule(traffic: .ports(.udp, PortRange(port, port)), peer: peer)
    }
}
