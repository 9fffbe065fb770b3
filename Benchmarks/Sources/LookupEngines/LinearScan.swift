import NetworkPrimitives
import RuleSetKinds

/// Compares a key with rule after rule; the yardstick of what is right.
package struct LinearScan: LookupEngine {
    package static let name = "linear scan"

    /// A rule as four comparisons without a branch on its form.
    private struct Row {
        var address: UInt32
        var mask: UInt32
        var firstPort: UInt16
        var lastPort: UInt16
        var ipProtocol: UInt8
        /// 255, or 0 for a rule of every protocol.
        var protocolMask: UInt8
        var number: UInt32
    }

    private let rows: [Row]

    package init(_ rules: [ClassifierRule]) {
        rows = rules.map { rule in
            let ports = rule.comparesPorts ? rule.ports : .all
            return Row(
                address: rule.address, mask: UInt32.networkMask(rule.prefixLength), firstPort: ports.first,
                lastPort: ports.last, ipProtocol: rule.ipProtocol ?? 0,
                protocolMask: rule.ipProtocol == nil ? 0 : 255, number: rule.number)
        }
    }

    package var byteCount: Int { rows.count * MemoryLayout<Row>.stride }

    /// - Complexity: O(k n), k keys, n rules.
    package mutating func answer(_ keys: [ClassifierKey], into answers: inout [UInt32]) {
        for (index, key) in keys.enumerated() {
            var number: UInt32 = 0
            for row in rows
            where key.address & row.mask == row.address && key.ipProtocol & row.protocolMask == row.ipProtocol
                && row.firstPort <= key.port && key.port <= row.lastPort
            {
                number = row.number
                break
            }
            answers[index] = number
        }
    }
}
