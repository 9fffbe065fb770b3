import FlowLogs
import NetworkPrimitives

/// Sums of records by interface, far side, service and verdict: what rules are measured by.
///
/// A hash table, open addressing, linear probing, at most half full; the slots hold numbers of entries and bits of their
/// hashes, so that growing moves no entry. Exact up to `capacity` keys; records of further ones are counted together.
package struct FlowAggregates: Sendable {
    /// Which records are summed.
    package enum Scope: Hashable, Sendable {
        case none
        /// Those that the rules let through.
        case allowed
        /// All that were evaluated.
        case evaluated
    }

    private struct Entry: Sendable {
        var place: UInt64
        var remote: UInt128
        var ipProtocol: UInt8
        var isIPv6: Bool
        var usage: DecisionUsage
    }

    /// The bits of a slot that are those of the hash.
    private static let hashBits: UInt64 = 0xffff_ffff_0000_0000

    /// Keys of one table; of several that are merged together.
    package static let capacity = 1 << 21

    private let scope: Scope
    private var entries: [Entry] = []
    /// Bits 63...32 hold those of the hash, bits 31...0 the entry's number + 1; 0 in a free slot.
    private var slots: [UInt64]
    /// Records whose keys found no room.
    package private(set) var others = FlowSums()

    package init(_ scope: Scope) {
        self.scope = scope
        slots = [UInt64](repeating: 0, count: scope == .none ? 0 : 1 << 12)
    }

    package var count: Int { entries.count }
    /// Whether every record of the scope is in an aggregate of its own key.
    package var isComplete: Bool { others.records == 0 }

    /// Adds the records of a batch that are of the scope.
    mutating func add(_ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch) {
        if scope == .none { return }
        for index in 0..<batch.count {
            let code = verdicts.code[index]
            guard isOfScope(code) else { continue }
            let direction = verdicts.direction[index]
            let remote =
                direction == .ingress
                ? batch.matchedSource(index, .ingress) : batch.matchedDestination(index, .egress)
            guard direction != .unknown, let remote else { continue }
            let ipProtocol = batch.ipProtocol[index]
            let isReturn = code == Self.returnCode || code == Self.presumedReturnCode
            let hasPorts = IPProtocol(ipProtocol).hasPorts
            let port = isReturn ? batch.sourcePort[index] : batch.destinationPort[index]
            let traffic = RecordTraffic(index, batch)
            var usage = DecisionUsage()
            usage.add(traffic)
            let looksLikeReply = ConnectionEvidence.looksLikeReply(
                IPProtocol(ipProtocol), sourcePort: batch.sourcePort[index],
                destinationPort: batch.destinationPort[index],
                tcpFlags: batch.present[index].contains(.tcpFlags) ? batch.tcpFlags[index] : nil)
            let place = Self.place(
                batch.interface[index], hasPorts ? port : 0, code, isEgress: direction == .egress,
                looksLikeReply: looksLikeReply)
            add(Self.entry(place, remote, ipProtocol, usage))
        }
    }

    mutating func merge(_ other: FlowAggregates) {
        if entries.isEmpty, others.records == 0, scope == other.scope {
            self = other
            return
        }
        others += other.others
        for entry in other.entries { add(entry) }
    }

    /// All aggregates, in the order of `FlowAggregateKey.precedes`.
    ///
    /// - Complexity: O(n log n), n their number.
    package var sorted: [FlowAggregate] {
        entries.map(Self.aggregate).sorted { FlowAggregateKey.precedes($0.key, $1.key) }
    }

    private func isOfScope(_ code: UInt16) -> Bool {
        let verdictClass = VerdictClass(rawValue: UInt8(truncatingIfNeeded: Int(code) / Verdict.codesOfClass))
        return scope == .allowed ? verdictClass == .allowedBySG : verdictClass != .notEvaluated
    }

    private static let returnCode = UInt16(Verdict(.allowedBySG, .returnTraffic).code)
    private static let presumedReturnCode = UInt16(Verdict(.allowedBySG, .presumedReturn).code)

    private mutating func add(_ entry: Entry) {
        let hash = Self.hash(entry)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            if slots[slot] >> 32 == hash >> 32 {
                let number = Int(slots[slot] & 0xffff_ffff) - 1
                if Self.isEqual(entries[number], entry) {
                    entries[number].usage.merge(entry.usage)
                    return
                }
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard entries.count < Self.capacity else {
            others += entry.usage.hits
            return
        }
        entries.append(entry)
        slots[slot] = hash & Self.hashBits | UInt64(entries.count)
        if entries.count * 2 >= slots.count { grow() }
    }

    private mutating func grow() {
        slots = [UInt64](repeating: 0, count: slots.count * 2)
        for (number, entry) in entries.enumerated() {
            let hash = Self.hash(entry)
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = hash & Self.hashBits | UInt64(number + 1)
        }
    }
}

// MARK: - Keys

/// What a key is packed into:
///
///     63         32 31    16 15 12 11      10    1 0
///    +-------------+--------+-----+-------+-------+--------+
///    | interface   | port   |     | reply | code  | egress |
///    +-------------+--------+-----+-------+-------+--------+
extension FlowAggregates {
    private static func place(
        _ interface: UInt32, _ port: UInt16, _ code: UInt16, isEgress: Bool, looksLikeReply: Bool
    ) -> UInt64 {
        let traits: UInt64 = (looksLikeReply ? 1 << 11 : 0) | (isEgress ? 1 : 0)
        return UInt64(interface) << 32 | UInt64(port) << 16 | UInt64(code) << 1 | traits
    }

    private static func entry(
        _ place: UInt64, _ remote: IPAddress, _ ipProtocol: UInt8, _ usage: DecisionUsage
    ) -> Entry {
        switch remote {
        case .ipv4(let address):
            Entry(
                place: place, remote: UInt128(address.value), ipProtocol: ipProtocol, isIPv6: false,
                usage: usage)
        case .ipv6(let address):
            Entry(place: place, remote: address.value, ipProtocol: ipProtocol, isIPv6: true, usage: usage)
        }
    }

    private static func isEqual(_ left: Entry, _ right: Entry) -> Bool {
        left.place == right.place && left.remote == right.remote && left.ipProtocol == right.ipProtocol
            && left.isIPv6 == right.isIPv6
    }

    /// Multiplicative hashing, folded so that the lowest bits depend on all that was put in.
    private static func hash(_ entry: Entry) -> UInt64 {
        let factor: UInt64 = 0x9e37_79b9_7f4a_7c15
        let low = UInt64(truncatingIfNeeded: entry.remote)
        let high = UInt64(truncatingIfNeeded: entry.remote >> 64)
        var state = (entry.place ^ UInt64(entry.ipProtocol) << 11) &* factor
        state = (state ^ state >> 32 ^ low) &* factor
        state = (state ^ state >> 32 ^ high) &* factor
        return state ^ state >> 29
    }

    private static func aggregate(_ entry: Entry) -> FlowAggregate {
        let remote: IPAddress =
            entry.isIPv6
            ? .ipv6(IPv6Address(entry.remote))
            : .ipv4(IPv4Address(UInt32(truncatingIfNeeded: entry.remote)))
        return FlowAggregate(
            key: FlowAggregateKey(
                interface: UInt32(truncatingIfNeeded: entry.place >> 32),
                direction: entry.place & 1 == 0 ? .ingress : .egress, remote: remote,
                ipProtocol: IPProtocol(entry.ipProtocol),
                port: UInt16(truncatingIfNeeded: entry.place >> 16),
                looksLikeReply: entry.place & 1 << 11 != 0,
                verdictCode: UInt16(truncatingIfNeeded: entry.place >> 1 & 0x3ff)),
            sums: entry.usage.hits, seen: entry.usage.seen)
    }
}
