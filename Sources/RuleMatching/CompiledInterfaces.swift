import NetworkPrimitives
import NetworkRules

/// What the evaluation of a record asks of its interface, by the interface's number in the rule
/// set: one column a property, so that a batch touches only what it needs.
package struct CompiledInterfaces: Sendable {
    /// Table numbers of the groups, inbound; `noTable` for an interface without groups. The
    /// outbound table is the next number.
    package private(set) var groupTable: [UInt32] = []
    /// Table numbers of the network ACL, inbound; `noTable` where none is known.
    package private(set) var aclTable: [UInt32] = []
    /// Whether the interface's owner opens connections from any port from 1024 up.
    package private(set) var opensFromLowPorts: [Bool] = []
    package private(set) var isUnfilteredManagedService: [Bool] = []

    /// The IPv4 block of the subnet as network and mask; 1 and 0, which no address fits, where unknown.
    private var subnetNetwork: [UInt32] = []
    private var subnetMask: [UInt32] = []
    /// Every other block of the subnet.
    private var moreSubnetBlocks: [[CIDRBlock]] = []
    private var primaryAddress: [UInt32?] = []
    /// Every private address beside the primary IPv4 one.
    private var moreAddresses: [[CIDRBlock]] = []
    /// Addresses that the cloud itself answers: the subnet's router, the VPC's resolver.
    private var serviceAddresses: [[IPAddress]] = []

    package static let noTable = UInt32.max

    package var count: Int { groupTable.count }

    mutating func append(
        _ interface: NetworkInterface, groupTable: UInt32, aclTable: UInt32, subnet: Subnet?, vpc: VPC?
    ) {
        self.groupTable.append(groupTable)
        self.aclTable.append(aclTable)
        opensFromLowPorts.append(interface.opensFromLowPorts)
        isUnfilteredManagedService.append(interface.isUnfilteredManagedService)

        let subnetBlocks = subnet?.blocks ?? []
        let firstIPv4 = subnetBlocks.firstIndex { $0.family == .ipv4 }
        if let firstIPv4, case .ipv4(let network) = subnetBlocks[firstIPv4].networkAddress {
            subnetNetwork.append(network.value)
            subnetMask.append(UInt32.networkMask(subnetBlocks[firstIPv4].prefixLength))
        } else {
            subnetNetwork.append(1)
            subnetMask.append(0)
        }
        moreSubnetBlocks.append(
            subnetBlocks.count == 1 && firstIPv4 == 0
                ? [] : subnetBlocks.indices.filter { $0 != firstIPv4 }.map { subnetBlocks[$0] })

        if case .ipv4(let primary) = interface.addresses.first {
            primaryAddress.append(primary.value)
            let isOnlyAddress = interface.addresses.count == 1 && interface.delegatedPrefixes.isEmpty
            moreAddresses.append(isOnlyAddress ? [] : Array(interface.privateBlocks.dropFirst()))
        } else {
            primaryAddress.append(nil)
            moreAddresses.append(interface.privateBlocks)
        }

        let routers = subnetBlocks.filter { $0.family == .ipv4 }.compactMap { $0.address(atOffset: 1) }
        let resolvers = (vpc?.blocks ?? []).filter { $0.family == .ipv4 }.compactMap {
            $0.address(atOffset: 2)
        }
        serviceAddresses.append(routers + resolvers)
    }

    /// Whether an IPv4 address is one of the interface's private addresses.
    package func owns(ipv4 address: UInt32, interface: Int) -> Bool {
        if primaryAddress[interface] == address { return true }
        let more = moreAddresses[interface]
        return !more.isEmpty && more.contains { $0.contains(.ipv4(IPv4Address(address))) }
    }

    /// Whether an IPv6 address is one of the interface's private addresses.
    package func owns(ipv6 address: UInt128, interface: Int) -> Bool {
        moreAddresses[interface].contains { $0.contains(.ipv6(IPv6Address(address))) }
    }

    /// Whether an IPv4 address lies in the interface's subnet.
    package func isInSubnet(ipv4 address: UInt32, interface: Int) -> Bool {
        if address & subnetMask[interface] == subnetNetwork[interface] { return true }
        let more = moreSubnetBlocks[interface]
        return !more.isEmpty && more.contains { $0.contains(.ipv4(IPv4Address(address))) }
    }

    /// Whether an IPv6 address lies in the interface's subnet.
    package func isInSubnet(ipv6 address: UInt128, interface: Int) -> Bool {
        moreSubnetBlocks[interface].contains { $0.contains(.ipv6(IPv6Address(address))) }
    }

    /// Whether traffic with `remote` is never filtered: link-local services, the VPC's resolver,
    /// the subnet's router. *Source: VPC guide, "Control traffic with security groups".*
    package func isNeverFiltered(remote: IPAddress, interface: Int) -> Bool {
        UnfilteredTraffic.blocks.contains { $0.contains(remote) }
            || serviceAddresses[interface].contains(remote)
    }
}

/// Traffic that neither groups nor ACLs filter, whatever they say.
private enum UnfilteredTraffic {
    /// Link-local services of the cloud: 169.254.0.0/16 and fd00:ec2::/32.
    static let blocks = [
        CIDRBlock(containing: .ipv4(IPv4Address(0xa9fe_0000)), prefixLength: 16),
        CIDRBlock(containing: .ipv6(IPv6Address(0xfd00_0ec2 << 96)), prefixLength: 32),
    ]
}
