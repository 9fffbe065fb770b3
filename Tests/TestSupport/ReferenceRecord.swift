import NetworkPrimitives

/// A flow record as plain values; nil stands for `-`, and for a field that the format lacks.
package struct ReferenceRecord: Hashable, Sendable {
    package enum Action: String, Hashable, Sendable {
        case accept = "ACCEPT"
        case reject = "REJECT"
    }

    package enum LogStatus: String, Hashable, Sendable {
        case ok = "OK"
        case noData = "NODATA"
        case skipData = "SKIPDATA"
    }

    package var interfaceID: String?
    package var vpcID: String?
    package var subnetID: String?
    package var instanceID: String?
    package var sourceAddress: IPAddress?
    package var destinationAddress: IPAddress?
    package var packetSourceAddress: IPAddress?
    package var packetDestinationAddress: IPAddress?
    package var sourcePort: UInt16?
    package var destinationPort: UInt16?
    package var ipProtocol: UInt8?
    package var packets: UInt64?
    package var bytes: UInt64?
    /// Seconds since 1970, as `end` is.
    package var start: UInt64?
    package var end: UInt64?
    package var action: Action?
    /// nil counts as `.ok`.
    package var logStatus: LogStatus?
    package var tcpFlags: UInt8?
    package var flowDirection: TrafficDirection?
    package var rejectReason: String?
    /// The log's field names, spelled as its header has them (`pkt-srcaddr`).
    package var formatFields: Set<String>

    package init(
        interfaceID: String? = nil, sourceAddress: IPAddress? = nil, destinationAddress: IPAddress? = nil,
        packetSourceAddress: IPAddress? = nil, packetDestinationAddress: IPAddress? = nil,
        sourcePort: UInt16? = nil, destinationPort: UInt16? = nil, ipProtocol: UInt8? = nil,
        packets: UInt64? = nil, bytes: UInt64? = nil, start: UInt64? = nil, end: UInt64? = nil,
        action: Action? = nil, logStatus: LogStatus? = nil, tcpFlags: UInt8? = nil,
        flowDirection: TrafficDirection? = nil, rejectReason: String? = nil,
        formatFields: Set<String> = Set(ReferenceRecord.defaultFields)
    ) {
        self.interfaceID = interfaceID
        self.sourceAddress = sourceAddress
        self.destinationAddress = destinationAddress
        self.packetSourceAddress = packetSourceAddress
        self.packetDestinationAddress = packetDestinationAddress
        self.sourcePort = sourcePort
        self.destinationPort = destinationPort
        self.ipProtocol = ipProtocol
        self.packets = packets
        self.bytes = bytes
        self.start = start
        self.end = end
        self.action = action
        self.logStatus = logStatus
        self.tcpFlags = tcpFlags
        self.flowDirection = flowDirection
        self.rejectReason = rejectReason
        self.formatFields = formatFields
    }

    /// The fields of the default format, version 2, in its order.
    /// *Source: VPC guide, "Flow log records".*
    package static let defaultFields = [
        "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol",
        "packets", "bytes", "start", "end", "action", "log-status",
    ]
}
