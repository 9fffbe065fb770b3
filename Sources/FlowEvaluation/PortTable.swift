import NetworkPrimitives
import RuleMatching

/// All that is asked of the ports and the protocol of a common record, so that each is looked up once.
///
///     15 ... 14  13 ... 0
///    +----------+---------------------------------------------+
///    | kind     | interval between the bounds that rules name |
///    +----------+---------------------------------------------+
struct PortTable: Sendable {
    /// What is asked of a protocol.
    struct ProtocolFacts: Sendable {
        /// The first of its service classes.
        fileprivate(set) var firstClass: UInt32 = 0
        /// The bits of a port's word that count for it.
        fileprivate(set) var intervalMask: UInt16 = 0
        /// Its kind, where that stands in the number of a shape.
        fileprivate(set) var kind: UInt16 = 0

        @inline(__always)
        func serviceClass(_ port: UInt16) -> UInt32 { firstClass &+ UInt32(port & intervalMask) }
    }

    /// Of each port.
    let words: [UInt16]
    /// Of each protocol's number.
    let protocols: [ProtocolFacts]
    /// Whether the rules name few enough bounds for the words; else the table says nothing.
    let isWhole: Bool

    static var maximumIntervals: Int { 1 << 14 }

    init(_ services: ServiceClasses, _ shapes: ConnectionShapeTable) {
        isWhole = services.intervalCount <= Self.maximumIntervals
        var words = services.portInterval
        var port = 0
        // A plain loop: every worker makes a table, and tests make thousands.
        while port < words.count {
            let kind = shapes.portKinds[ConnectionShapeTable.kindIndex(UInt16(truncatingIfNeeded: port))]
            words[port] = words[port] & 0x3FFF | UInt16(kind) << 14
            port += 1
        }
        self.words = words
        protocols = zip(services.protocols, shapes.protocolKinds).map { classes, kind in
            ProtocolFacts(
                firstClass: classes.first, intervalMask: classes.hasPorts ? 0x3FFF : 0, kind: kind)
        }
    }

    /// The kinds of both ports, where they stand in the number of a shape.
    @inline(__always)
    static func kinds(source: UInt16, destination: UInt16) -> UInt16 {
        source &>> 14 | (destination &>> 14) &<< 2
    }
}
