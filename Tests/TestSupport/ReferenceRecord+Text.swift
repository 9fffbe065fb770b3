import NetworkPrimitives

extension ReferenceRecord {
    /// The record as a log line without its line break, with a column for each of `fields`.
    ///
    /// A field that the record does not carry (such as `account-id`) gets a plausible filler.
    package func line(fields: [String]) -> String {
        fields.map { column($0) ?? "-" }.joined(separator: " ")
    }

    /// The header that goes before lines of `fields`.
    package static func header(fields: [String]) -> String { fields.joined(separator: " ") }

    /// The record as a log with this format can tell it: values of other fields are lost.
    package func restricted(to fields: [String]) -> ReferenceRecord {
        var copy = self
        copy.formatFields = Set(fields)
        func drop<Value>(_ value: WritableKeyPath<ReferenceRecord, Value?>, unlessHas field: String) {
            if !copy.formatFields.contains(field) { copy[keyPath: value] = nil }
        }
        drop(\.interfaceID, unlessHas: "interface-id")
        drop(\.vpcID, unlessHas: "vpc-id")
        drop(\.subnetID, unlessHas: "subnet-id")
        drop(\.instanceID, unlessHas: "instance-id")
        drop(\.sourceAddress, unlessHas: "srcaddr")
        drop(\.destinationAddress, unlessHas: "dstaddr")
        drop(\.packetSourceAddress, unlessHas: "pkt-srcaddr")
        drop(\.packetDestinationAddress, unlessHas: "pkt-dstaddr")
        drop(\.sourcePort, unlessHas: "srcport")
        drop(\.destinationPort, unlessHas: "dstport")
        drop(\.ipProtocol, unlessHas: "protocol")
        drop(\.packets, unlessHas: "packets")
        drop(\.bytes, unlessHas: "bytes")
        drop(\.start, unlessHas: "start")
        drop(\.end, unlessHas: "end")
        drop(\.action, unlessHas: "action")
        drop(\.logStatus, unlessHas: "log-status")
        drop(\.tcpFlags, unlessHas: "tcp-flags")
        drop(\.flowDirection, unlessHas: "flow-direction")
        drop(\.rejectReason, unlessHas: "reject-reason")
        return copy
    }

    private func column(_ field: String) -> String? {
        switch field {
        case "interface-id": interfaceID
        case "vpc-id": vpcID
        case "subnet-id": subnetID
        case "instance-id": instanceID
        case "srcaddr": sourceAddress?.description
        case "dstaddr": destinationAddress?.description
        case "pkt-srcaddr": packetSourceAddress?.description
        case "pkt-dstaddr": packetDestinationAddress?.description
        case "srcport": sourcePort.map { "\($0)" }
        case "dstport": destinationPort.map { "\($0)" }
        case "protocol": ipProtocol.map { "\($0)" }
        case "packets": packets.map { "\($0)" }
        case "bytes": bytes.map { "\($0)" }
        case "start": start.map { "\($0)" }
        case "end": end.map { "\($0)" }
        case "action": action?.rawValue
        case "log-status": logStatus?.rawValue
        case "tcp-flags": tcpFlags.map { "\($0)" }
        case "flow-direction": flowDirection?.description
        case "reject-reason": rejectReason
        default: filler(field)
        }
    }

    private func filler(_ field: String) -> String? {
        switch field {
        case "version": formatFields.contains("reject-reason") ? "8" : "5"
        case "account-id": "123456789012"
        case "type": sourceAddress.map { $0.family == .ipv4 ? "IPv4" : "IPv6" }
        case "region": "eu-west-1"
        case "az-id": "euw1-az2"
        case "pkt-src-aws-service": "AMAZON"
        case "traffic-path": flowDirection == .egress ? "8" : nil
        default: nil
        }
    }
}
