import FlowLogs

/// Sums by verdict class for each interface that has records; others cost four bytes.
package struct InterfaceTallies: Sendable {
    /// Where the sums of each interface of the rule set begin in `sums`; `none` where it has no record.
    private(set) var firstSumOfInterface: [UInt32]
    /// Interfaces in the order of their sums.
    private var counted: [UInt32] = []
    /// One sum for each class, interface after interface.
    var sums: [FlowSums] = []

    /// Behind all sums.
    private static var none: UInt32 { .max }
    private static let classes = VerdictClass.allCases.count

    init(interfaceCount: Int) {
        firstSumOfInterface = [UInt32](repeating: Self.none, count: interfaceCount)
    }

    /// Counts a record of an interface.
    mutating func add(_ traffic: RecordTraffic, interface: Int, code: Int) {
        let place = Self.place(UInt32(firstSum(of: interface)), code: UInt16(truncatingIfNeeded: code))
        sums[place].add(packets: traffic.packets, bytes: traffic.bytes)
    }

    /// Where the sums of an interface for the class of a verdict's code stand in `sums`; outside of it where the
    /// interface has none.
    @inline(__always)
    static func place(_ firstSum: UInt32, code: UInt16) -> Int {
        Int(firstSum) &+ Int(code / UInt16(truncatingIfNeeded: Verdict.codesOfClass))
    }

    mutating func merge(_ other: InterfaceTallies) {
        for (position, interface) in other.counted.enumerated() {
            let first = firstSum(of: Int(interface))
            for offset in 0..<Self.classes {
                sums[first + offset] += other.sums[position * Self.classes + offset]
            }
        }
    }

    /// Interfaces that have records.
    package var count: Int { counted.count }

    /// Sums of an interface by the raw value of the class; nil where it has no record.
    package func sums(ofInterface interface: Int) -> ArraySlice<FlowSums>? {
        let first = firstSumOfInterface[interface]
        guard first != Self.none else { return nil }
        return sums[Int(first)..<Int(first) + Self.classes]
    }

    private mutating func firstSum(of interface: Int) -> Int {
        let known = firstSumOfInterface[interface]
        if known != Self.none { return Int(known) }
        let first = sums.count
        firstSumOfInterface[interface] = UInt32(first)
        counted.append(UInt32(interface))
        sums.append(contentsOf: repeatElement(FlowSums(), count: Self.classes))
        return first
    }
}

extension InterfaceTallies {
    /// Interfaces in the order of their numbers.
    func write(to state: inout StateWriter) {
        state.write(counted.count)
        for interface in counted.sorted() {
            state.write(interface)
            for sums in sums(ofInterface: Int(interface)) ?? [] { state.write(sums) }
        }
    }

    /// Takes up what was written, in place of what is counted.
    mutating func read(from state: inout StateReader) throws(StateError) {
        self = InterfaceTallies(interfaceCount: firstSumOfInterface.count)
        for _ in 0..<(try state.count()) {
            let interface = Int(try UInt32(from: &state))
            guard firstSumOfInterface.indices.contains(interface),
                firstSumOfInterface[interface] == Self.none
            else { throw state.invalid() }
            let first = firstSum(of: interface)
            for place in first..<first + Self.classes { sums[place] = try FlowSums(from: &state) }
        }
    }
}
