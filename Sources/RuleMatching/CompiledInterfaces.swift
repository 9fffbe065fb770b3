import NetworkPrimitives
import NetworkRules

/// What the evaluation of a record asks of every interface, in half of a cache line: rule sets have many
/// interfaces, and records come from any of them.
@usableFromInline
package struct CompiledInterface: Sendable {
    /// What is asked of the groups, inbound, of no class yet; `notApplied` for an interface without groups. Numbers
    /// of tables are even, and the outbound table is the next number.
    @usableFromInline package let groups: DecisionKey
    /// What is asked of the network ACL, likewise; `notApplied` where none is known.
    @usableFromInline package let acl: DecisionKey
    /// The first IPv4 block of the subnet as network and mask; 1 and 0, which no address fits, where unknown.
    @usableFromInline package fileprivate(set) var subnetNetwork: UInt32 = 1
    @usableFromInline package fileprivate(set) var subnetMask: UInt32 = 0
    /// The primary IPv4 address, where the interface has one.
    @usableFromInline package fileprivate(set) var primaryAddress: UInt32 = 0
    @usableFromInline package fileprivate(set) var traits: Traits = []

    fileprivate init(groupTable: UInt32?, aclTable: UInt32?) {
        func question(_ table: UInt32?) -> DecisionKey {
            table.map { DecisionKey(table: $0, addressClass: 0, serviceClass: 0) } ?? .notApplied
        }
        groups = question(groupTable)
        acl = question(aclTable)
    }

    /// Number of the groups' inbound table.
    package var groupTable: UInt32? { groups == .notApplied ? nil : groups.table }
    /// Number of the network ACL's inbound table.
    package var aclTable: UInt32? { acl == .notApplied ? nil : acl.table }

    @usableFromInline
    package struct Traits: OptionSet, Sendable {
        @usableFromInline package let rawValue: UInt8

        @inlinable
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Its owner opens connections from any port from 1024 up.
        @inlinable package static var opensFromLowPorts: Traits { Traits(rawValue: 1 << 0) }
        @inlinable package static var isUnfilteredManagedService: Traits { Traits(rawValue: 1 << 1) }
        @inlinable package static var hasPrimaryAddress: Traits { Traits(rawValue: 1 << 2) }
        /// It has private IPv4 addresses beside the primary one.
        @inlinable package static var hasMoreIPv4Addresses: Traits { Traits(rawValue: 1 << 3) }
        @inlinable package static var hasIPv6Addresses: Traits { Traits(rawValue: 1 << 4) }
        /// Its subnet has IPv4 blocks beside the first one.
        @inlinable package static var hasMoreIPv4SubnetBlocks: Traits { Traits(rawValue: 1 << 5) }
        @inlinable package static var hasIPv6SubnetBlocks: Traits { Traits(rawValue: 1 << 6) }
        /// It has no primary IPv4 address, or its subnet has an IPv4 block that does not stand here.
        @inlinable package static var isUncommon: Traits { Traits(rawValue: 1 << 7) }
    }

    /// Whether it takes more to tell how traffic with an owner's addresses goes: because the interface is uncommon,
    /// because one of its IPv4 addresses beside the primary one may be the owner's, or because what the owner is
    /// depends on the time.
    @inlinable @inline(__always)
    package func isDoubtful(with owner: AddressOwner) -> Bool {
        // One question, which nearly always is answered no: the bits of both stand at the same places.
        traits.rawValue & owner.rawValue
            & (Traits.hasMoreIPv4Addresses.rawValue | Traits.isUncommon.rawValue
                | AddressOwner.sometimesLowPortClient.rawValue) != 0
    }
}

