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

    /// Traffic of those whose names are not kept.
    package private(set) var others = Traffic()

    private var names = NameTable([])
    /// By the number of the name.
    private var traffics: [Traffic] = []
    /// The last name that is kept, as soon as there have been too many.
    private var highest: ArraySlice<UInt8>?

    /// Names that are kept: the lowest ones of all records are so in every part of them, so that the same are kept for any
    /// split.
    package static let capacity = 1000

    /// By name; of merged ones no more than `capacity`.
    package var traffic: [String: Traffic] {
        // Names that are no UTF-8 may be the same as text.
        traffics.enumerated().reduce(into: [:]) { traffic, entry in
            traffic[String(decoding: names.name(entry.offset), as: UTF8.self), default: Traffic()].join(
                entry.element)
        }
    }

    mutating func add(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch, text: Span<UInt8>
    ) {
        var answer = 0
        for index in verdicts.refused where verdicts.isOfUnknownInterface(index) {
            let record = RecordTraffic(index, batch)
            var traffic = Traffic(sums: record.sums, seen: record.seen)
            if answer < verdicts.subnetAnswers.count, verdicts.subnetAnswers[answer].record == index {
                traffic.add(verdicts.subnetAnswers[answer], isAccepted: record.isAccepted)
                answer += 1
            }
            add(traffic, to: batch.interfaceText[index].range, text)
        }
    }

    /// - Parameter name: where the name stands in `text`, with `LineBlock.padding` bytes behind it.
    private mutating func add(_ traffic: Traffic, to name: Range<Int>, _ text: Span<UInt8>) {
        if let known = names.number(of: name, in: text) { return traffics[known].join(traffic) }
        if let highest, Self.isAbove(highest, name, text) { return others.join(traffic) }
        names.add(name, in: text)
        traffics.append(traffic)
        if traffics.count == 2 * Self.capacity { dropHighest() }
    }

    private static func isAbove(_ highest: ArraySlice<UInt8>, _ name: Range<Int>, _ text: Span<UInt8>) -> Bool
    {
        for (byte, index) in zip(highest, name) where byte != text[index] { return text[index] > byte }
        return name.count > highest.count
    }

    /// Keeps as many of the lowest names as may be; from then on higher ones are not even added.
    private mutating func dropHighest() {
        let inOrder = names.numbersInOrder
        let (oldNames, oldTraffics) = (names, traffics)
        names = NameTable([])
        traffics = []
        for number in inOrder.prefix(Self.capacity) { keep(oldNames.name(number), oldTraffics[number]) }
        for number in inOrder.dropFirst(Self.capacity) { others.join(oldTraffics[number]) }
        highest = oldNames.name(inOrder[Self.capacity - 1])
    }

    private mutating func keep(_ name: ArraySlice<UInt8>, _ traffic: Traffic) {
        let text = Array(name) + [UInt8](repeating: 0, count: LineBlock.padding)
        add(traffic, to: 0..<name.count, text.span)
    }

    mutating func merge(_ other: UnknownInterfaces) {
        for (number, traffic) in other.traffics.enumerated() { keep(other.names.name(number), traffic) }
        others.join(other.others)
        if traffics.count > Self.capacity { dropHighest() }
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

extension UnknownInterfaces: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(traffics.count)
        for number in names.numbersInOrder {
            state.write(Array(names.name(number)))
            state.write(traffics[number])
        }
        state.write(others)
        state.write(highest.map { Array($0) })
    }

    package init(from state: inout StateReader) throws(StateError) {
        for _ in 0..<(try state.count()) {
            let name = try [UInt8](from: &state)
            let traffic = try Traffic(from: &state)
            // More than are ever kept, or twice the same, would be joined: nothing written is so.
            guard traffics.count < Self.capacity else { throw state.invalid() }
            keep(name[...], traffic)
        }
        others = try Traffic(from: &state)
        highest = try [UInt8]?(from: &state).map { $0[...] }
    }
}

extension UnknownInterfaces.Traffic: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(sums)
        state.write(seen)
        for count in [permitted, denied, acceptedAgainstACL] { state.write(count) }
        state.write(lowestSubnet)
        state.write(highestSubnet)
    }

    package init(from state: inout StateReader) throws(StateError) {
        sums = try FlowSums(from: &state)
        seen = try TimeSpan(from: &state)
        permitted = try UInt64(from: &state)
        denied = try UInt64(from: &state)
        acceptedAgainstACL = try UInt64(from: &state)
        lowestSubnet = try state.subnet()
        highestSubnet = try state.subnet()
    }
}
