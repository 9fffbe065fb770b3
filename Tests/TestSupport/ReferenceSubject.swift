import NetworkPrimitives
import NetworkRules

extension ReferenceEvaluator {
    /// What of a record the rules are asked about, once all of it is known to be there.
    struct Subject {
        var interface: NetworkInterface
        var direction: TrafficDirection
        var remote: IPAddress
        var ipProtocol: UInt8
        var action: ReferenceRecord.Action
    }

    /// Why a record is not evaluated; the raw values are the reasons of verdicts.
    enum Obstacle: String, Error {
        case noData = "no-data"
        case skippedData = "skipped-data"
        case transitGateway = "transit-gateway"
        case missingField = "missing-field"
        case unknownInterface = "unknown-interface"
        case unknownDirection = "unknown-direction"
    }

    /// The rows of the verdict table about records that are not evaluated, from the top.
    func subject(of record: ReferenceRecord) -> Result<Subject, Obstacle> {
        switch record.logStatus {
        case .noData: return .failure(.noData)
        case .skipData: return .failure(.skippedData)
        case .ok, nil: break
        }
        if !record.formatFields.contains("interface-id"), record.formatFields.contains("tgw-attachment-id") {
            return .failure(.transitGateway)
        }
        guard let interfaceID = record.interfaceID, let action = record.action,
            let ipProtocol = record.ipProtocol, record.hasAddressesToEvaluate,
            !IPProtocol(ipProtocol).hasPorts || record.comparedPorts != nil
        else { return .failure(.missingField) }
        guard let interface = matcher.interface(interfaceID) else { return .failure(.unknownInterface) }
        guard let direction = direction(of: record, at: interface),
            let remote = record.remoteAddress(direction)
        else { return .failure(.unknownDirection) }
        return .success(
            Subject(
                interface: interface, direction: direction, remote: remote, ipProtocol: ipProtocol,
                action: action))
    }

    /// The record's own word, else which end alone is a private address of the interface.
    private func direction(
        of record: ReferenceRecord, at interface: NetworkInterface
    ) -> TrafficDirection? {
        if let direction = record.flowDirection { return direction }
        let isSource = record.sourceAddress.map { matcher.holds(interface, $0) } ?? false
        let isDestination = record.destinationAddress.map { matcher.holds(interface, $0) } ?? false
        if isSource == isDestination { return nil }
        return isDestination ? .ingress : .egress
    }
}

extension ReferenceRecord {
    /// The packet's own address on the far side where the record has it.
    package func remoteAddress(_ direction: TrafficDirection) -> IPAddress? {
        switch direction {
        case .ingress: packetSourceAddress ?? sourceAddress
        case .egress: packetDestinationAddress ?? destinationAddress
        }
    }

    /// The remote address where the record names its direction, else both ends, since they tell it.
    fileprivate var hasAddressesToEvaluate: Bool {
        if let flowDirection { return remoteAddress(flowDirection) != nil }
        return sourceAddress != nil && destinationAddress != nil
    }
}
