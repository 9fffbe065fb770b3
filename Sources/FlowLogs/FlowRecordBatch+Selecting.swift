extension FlowRecordBatch {
    /// Drops the records whose times are not asked for; one that lacks a time is kept.
    ///
    /// - Returns: how many were dropped.
    package mutating func keepOnly(_ selection: LogSelection) -> Int {
        var kept = 0
        for index in 0..<count {
            let hasTimes = present[index].isSuperset(of: [.start, .end])
            if hasTimes, !selection.includes(start: start[index], end: end[index]) { continue }
            if kept < index { move(index, to: kept) }
            kept += 1
        }
        let dropped = count - kept
        count = kept
        return dropped
    }

    private mutating func move(_ index: Int, to place: Int) {
        present[place] = present[index]
        lineOffset[place] = lineOffset[index]
        interface[place] = interface[index]
        interfaceText[place] = interfaceText[index]
        sourceAddress[place] = sourceAddress[index]
        destinationAddress[place] = destinationAddress[index]
        packetSourceAddress[place] = packetSourceAddress[index]
        packetDestinationAddress[place] = packetDestinationAddress[index]
        sourcePort[place] = sourcePort[index]
        destinationPort[place] = destinationPort[index]
        ipProtocol[place] = ipProtocol[index]
        tcpFlags[place] = tcpFlags[index]
        action[place] = action[index]
        logStatus[place] = logStatus[index]
        flowDirection[place] = flowDirection[index]
        packets[place] = packets[index]
        bytes[place] = bytes[index]
        start[place] = start[index]
        end[place] = end[index]
        rejectReason[place] = rejectReason[index]
    }
}
