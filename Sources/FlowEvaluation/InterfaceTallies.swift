import FlowLogs

/// Sums by verdict class for each interface that has records; others cost four bytes.
package struct InterfaceTallies: Sendable {
    /// Slot of each interface of the rule set, or `none`.
    private(set) var slotOfInterface: [UInt32]
    private var interfaceOfSlot: [UInt32] = []
    /// One sum for each class, slot after slot.
    var sums: [FlowSums] = []

    static var none: UInt32 { .max }
    private static let classes = VerdictClass.allCases.count

    init(interfaceCount: Int) {
        slotOfInterface = [UInt32](repeating: Self.none, count: interfaceCount)
    }

    /// Counts a record of an interface.
    mutating func add(_ traffic: RecordTraffic, interface: Int, code: Int) {
        let slot = UInt32(slot(of: interface))
        sums[Self.place(slot: slot, code: code)].add(packets: traffic.packets, bytes: traffic.bytes)
    }

    /// Where the sums of a slot for the class of a verdict's code stand in `sums`.
    @inline(__always)
    static func place(slot: UInt32, code: Int) -> Int {
        Int(slot) &* classes &+ Int(UInt(bitPattern: code) / UInt(bitPattern: Verdict.codesOfClass))
    }

    mutating func merge(_ other: InterfaceTallies) {
        for (otherSlot, interface) in other.interfaceOfSlot.enumerated() {
            let slot = slot(of: Int(interface))
            for offset in 0..<Self.classes {
                sums[slot * Self.classes + offset] += other.sums[otherSlot * Self.classes + offset]
            }
        }
    }

    /// Interfaces that have records.
    package var count: Int { interfaceOfSlot.count }

    /// Sums of an interface by the raw value of the class; nil where it has no record.
    package func sums(ofInterface interface: Int) -> ArraySlice<FlowSums>? {
        let slot = slotOfInterface[interface]
        guard slot != Self.none else { return nil }
        return sums[Int(slot) * Self.classes..<(Int(slot) + 1) * Self.classes]
    }

    private mutating func slot(of interface: Int) -> Int {
        let known = slotOfInterface[interface]
        if known != Self.none { return Int(known) }
        let slot = interfaceOfSlot.count
        slotOfInterface[interface] = UInt32(slot)
        interfaceOfSlot.append(UInt32(interface))
        sums.append(contentsOf: repeatElement(FlowSums(), count: Self.classes))
        return slot
    }
}
