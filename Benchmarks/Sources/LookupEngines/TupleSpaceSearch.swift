import NetworkPrimitives
import RuleSetKinds

/// A hash table for each form of rule: each prefix length, with or without a protocol, and each level
/// of port ranges.
///
/// Source: Srinivasan, Suri and Varghese, "Packet Classification using Tuple Space Search" (SIGCOMM
/// 1999). Port ranges are given numbers as it proposes: ranges that overlap stand on different levels,
/// so that on each level a port lies in one range at most, and a table of 65,536 entries tells which.
/// Tuples are tried in the order of their best rule, and the search ends where none can be better than
/// what was found.
package struct TupleSpaceSearch: LookupEngine {
    package static let name = "tuple-space search"

    private let tuples: [Tuple]
    private let levels: [[UInt16]]

    package init(_ rules: [ClassifierRule]) {
        let levels = PortLevels(Set(rules.map(\.lookedUpPorts)))
        var rulesOfForm: [TupleForm: [ClassifierRule]] = [:]
        for rule in rules { rulesOfForm[TupleForm(rule, levels), default: []].append(rule) }
        tuples = rulesOfForm.map { form, rules in Tuple(form, rules, levels) }
            .sorted { $0.bestNumber < $1.bestNumber }
        self.levels = levels.rangeOfPort
    }

    package var byteCount: Int {
        tuples.reduce(0) { $0 + $1.byteCount } + levels.count * 65536 * MemoryLayout<UInt16>.stride
    }

    /// - Complexity: O(k t) on average, k keys, t tuples.
    package mutating func answer(_ keys: [ClassifierKey], into answers: inout [UInt32]) {
        for (index, key) in keys.enumerated() {
            var best = UInt32.max
            for tuple in tuples {
                if tuple.bestNumber >= best { break }
                let range = tuple.level < 0 ? 0 : levels[tuple.level][Int(key.port)]
                best = min(best, tuple.number(of: key, range: range))
            }
            answers[index] = best == .max ? 0 : best
        }
    }
}

/// What rules of one hash table have in common.
private struct TupleForm: Hashable {
    var prefixLength: Int
    var hasProtocol: Bool
    /// The level of the port range; -1 where all ports are meant.
    var level: Int

    init(_ rule: ClassifierRule, _ levels: PortLevels) {
        prefixLength = rule.prefixLength
        hasProtocol = rule.ipProtocol != nil
        level = rule.lookedUpPorts == .all ? -1 : levels.level(of: rule.lookedUpPorts)
    }
}

extension ClassifierRule {
    fileprivate var lookedUpPorts: PortRange { comparesPorts ? ports : .all }
}

/// Port ranges on levels, no two of one level overlapping.
private struct PortLevels {
    /// For each level the number of the range that a port lies in; 0 for none.
    private(set) var rangeOfPort: [[UInt16]] = []
    private var placeOfRange: [PortRange: (level: Int, number: UInt16)] = [:]

    init(_ ranges: Set<PortRange>) {
        let sorted = ranges.filter { $0 != .all }.sorted { ($0.count, $0.first) < ($1.count, $1.first) }
        for (index, range) in sorted.enumerated() {
            let ports = Int(range.first)...Int(range.last)
            var level = rangeOfPort.firstIndex { $0[ports].allSatisfy { $0 == 0 } }
            if level == nil {
                level = rangeOfPort.count
                rangeOfPort.append([UInt16](repeating: 0, count: 65536))
            }
            guard let level else { continue }
            let number = UInt16(truncatingIfNeeded: index + 1)
            for port in ports { rangeOfPort[level][port] = number }
            placeOfRange[range] = (level, number)
        }
    }

    func level(of range: PortRange) -> Int { placeOfRange[range]?.level ?? -1 }
    func number(of range: PortRange) -> UInt16 { placeOfRange[range]?.number ?? 0 }
}

/// One hash table: open addressing, linear probing, at most half full.
private struct Tuple {
    let level: Int
    let bestNumber: UInt32
    private let mask: UInt32
    private let protocolMask: UInt8
    private var slots: [Slot]

    private struct Slot {
        /// Bits 63...32 the address, 31...16 the port range, 7...0 the protocol.
        var key: UInt64
        /// 0 in a free slot.
        var number: UInt32
    }

    init(_ form: TupleForm, _ rules: [ClassifierRule], _ levels: PortLevels) {
        level = form.level
        bestNumber = rules.first?.number ?? .max
        mask = UInt32.networkMask(form.prefixLength)
        protocolMask = form.hasProtocol ? 255 : 0
        var capacity = 2
        while capacity < rules.count * 2 { capacity *= 2 }
        slots = [Slot](repeating: Slot(key: 0, number: 0), count: capacity)
        for rule in rules {
            let key = Self.key(rule.address, levels.number(of: rule.lookedUpPorts), rule.ipProtocol ?? 0)
            var slot = self.slot(of: key)
            while slots[slot].number != 0, slots[slot].key != key { slot = (slot + 1) & (capacity - 1) }
            // Rules come in ascending order, so that the first of equal ones stays.
            if slots[slot].number == 0 { slots[slot] = Slot(key: key, number: rule.number) }
        }
    }

    var byteCount: Int { slots.count * MemoryLayout<Slot>.stride }

    /// The number of the rule that matches, or the greatest number there is.
    @inline(__always)
    func number(of key: ClassifierKey, range: UInt16) -> UInt32 {
        let key = Self.key(key.address & mask, range, key.ipProtocol & protocolMask)
        var slot = slot(of: key)
        while slots[slot].number != 0 {
            if slots[slot].key == key { return slots[slot].number }
            slot = (slot + 1) & (slots.count - 1)
        }
        return .max
    }

    private static func key(_ address: UInt32, _ range: UInt16, _ ipProtocol: UInt8) -> UInt64 {
        UInt64(address) << 32 | UInt64(range) << 16 | UInt64(ipProtocol)
    }

    private func slot(of key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32) & (slots.count - 1)
    }
}
