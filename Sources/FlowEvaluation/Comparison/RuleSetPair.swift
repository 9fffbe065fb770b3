import FlowLogs
import RuleMatching

/// Two rule sets by which the same records are judged, and one numbering of the interfaces of both: those of the old
/// one as it has them, behind them those that only the new one has.
package struct RuleSetPair: Sendable {
    package let old: CompiledRuleSet
    package let new: CompiledRuleSet
    package let interfaceIDs: [String]
    /// For each interface its number in the new rule set, `NameTable.unknown` where that lacks it.
    let newNumbers: [UInt32]

    package init(old: CompiledRuleSet, new: CompiledRuleSet) {
        self.old = old
        self.new = new
        let oldIDs = old.interfaceIDs
        let newIDs = new.interfaceIDs
        let known = Set(oldIDs)
        let added = newIDs.filter { !known.contains($0) }
        interfaceIDs = oldIDs + added
        let numbers = newIDs.numberOfElement
        newNumbers = interfaceIDs.map { id in numbers[id].map { UInt32($0) } ?? NameTable.unknown }
    }

    /// The number of an interface in the old rule set.
    func oldNumber(_ interface: UInt32) -> UInt32 {
        interface < UInt32(old.interfaceCount) ? interface : NameTable.unknown
    }

    func newNumber(_ interface: UInt32) -> UInt32 {
        interface == NameTable.unknown ? interface : newNumbers[Int(interface)]
    }
}
