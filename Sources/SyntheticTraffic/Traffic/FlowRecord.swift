import NetworkPrimitives

/// One record before it is text: what an interface saw of one 5-tuple in one interval.
struct FlowRecord {
    /// Index in the VPC's interfaces.
    var interface: Int
    var direction: TrafficDirection
    var remote: IPAddress
    /// Ports 0 for protocols that have none.
    var localPort: UInt16
    var remotePort: UInt16
    var ipProtocol: IPProtocol
    var isAccepted: Bool
    /// `tcp-flags`; nil for `-`. Protocols other than TCP show 0.
    var flags: UInt8? = 0
    /// `BPA` or `EC`; nil for `-`.
    var rejectReason: String?
    /// The packet's address on the interface's side, where it is not the one that the record
    /// shows there: a secondary address, or what lies behind a NAT gateway.
    var localPacketAddress: IPAddress?
    /// Whether a conversation took place, rather than a few packets that nobody answered.
    var carriesData = false
    /// Unix seconds.
    var start = 0
    var end = 0
    var packets = 1
    var bytes = 40
}

/// The values of `tcp-flags`. A log shows ACK only together with SYN, and ORs what an interval saw.
/// *Source: VPC guide, "Flow log records", tcp-flags.*
enum TCPFlags {
    static let none: UInt8 = 0
    static let fin: UInt8 = 1
    static let syn: UInt8 = 2
    static let reset: UInt8 = 4
    static let synAck: UInt8 = 18
}
