import NetworkPrimitives
import NetworkRules

/// What a record tells about who opened its connection, from the firmest to the weakest.
package enum ReferenceEvidence: Hashable, Sendable {
    /// SYN without ACK: the sender opened it, so this cannot be return traffic.
    case opened
    /// SYN with ACK: the sender answered.
    case firm
    /// The ports are those of a client that turns to a service.
    case implausible
    /// The ports look like a client's that turns to a server, but the server's is no known service.
    case presumed
    case plausible
}

extension ReferenceEvidence {
    /// The high ports that count as a service where nobody opens connections from below 32768.
    private static let highServicePorts: Set<UInt16> = [
        1433, 1521, 2049, 3306, 3389, 5432, 5439, 5900, 5985, 5986, 6379, 8080, 8443, 9042, 9092, 9200, 11211,
        27017,
    ]

    private static let synchronize: UInt8 = 2
    private static let synchronizeAndAcknowledge: UInt8 = 18

    /// - Parameter fromLowPorts: whether the interface, or a known interface at the remote address,
    ///   opens connections from port 1024 up.
    init(_ record: ReferenceRecord, fromLowPorts: Bool) {
        if record.ipProtocol == IPProtocol.tcp.number, let flags = record.tcpFlags {
            switch flags & Self.synchronizeAndAcknowledge {
            case Self.synchronize:
                self = .opened
                return
            case Self.synchronizeAndAcknowledge:
                self = .firm
                return
            default:
                break
            }
        }
        guard let ports = record.comparedPorts else {
            self = .plausible
            return
        }
        func isService(_ port: UInt16) -> Bool {
            port < 1024 || !fromLowPorts && Self.highServicePorts.contains(port)
        }
        if isService(ports.destination), !isService(ports.source), ports.source >= 1024 {
            self = .implausible
        } else if ports.destination < 32768, ports.source >= 32768 {
            self = .presumed
        } else {
            self = .plausible
        }
    }
}

extension ReferenceRecord {
    /// The ports, of a TCP or UDP record that has both.
    var comparedPorts: (source: UInt16, destination: UInt16)? {
        guard let ipProtocol, IPProtocol(ipProtocol).hasPorts, let sourcePort, let destinationPort
        else { return nil }
        return (sourcePort, destinationPort)
    }
}

/// The security-group layer's two answers to one record: of the record's own direction, and of the
/// opposite one, as a reply.
package struct ReferenceReadings: Hashable, Sendable {
    /// nil where the interface carries no group.
    package var forward: ReferenceGroupAnswer?
    /// What the rules alone say, before the evidence.
    package var returning: ReferenceGroupAnswer?
    package var evidence: ReferenceEvidence
    /// Whether the source port alone of the two is below 32768.
    package var onlySourcePortIsLow: Bool

    package var forwardMatch: ReferenceMatch? { forward?.match }

    /// The return reading with its evidence: an impossible or implausible one counts as no.
    package var returnMatch: ReferenceMatch? {
        returning.map { evidence == .opened || evidence == .implausible ? .no : $0.match }
    }

    /// Whether the return reading is no without a look at the ports.
    package var isReturnRuledOut: Bool { evidence == .opened || returning?.match == .no }

    package enum Reading: Hashable, Sendable {
        case forward
        case returning
    }

    /// The reading that permits the record; the likelier one where both do.
    package var credited: Reading? {
        switch (forwardMatch == .yes, returnMatch == .yes) {
        case (true, true): evidence == .firm || onlySourcePortIsLow ? .returning : .forward
        case (true, false): .forward
        case (false, true): .returning
        case (false, false): nil
        }
    }

    package var creditedAnswer: ReferenceGroupAnswer? {
        switch credited {
        case .forward: forward
        case .returning: returning
        case nil: nil
        }
    }
}

extension ReferenceMatcher {
    /// Both readings of a record at `interface`, with what the record tells about them.
    package func readings(
        of record: ReferenceRecord, at interface: NetworkInterface, _ direction: TrafficDirection,
        remote: IPAddress, ipProtocol: UInt8
    ) -> ReferenceReadings {
        func ask(_ direction: TrafficDirection, port: UInt16?) -> ReferenceGroupAnswer? {
            securityGroups(
                of: interface, direction,
                ReferenceFlow(remote: remote, ipProtocol: ipProtocol, port: port ?? 0))
        }
        let fromLowPorts =
            interface.opensFromLowPorts || interfaces(at: remote).contains { $0.opensFromLowPorts }
        let ports = record.comparedPorts
        return ReferenceReadings(
            forward: ask(direction, port: record.destinationPort),
            returning: ask(direction.opposite, port: record.sourcePort),
            evidence: ReferenceEvidence(record, fromLowPorts: fromLowPorts),
            onlySourcePortIsLow: ports.map { $0.source < 32768 && $0.destination >= 32768 } ?? false)
    }
}
