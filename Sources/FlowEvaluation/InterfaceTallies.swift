import FlowLogs

/// Sums by verdict class for each interface that has records; others cost four bytes.
package struct InterfaceTallies: Sendable {
    /// Slot of each interface of the rule set, or `none`.
    private var slotOfInterface: [UInt32]
    private var interfaceOfSlot: [UInt32] = []
    /// One sum for each class, slot after slot.
    private var sums: [FlowSums] = []

    private static let none = UInt32.max
    private static let classes = VerdictClass.allCases.count

    init(interfaceCount: Int) {
        slotOfInterface = [UInt32](repeating: Self.none, count: interfaceCount)
    }

    /// Counts the records of a batch whose interface is known.
    mutating func add(_ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch) {
        let interfaces = batch.interface.span
        for index in 0..<batch.count {
            let interface = interfaces[index]
            if batch.present[index].contains(.interfaceID), interface != InterfaceNameTable.unknown {
                _ = slot(of: Int(interface))
            }
        }
        Self.add(batch, verdicts, slotOfInterface, to: &sums)
    }

    private static func add(
        _ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch, _ slotOfInterface: [UInt32],
        to sums: inout [FlowSums]
    ) {
        let slots = slotOfInterface.span
        var sums = sums.mutableSpan
        let presence = batch.present.span.extracting(first: batch.count)
        let interfaces = batch.interface.span.extracting(first: batch.count)
        let codes = verdicts.code.span.extracting(first: batch.count)
        let packets = batch.packets.span.extracting(first: batch.count)
        let bytes = batch.bytes.span.extracting(first: batch.count)
        for index in presence.indices {
            let present = presence[index]
            guard present.contains(.interfaceID), interfaces[index] != InterfaceNameTable.unknown else {
                continue
            }
            let place =
                Int(slots[Int(interfaces[index])]) &* classes &+ Int(codes[index]) / Verdict.codesOfClass
            sums[place].add(
                packets: present.contains(.packets) ? packets[index] : 0,
                bytes: present.contains(.bytes) ? bytes[index] : 0)
        }
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
