import FlowLogs
import NetworkPrimitives

/// Sums of the records that the rules let through, by interface, far side, service and verdict: what rules are measured
/// by.
///
/// A hash table, open addressing, linear probing, at most half full; the slots hold numbers of entries and bits of their
/// hashes, so that growing moves no entry. Exact up to `capacity` keys; records of further ones are counted together.
package struct FlowAggregates: Sendable {
    private struct Entry: Sendable {
        let key: PackedFlowKey
        var sums = FlowSums()
        var seen = TimeSpan()

        mutating func add(_ traffic: RecordTraffic) {
            sums.add(packets: traffic.packets, bytes: traffic.bytes)
            seen += traffic.seen
        }
    }

    /// A record of a batch that is to be added.
    private struct Pending: Sendable {
        let key: PackedFlowKey
        let hash: UInt64
        let record: Int
        /// What stands in the first slot that may be its key's.
        var slot: UInt64 = 0
    }

    /// The bits of a slot that are those of the hash.
    private static let hashBits: UInt64 = 0xffff_ffff_0000_0000

    /// Keys that a table holds at the most; of several that are merged together.
    package static let largestCapacity = 1 << 21

    private let capacity: Int
    private var entries: [Entry] = []
    /// Bits 63...32 hold those of the hash, bits 31...0 the entry's number + 1; 0 in a free slot.
    private var slots = [UInt64](repeating: 0, count: 1 << 12)
    private var ipv6Addresses: NumberedAddresses
    /// Records whose keys found no room.
    package private(set) var others = FlowSums()

    private var pending: [Pending] = []
    /// Places in `pending` of records whose entries stand further on, or are to be made.
    private var missed: [Int] = []

    /// - Parameter capacity: keys that are told apart, at most `largestCapacity`.
    package init(capacity: Int = largestCapacity) {
        self.capacity = min(max(0, capacity), Self.largestCapacity)
        ipv6Addresses = NumberedAddresses(capacity: self.capacity)
    }

    package var count: Int { entries.count }

    /// A table without any key that counts the same records together.
    var withoutKeys: FlowAggregates {
        var table = FlowAggregates(capacity: 0)
        table.others = others
        return table
    }

    /// Whether every record is in an aggregate of its own key.
    package var isComplete: Bool { others.records == 0 }

    /// Adds the records of a batch that the rules let through.
    ///
    /// - Complexity: O(n) on average, n records.
    mutating func add(_ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch) {
        collect(batch, verdicts)
        makeRoom(for: pending.count)
        Self.probe(slots, &pending)
        Self.addKnown(pending, batch, &entries, &missed)
        for place in missed {
            let traffic = RecordTraffic(pending[place].record, batch)
            guard let number = number(of: pending[place].key, pending[place].hash) else {
                others += traffic.sums
                continue
            }
            entries[number].add(traffic)
        }
    }

    mutating func merge(_ other: FlowAggregates) {
        if entries.isEmpty, isComplete, other.count <= capacity {
            self = other
            return
        }
        others += other.others
        makeRoom(for: other.entries.count)
        for entry in other.entries { add(entry.sums, entry.seen, to: renumbered(entry.key, of: other)) }
    }

    /// Adds to the entry of a key; what has none, for want of room, is counted with the others.
    ///
    /// - Parameter key: nil where there was no room for its address.
    /// - Precondition: the slots have room for one more key.
    private mutating func add(_ sums: FlowSums, _ seen: TimeSpan, to key: PackedFlowKey?) {
        guard let key, let number = number(of: key, key.hash) else {
            others += sums
            return
        }
        entries[number].sums += sums
        entries[number].seen += seen
    }

    /// The same key in this table, where addresses of IPv6 have numbers of their own.
    private mutating func renumbered(_ key: PackedFlowKey, of other: FlowAggregates) -> PackedFlowKey? {
        guard key.isIPv6 else { return key }
        return ipv6Addresses.number(of: other.ipv6Addresses[key.remoteWord]).map(key.withRemoteNumber)
    }

    /// All aggregates, in the order of `FlowAggregateKey.precedes`.
    ///
    /// - Complexity: O(n log n), n their number.
    package var sorted: [FlowAggregate] {
        // Keys as numbers, with those of the entries behind them, are sorted faster than entries.
        let ranks = ipv6Addresses.ranks
        let numberWidth = UInt128(UInt128.bitWidth - PackedFlowKey.orderWidth)
        var order = entries.enumerated().map { number, entry in
            let remote = entry.key.remoteWord
            return entry.key.order(remote: entry.key.isIPv6 ? ranks[Int(remote)] : remote) << numberWidth
                | UInt128(number)
        }
        order.sort()
        return order.map { aggregate(entries[Int(truncatingIfNeeded: $0 & (1 << numberWidth - 1))]) }
    }

    private func aggregate(_ entry: Entry) -> FlowAggregate {
        let word = entry.key.remoteWord
        let remote: IPAddress =
            entry.key.isIPv6 ? .ipv6(IPv6Address(ipv6Addresses[word])) : .ipv4(IPv4Address(word))
        return FlowAggregate(key: entry.key.unpacked(remote: remote), sums: entry.sums, seen: entry.seen)
    }
}

// MARK: - The records of a batch

