extension FlowRecordBatch {
    /// Adds a copy of a record of another batch, whose texts stay where they are in that batch's block; the lines of
    /// both are counted from the same one.
    ///
    /// - Precondition: the batch is not full.
    package mutating func append(_ index: Int, of other: borrowing FlowRecordBatch) {
        firstLine = other.firstLine
        formatHasRejectReason = other.formatHasRejectReason
        placeColumns = other.placeColumns
        isOfTransitGateway = other.isOfTransitGateway
        present[count] = other.present[index]
        lineOffset[count] = other.lineOffset[index]
        interface[count] = other.interface[index]
        interfaceText[count] = other.interfaceText[index]
        sourcePort[count] = other.sourcePort[index]
        destinationPort[count] = other.destinationPort[index]
        ipProtocol[count] = other.ipProtocol[index]
        tcpFlags[count] = other.tcpFlags[index]
        action[count] = other.action[index]
        logStatus[count] = other.logStatus[index]
        flowDirection[count] = other.flowDirection[index]
        packets[count] = other.packets[index]
        bytes[count] = other.bytes[index]
        start[count] = other.start[index]
        end[count] = other.end[index]
        rejectReason[count] = other.rejectReason[index]
        copy(other.sourceAddress[index], .sourceIsIPv6, other, to: \.sourceAddress)
        copy(other.destinationAddress[index], .destinationIsIPv6, other, to: \.destinationAddress)
        copy(other.packetSourceAddress[index], .packetSourceIsIPv6, other, to: \.packetSourceAddress)
        copy(
            other.packetDestinationAddress[index], .packetDestinationIsIPv6, other,
            to: \.packetDestinationAddress)
        count += 1
    }

    /// Copies an address: an IPv6 one stands elsewhere, and gets a place here.
    private mutating func copy(
        _ value: UInt32, _ isIPv6: FieldPresence, _ other: borrowing FlowRecordBatch,
        to column: WritableKeyPath<FlowRecordBatch, [UInt32]>
    ) {
        guard present[count].contains(isIPv6) else {
            self[keyPath: column][count] = value
            return
        }
        self[keyPath: column][count] = UInt32(truncatingIfNeeded: ipv6Addresses.count)
        ipv6Addresses.append(other.ipv6Addresses[Int(value)])
    }
}
