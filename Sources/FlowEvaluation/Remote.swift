import FlowLogs
import NetworkPrimitives
import RuleMatching

/// The address on a record's far side, as rules are matched with it: the packet's own where the
/// record has it, else the plain one.
struct Remote {
    private var ipv4: UInt32 = 0
    private var ipv6: UInt128 = 0
    private var isIPv6: Bool

    @inline(__always)
    init(_ batch: borrowing FlowRecordBatch, _ index: Int, _ direction: TrafficDirection) {
        let present = batch.present[index]
        let value: UInt32
        if direction == .ingress {
            let isPacket = present.contains(.packetSourceAddress)
            value = isPacket ? batch.packetSourceAddress[index] : batch.sourceAddress[index]
            isIPv6 = present.contains(isPacket ? .packetSourceIsIPv6 : .sourceIsIPv6)
        } else {
            let isPacket = present.contains(.packetDestinationAddress)
            value = isPacket ? batch.packetDestinationAddress[index] : batch.destinationAddress[index]
            isIPv6 = present.contains(isPacket ? .packetDestinationIsIPv6 : .destinationIsIPv6)
        }
        if isIPv6 { ipv6 = batch.ipv6Addresses[Int(value)] } else { ipv4 = value }
    }

    var address: IPAddress { isIPv6 ? .ipv6(IPv6Address(ipv6)) : .ipv4(IPv4Address(ipv4)) }

    @inline(__always)
    func addressClass(_ addresses: borrowing AddressClasses) -> UInt32 {
        isIPv6 ? addresses.addressClass(ofIPv6: ipv6) : addresses.addressClass(ofIPv4: ipv4)
    }

    @inline(__always)
    func isInSubnet(
        of number: Int, _ interface: CompiledInterface, _ interfaces: borrowing CompiledInterfaces
    ) -> Bool {
        if !isIPv6, ipv4 & interface.subnetMask == interface.subnetNetwork { return true }
        return interface.traits.contains(isIPv6 ? .hasIPv6SubnetBlocks : .hasMoreIPv4SubnetBlocks)
            && interfaces.isInMoreOfSubnet(address, interface: number)
    }
}