extension FlowAggregates {
    private static let returnCode = UInt16(Verdict(.allowedBySG, .returnTraffic).code)
    private static let presumedReturnCode = UInt16(Verdict(.allowedBySG, .presumedReturn).code)

    /// Finds the records that count, and their keys.
    private mutating func collect(_ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch) {
        pending.removeAll(keepingCapacity: true)
        for index in 0..<batch.count where verdicts.verdictClass(index) == .allowedBySG {
            guard let direction = verdicts.direction[index].direction else { continue }
            let remote =
                direction == .ingress
                ? batch.matchedSource(index, .ingress) : batch.matchedDestination(index, .egress)
            guard let remote else { continue }
            guard let word = word(of: remote) else {
                others += RecordTraffic(index, batch).sums
                continue
            }
            let code = verdicts.code[index]
            let ipProtocol = IPProtocol(batch.ipProtocol[index])
            let ports = (source: batch.sourcePort[index], destination: batch.destinationPort[index])
            let isReturn = code == Self.returnCode || code == Self.presumedReturnCode
            let port = isReturn ? ports.source : ports.destination
            let looksLikeReply = ConnectionEvidence.looksLikeReply(
                ipProtocol, sourcePort: ports.source, destinationPort: ports.destination,
                tcpFlags: batch.present[index].contains(.tcpFlags) ? batch.tcpFlags[index] : nil)
            let key = PackedFlowKey(
                interface: batch.interface[index], isEgress: direction == .egress,
                isIPv6: remote.family == .ipv6, remote: word, ipProtocol: ipProtocol.number,
                port: ipProtocol.hasPorts ? port : 0, looksLikeReply: looksLikeReply, code: code)
            pending.append(Pending(key: key, hash: key.hash, record: index))
        }
    }

    private mutating func word(of remote: IPAddress) -> UInt32? {
        switch remote {
        case .ipv4(let address): address.value
        case .ipv6(let address): ipv6Addresses.number(of: address.value)
        }
    }

    /// Fetches the first slot of each record, before any of them is looked at: each may have to come from memory, and so
    /// they come side by side.
    private static func probe(_ slots: [UInt64], _ pending: inout [Pending]) {
        let slots = slots.span
        var pending = pending.mutableSpan
        let mask = slots.count &- 1
        for place in pending.indices {
            pending[place].slot = slots[Int(truncatingIfNeeded: pending[place].hash) & mask]
        }
    }

    /// Adds the records whose entries their first slots name; notes the others.
    private static func addKnown(
        _ pending: [Pending], _ batch: borrowing FlowRecordBatch, _ entries: inout [Entry],
        _ missed: inout [Int]
    ) {
        missed.removeAll(keepingCapacity: true)
        let pending = pending.span
        var entries = entries.mutableSpan
        for place in pending.indices {
            let one = pending[place]
            let number = Int(one.slot & 0xffff_ffff) &- 1
            guard number >= 0, one.slot >> 32 == one.hash >> 32, entries[number].key == one.key else {
                missed.append(place)
                continue
            }
            entries[number].add(RecordTraffic(one.record, batch))
        }
    }
}

// MARK: - The table

extension FlowAggregates {
    /// The entry of a key, which is made where there is none; nil where there is no room for it.
    ///
    /// - Precondition: the slots have room for one more key.
    private mutating func number(of key: PackedFlowKey, _ hash: UInt64) -> Int? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            if slots[slot] >> 32 == hash >> 32 {
                let number = Int(slots[slot] & 0xffff_ffff) - 1
                if entries[number].key == key { return number }
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard entries.count < capacity else { return nil }
        entries.append(Entry(key: key))
        slots[slot] = hash & Self.hashBits | UInt64(entries.count)
        return entries.count - 1
    }

    /// Sees to it that no more than half of the slots are taken after so many new keys.
    private mutating func makeRoom(for added: Int) {
        let keys = min(entries.count + added, capacity)
        guard keys * 2 > slots.count else { return }
        var count = slots.count
        while keys * 2 > count { count *= 2 }
        slots = [UInt64](repeating: 0, count: count)
        for (number, entry) in entries.enumerated() {
            let hash = entry.key.hash
            var slot = Int(truncatingIfNeeded: hash) & (count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (count - 1) }
            slots[slot] = hash & Self.hashBits | UInt64(number + 1)
        }
    }
}

// MARK: - As it is kept

extension FlowAggregates {
    /// Aggregates in their order.
    func write(to state: inout StateWriter) {
        state.write(sorted)
        state.write(others)
    }

    /// Takes up what was written, beside what is summed; what finds no room is counted with the others.
    mutating func read(from state: inout StateReader) throws(StateError) {
        for _ in 0..<(try state.count()) {
            let aggregate = try FlowAggregate(from: &state)
            makeRoom(for: 1)
            add(aggregate.sums, aggregate.seen, to: packed(aggregate.key))
        }
        others += try FlowSums(from: &state)
    }

    /// The same key as the table has it; nil where there is no room for its address.
    private mutating func packed(_ key: FlowAggregateKey) -> PackedFlowKey? {
        guard let word = word(of: key.remote) else { return nil }
        return PackedFlowKey(
            interface: key.interface, isEgress: key.direction == .egress,
            isIPv6: key.remote.family == .ipv6, remote: word, ipProtocol: key.ipProtocol.number,
            port: key.port, looksLikeReply: key.looksLikeReply, code: key.verdictCode)
    }
}