/// What the evaluation of a record asks of its interface, by the interface's number in the rule set.
package struct CompiledInterfaces: Sendable {
    /// What is asked of every record's interface; the rest is asked of few.
    package private(set) var facts: [CompiledInterface] = []
    /// Every block of the subnet but the first IPv4 one.
    private var moreSubnetBlocks: [[CIDRBlock]] = []
    /// Every private address beside the primary IPv4 one.
    private var moreAddresses: [[CIDRBlock]] = []
    /// The IPv4 ones among them, those of an interface from `moreIPv4Start` of its number on.
    private var moreIPv4: [(network: UInt32, mask: UInt32)] = []
    private var moreIPv4Start: [UInt32] = [0]
    /// Addresses that the cloud itself answers: the subnet's router, the VPC's resolver.
    private var serviceAddresses: [[IPAddress]] = []

    package var count: Int { facts.count }

    mutating func append(
        _ interface: NetworkInterface, groupTable: UInt32?, aclTable: UInt32?, subnet: Subnet?, vpc: VPC?
    ) {
        var compiled = CompiledInterface(groupTable: groupTable, aclTable: aclTable)
        if interface.opensFromLowPorts { compiled.traits.insert(.opensFromLowPorts) }
        if interface.isUnfilteredManagedService { compiled.traits.insert(.isUnfilteredManagedService) }

        let subnetBlocks = subnet?.blocks ?? []
        let firstIPv4 = subnetBlocks.firstIndex { $0.family == .ipv4 }
        if let firstIPv4, case .ipv4(let network) = subnetBlocks[firstIPv4].networkAddress {
            compiled.subnetNetwork = network.value
            compiled.subnetMask = UInt32.networkMask(subnetBlocks[firstIPv4].prefixLength)
        }
        let isOnlyBlock = subnetBlocks.count == 1 && firstIPv4 == 0
        let otherBlocks =
            isOnlyBlock ? [] : subnetBlocks.indices.filter { $0 != firstIPv4 }.map { subnetBlocks[$0] }
        if otherBlocks.contains(.ipv4) { compiled.traits.insert(.hasMoreIPv4SubnetBlocks) }
        if otherBlocks.contains(.ipv6) { compiled.traits.insert(.hasIPv6SubnetBlocks) }
        moreSubnetBlocks.append(otherBlocks)

        var addresses: [CIDRBlock] = []
        if case .ipv4(let primary) = interface.addresses.first {
            compiled.primaryAddress = primary.value
            compiled.traits.insert(.hasPrimaryAddress)
            let isOnlyAddress = interface.addresses.count == 1 && interface.delegatedPrefixes.isEmpty
            if !isOnlyAddress { addresses = Array(interface.privateBlocks.dropFirst()) }
        } else {
            addresses = interface.privateBlocks
        }
        if compiled.traits.intersection([.hasPrimaryAddress, .hasMoreIPv4SubnetBlocks]) != .hasPrimaryAddress
        {
            compiled.traits.insert(.isUncommon)
        }
        if addresses.contains(.ipv4) { compiled.traits.insert(.hasMoreIPv4Addresses) }
        if addresses.contains(.ipv6) { compiled.traits.insert(.hasIPv6Addresses) }
        moreAddresses.append(addresses)
        for block in addresses {
            guard case .ipv4(let network) = block.networkAddress else { continue }
            moreIPv4.append((network.value, UInt32.networkMask(block.prefixLength)))
        }
        moreIPv4Start.append(UInt32(moreIPv4.count))

        serviceAddresses.append(
            UnfilteredTraffic.serviceAddresses(subnet: subnetBlocks, vpc: vpc?.blocks ?? []))
        facts.append(compiled)
    }

    /// Whether an address is a private address of the interface other than its primary IPv4 one.
    package func ownsBesidePrimary(_ address: IPAddress, interface: Int) -> Bool {
        moreAddresses[interface].contains { $0.contains(address) }
    }

    /// As `ownsBesidePrimary(_:interface:)`, for an IPv4 address.
    package func ownsBesidePrimary(ipv4 address: UInt32, interface: Int) -> Bool {
        for index in Int(moreIPv4Start[interface])..<Int(moreIPv4Start[interface + 1])
        where address & moreIPv4[index].mask == moreIPv4[index].network {
            return true
        }
        return false
    }

    /// Whether an address lies in a block of the interface's subnet other than the first IPv4 one.
    package func isInMoreOfSubnet(_ address: IPAddress, interface: Int) -> Bool {
        moreSubnetBlocks[interface].contains { $0.contains(address) }
    }

    /// Whether an address lies in the interface's subnet.
    package func isInSubnet(_ address: IPAddress, interface: Int) -> Bool {
        let facts = facts[interface]
        if case .ipv4(let address) = address, address.value & facts.subnetMask == facts.subnetNetwork {
            return true
        }
        return isInMoreOfSubnet(address, interface: interface)
    }

    /// Whether traffic with `remote` is never filtered: link-local services, the VPC's resolver,
    /// the subnet's router. *Source: VPC guide, "Control traffic with security groups".*
    package func isNeverFiltered(remote: IPAddress, interface: Int) -> Bool {
        UnfilteredTraffic.isLinkLocalService(remote) || serviceAddresses[interface].contains(remote)
    }
}

extension [CIDRBlock] {
    fileprivate func contains(_ family: AddressFamily) -> Bool { contains { $0.family == family } }
}
