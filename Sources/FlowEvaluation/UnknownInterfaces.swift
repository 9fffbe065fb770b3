import FlowLogs

/// Interfaces that records name and the rule set does not hold, with their traffic.
package struct UnknownInterfaces: Sendable {
    /// What is known of one.
    package struct Traffic: Hashable, Sendable {
        package fileprivate(set) var sums = FlowSums()
        package fileprivate(set) var seen = TimeSpan()
    }

    /// By name; of merged ones no more than `capacity`.
    package private(set) var traffic: [String: Traffic] = [:]
    /// Traffic of those whose names are not kept.
    package private(set) var others = Traffic()

    /// The last name that is kept, as soon as there have been too many.
    private var highest: String?

    /// Names that are kept: the lowest ones of all records are so in every part of them, so that the same are kept for any
    /// split.
    package static let capacity = 1000

    mutating func add(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch, text: Span<UInt8>
    ) {
        for index in verdicts.refused
        where Verdict(code: Int(verdicts.code[index]))?.reason == .unknownInterface {
            let record = RecordTraffic(index, batch)
            let name = String(copying: text.extracting(batch.interfaceText[index].range))
            add(Traffic(sums: record.sums, seen: record.seen), to: name)
        }
    }

    private mutating func add(_ traffic: Traffic, to name: String) {
        if let highest, name > highest { return others.join(traffic) }
        if self.traffic[name]?.join(traffic) != nil { return }
        self.traffic[name] = traffic
        if self.traffic.count == 2 * Self.capacity { dropHighest() }
    }

    /// Keeps as many of the lowest names as may be; from then on higher ones are not even looked up.
    private mutating func dropHighest() {
        for name in traffic.keys.sorted().dropFirst(Self.capacity) {
            if let dropped = traffic.removeValue(forKey: name) { others.join(dropped) }
        }
        highest = traffic.keys.max()
    }

    mutating func merge(_ other: UnknownInterfaces) {
        for (name, traffic) in other.traffic { add(traffic, to: name) }
        others.join(other.others)
        if traffic.count > Self.capacity { dropHighest() }
    }
}

extension UnknownInterfaces.Traffic {
    fileprivate mutating func join(_ other: Self) {
        sums += other.sums
        seen += other.seen
    }
}
