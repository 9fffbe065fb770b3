/// Why a rule set is too large for the compiled form.
public enum RuleSetCompilerError: Error, Hashable, Sendable {
    case tooManyAddressClasses(Int)
    case tooManyServiceClasses(Int)
    case tooManyPeerSets(Int)
    case tooManyTables(Int)
    case tooManyRules(Int)

    /// One sentence for the user.
    public var message: String {
        let (count, what, limit) =
            switch self {
            case .tooManyAddressClasses(let n): (n, "classes of addresses", DecisionKey.maximumAddressClass)
            case .tooManyServiceClasses(let n): (n, "classes of services", DecisionKey.maximumServiceClass)
            case .tooManyPeerSets(let n): (n, "blocks, groups and lists in rules", PeerSet.maximumIndex)
            case .tooManyTables(let n): (n, "combinations of groups, and ACLs", DecisionKey.maximumTable)
            case .tooManyRules(let n): (n, "rules", UInt32.max)
            }
        return "the rule set has \(count) \(what), more than the \(limit) that can be compiled; "
            + "split it by account or region and evaluate each with its own logs"
    }
}
