import FlowLogs

/// Interfaces that records name and the rule set does not hold, with their traffic.
package struct UnknownInterfaces: Sendable {
    /// What is known of one.
    package struct Traffic: Hashable, Sendable {
        package fileprivate(set) var sums = FlowSums()
        package fileprivate(set) var seen = TimeSpan()
        /// Number of its subnet; nil where no record tells, or several say otherwise.
        package var subnet: Int? { lowestSubnet == highestSubnet ? lowestSubnet : nil }
        /// Records that the network ACL of the subnet permits, and those that it denies.
        package fileprivate(set) var permitted: UInt64 = 0
        package fileprivate(set) var denied: UInt64 = 0
        /// Those that it denies and that were accepted nevertheless.
        package fileprivate(set) var acceptedAgainstACL: UInt64 = 0

        fileprivate var lowestSubnet: Int?
        fileprivate var highestSubnet: Int?
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
        var answer = 0
        for index in verdicts.refused
        where Verdict(code: Int(verdicts.code[index]))?.reason == .unknownInterface {
            let record = RecordTraffic(index, batch)
            var traffic = Traffic(sums: record.sums, seen: record.seen)
            if answer < verdicts.subnetAnswers.count, verdicts.subnetAnswers[answer].record == index {
                traffic.add(verdicts.subnetAnswers[answer], isAccepted: record.isAccepted)
                answer += 1
            }
            add(traffic, to: String(copying: text.extracting(batch.interfaceText[index].range)))
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
        permitted &+= other.permitted
        denied &+= other.denied
        acceptedAgainstACL &+= other.acceptedAgainstACL
        if let subnet = other.lowestSubnet { lowestSubnet = min(lowestSubnet ?? subnet, subnet) }
        if let subnet = other.highestSubnet { highestSubnet = max(highestSubnet ?? subnet, subnet) }
    }

    /// Adds what the ACL says of a record.
    fileprivate mutating func add(_ answer: SubnetAnswer, isAccepted: Bool) {
        (lowestSubnet, highestSubnet) = (answer.subnet, answer.subnet)
        switch answer.answer.outcome {
        case .permit: permitted += 1
        case .deny:
            denied += 1
            if isAccepted, !answer.isNeverFiltered { acceptedAgainstACL += 1 }
        case .notApplied, .undetermined: break
        }
    }
}
