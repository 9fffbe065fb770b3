import NetworkPrimitives
import NetworkRules

extension SyntheticVPC {
    /// The interface as the cloud's interface shows it.
    func networkInterface(_ interface: SyntheticInterface) -> NetworkInterface {
        var addresses: [IPAddress] = [.ipv4(interface.primary)]
        if let secondary = interface.secondary { addresses.append(.ipv4(secondary)) }
        if let ipv6 = interface.ipv6 { addresses.append(.ipv6(ipv6)) }
        let identifier = interface.identifier
        return NetworkInterface(
            id: identifier.text("eni"), vpcID: id, subnetID: subnets[interface.subnet].id,
            addresses: addresses,
            groupIDs: [interface.group, interface.partnerGroup].compactMap { $0.map { groups[$0].group.id } },
            type: interface.role == .natGateway ? "nat_gateway" : "interface",
            description: description(of: interface), isRequesterManaged: interface.role.isRequesterManaged)
    }

    private func description(of interface: SyntheticInterface) -> String {
        let identifier = interface.identifier
        return switch interface.role {
        case .loadBalancer: "ELB app/front-\(interface.stack + 1)/" + identifier.text("lb")
        case .natGateway: "Interface for NAT Gateway " + identifier.text("nat")
        case .vpnEndpoint: "ClientVPN Endpoint " + identifier.text("cvpn-endpoint")
        default: "\(interface.role.name)-\(interface.stack + 1)"
        }
    }
}

extension InterfaceRole {
    var isRequesterManaged: Bool {
        switch self {
        case .loadBalancer, .natGateway, .vpnEndpoint: true
        default: false
        }
    }
}
