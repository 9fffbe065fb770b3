import NetworkPrimitives

/// Lines that no verdict can be given on.
extension TrafficComposer {
    /// Unlike ordinals give unlike ids; no network has as many resources.
    private static let firstStrangeOrdinal = 0x4000_0000

    /// An interval in which nothing passed, or whose records were lost.
    mutating func nothingLogged() {
        let isLost = random.oneIn(8)
        let interface = vpc.interfaces[random.below(vpc.interfaces.count)].identifier
        logLine(
            interface: interface, ends: nil, status: isLost ? "SKIPDATA" : "NODATA",
            isLost ? .skippedData : .noData)
    }

    /// An interface that was made after the rules were captured.
    mutating func strangeInterface() {
        let ordinal = Self.firstStrangeOrdinal + random.skewedBelow(64)
        logLine(
            interface: ResourceIdentifier(ordinal: ordinal, &random),
            ends: (stranger(), privateNeighbour(.application)), status: "OK", .unknownInterface)
    }

    /// Neither end is an address of the interface, and no field tells the direction.
    mutating func strangeEnds() {
        let interface = vpc.interfaces[random.below(vpc.interfaces.count)].identifier
        logLine(interface: interface, ends: (stranger(), stranger()), status: "OK", .unknownDirection)
    }

    /// A regional NAT gateway's record, which names no interface.
    mutating func regionalGateway() {
        logLine(
            interface: nil, ends: (privateNeighbour(.application), stranger()), status: "OK", .missingField)
    }

    private mutating func logLine(
        interface: ResourceIdentifier?, ends: (source: IPAddress, destination: IPAddress)?, status: String,
        _ verdict: IntendedVerdict
    ) {
        guard wanted > 0 else { return }
        let end = moment()
        let sourcePort = Int(clientPort())
        writer.append(
            interface: interface, ends: ends, sourcePort: sourcePort, destinationPort: 443,
            start: end - random.below(60), end: end, status: status, verdict, in: vpc)
        countOne()
    }
}
