import NetworkPrimitives

/// Up to `capacity` flow records as columns: record i is the i-th element of every column.
///
/// A column says nothing of a record whose presence bit is not set: it then holds whatever an
/// earlier batch left there. Texts (interface names, reject reasons) are places in the block of log
/// text that the batch was parsed from, and are read while that block is at hand.
///
///     present[i]        which of the fields below record i has, as bits
///     sourceAddress[i]  IPv4: the address; IPv6: an index into ipv6Addresses
///     lineOffset[i]     line of record i, counted from firstLine
package struct FlowRecordBatch: Sendable {
    /// Records a batch holds at the most: about one block of text in the default format.
    package static let capacity = 1024

    package internal(set) var count = 0
    /// Line number (from 1) that `lineOffset` counts from.
    package internal(set) var firstLine: UInt64 = 1
    /// Whether the records' format has the field `reject-reason`.
    package internal(set) var formatHasRejectReason = false
    /// Where the records' lines say which subnet their interface lies in.
    package internal(set) var placeColumns = PlaceColumns()
    /// Whether the records are of a transit gateway, which sees traffic but neither accepts nor rejects it.
    package internal(set) var isOfTransitGateway = false

    package internal(set) var present = [FieldPresence](repeating: [], count: capacity)
    package internal(set) var lineOffset = [UInt32](repeating: 0, count: capacity)
    /// Number of the interface in the `NameTable`, or `NameTable.unknown`.
    package internal(set) var interface = [UInt32](repeating: 0, count: capacity)
    package internal(set) var interfaceText = [TextRange](repeating: TextRange(), count: capacity)
    package internal(set) var sourceAddress = [UInt32](repeating: 0, count: capacity)
    package internal(set) var destinationAddress = [UInt32](repeating: 0, count: capacity)
    package internal(set) var packetSourceAddress = [UInt32](repeating: 0, count: capacity)
    package internal(set) var packetDestinationAddress = [UInt32](repeating: 0, count: capacity)
    package internal(set) var ipv6Addresses: [UInt128] = []
    package internal(set) var sourcePort = [UInt16](repeating: 0, count: capacity)
    package internal(set) var destinationPort = [UInt16](repeating: 0, count: capacity)
    package internal(set) var ipProtocol = [UInt8](repeating: 0, count: capacity)
    package internal(set) var tcpFlags = [UInt8](repeating: 0, count: capacity)
    package internal(set) var action = [FlowAction](repeating: .accept, count: capacity)
    package internal(set) var logStatus = [LogStatus](repeating: .ok, count: capacity)
    package internal(set) var flowDirection = [TrafficDirection](repeating: .ingress, count: capacity)
    package internal(set) var packets = [UInt64](repeating: 0, count: capacity)
    package internal(set) var bytes = [UInt64](repeating: 0, count: capacity)
    /// Unix seconds.
    package internal(set) var start = [UInt64](repeating: 0, count: capacity)
    package internal(set) var end = [UInt64](repeating: 0, count: capacity)
    package internal(set) var rejectReason = [TextRange](repeating: TextRange(), count: capacity)

    package init() {}

    package var isFull: Bool { count == Self.capacity }

    package func line(_ index: Int) -> UInt64 { firstLine + UInt64(lineOffset[index]) }

    /// Gives records that are about to be read what all of them have.
    mutating func prepare(_ records: Range<Int>, _ presence: FieldPresence) {
        var allPresent = present.mutableSpan
        var present = allPresent._mutatingExtracting(records)
        present.update(repeating: presence)
        var allStatuses = logStatus.mutableSpan
        var statuses = allStatuses._mutatingExtracting(records)
        statuses.update(repeating: .ok)
    }

    /// Counts the next records, which stand on lines one behind another.
    mutating func count(_ number: Int, fromLineOffset first: UInt32) {
        let records = count..<count + number
        var offsets = lineOffset.mutableSpan
        var offset = first
        for index in records {
            offsets[index] = offset
            offset &+= 1
        }
        count = records.upperBound
    }

    /// Takes other numbers for the interfaces of the records, and hands over those that it had.
    package mutating func exchangeInterfaces(with numbers: inout [UInt32]) { swap(&interface, &numbers) }

    package mutating func removeAll() {
        count = 0
        ipv6Addresses.removeAll(keepingCapacity: true)
    }
}

/// Which fields a record has, and the family of its addresses.
@usableFromInline
package struct FieldPresence: OptionSet, Hashable, Sendable {
    @usableFromInline package let rawValue: UInt32

    @inlinable
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    @inlinable package static var interfaceID: FieldPresence { FieldPresence(rawValue: 1 << 0) }
    @inlinable package static var sourceAddress: FieldPresence { FieldPresence(rawValue: 1 << 1) }
    @inlinable package static var destinationAddress: FieldPresence { FieldPresence(rawValue: 1 << 2) }
    @inlinable package static var packetSourceAddress: FieldPresence { FieldPresence(rawValue: 1 << 3) }
    @inlinable package static var packetDestinationAddress: FieldPresence { FieldPresence(rawValue: 1 << 4) }
    @inlinable package static var sourceIsIPv6: FieldPresence { FieldPresence(rawValue: 1 << 5) }
    @inlinable package static var destinationIsIPv6: FieldPresence { FieldPresence(rawValue: 1 << 6) }
    @inlinable package static var packetSourceIsIPv6: FieldPresence { FieldPresence(rawValue: 1 << 7) }
    @inlinable package static var packetDestinationIsIPv6: FieldPresence { FieldPresence(rawValue: 1 << 8) }
    @inlinable package static var sourcePort: FieldPresence { FieldPresence(rawValue: 1 << 9) }
    @inlinable package static var destinationPort: FieldPresence { FieldPresence(rawValue: 1 << 10) }
    @inlinable package static var ipProtocol: FieldPresence { FieldPresence(rawValue: 1 << 11) }
    @inlinable package static var action: FieldPresence { FieldPresence(rawValue: 1 << 12) }
    @inlinable package static var tcpFlags: FieldPresence { FieldPresence(rawValue: 1 << 13) }
    @inlinable package static var flowDirection: FieldPresence { FieldPresence(rawValue: 1 << 14) }
    @inlinable package static var rejectReason: FieldPresence { FieldPresence(rawValue: 1 << 15) }
    @inlinable package static var packets: FieldPresence { FieldPresence(rawValue: 1 << 16) }
    @inlinable package static var bytes: FieldPresence { FieldPresence(rawValue: 1 << 17) }
    @inlinable package static var start: FieldPresence { FieldPresence(rawValue: 1 << 18) }
    @inlinable package static var end: FieldPresence { FieldPresence(rawValue: 1 << 19) }
}

/// What became of the packets of a record.
public enum FlowAction: UInt8, Hashable, Sendable {
    /// Let through.
    case accept
    /// Refused.
    case reject
}

/// Whether a record stands for traffic (`OK`), for none in its interval (`NODATA`), or for records
/// that were lost (`SKIPDATA`).
package enum LogStatus: UInt8, Hashable, Sendable {
    case ok
    case noData
    case skipData
}

/// A stretch of a block of log text.
package struct TextRange: Hashable, Sendable {
    package var start: UInt32 = 0
    package var count: UInt32 = 0

    package init() {}

    init(_ range: Range<Int>) { self.init(start: range.lowerBound, count: range.count) }

    init(start: Int, count: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.count = UInt32(truncatingIfNeeded: count)
    }

    package var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}
