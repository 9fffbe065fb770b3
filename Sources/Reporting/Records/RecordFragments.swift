import FlowEvaluation
import FlowLogs
import GzipInput
import NetworkRules
import RuleMatching

/// The pieces of text that verdict records share, each spelled when it is first needed.
struct RecordFragments {
    private let syntax: RecordSyntax
    private let compiled: CompiledRuleSet

    /// Pieces that never change.
    private let openings: [ShortFragment]
    private let textOpenings: [ShortFragment]
    private let nulls: [ShortFragment]
    private let directions: [ShortFragment]
    private let actions: [ShortFragment]
    private let quote: ShortFragment
    private var verdictPool = FragmentPool()
    private var verdicts: [Fragment] = []

    private var input: InputSource?
    private var filePool = FragmentPool()
    /// The record's start up to its line number.
    private(set) var file: Fragment

    /// At most one for each interface of the rule set.
    private var interfacePool = FragmentPool()
    private var interfaces: [Fragment]

    /// Columns of groups and ACLs by number of the decision, until those are forgotten.
    private var decisionPool = FragmentPool()
    private var groups: [Fragment] = []
    private var acls: [Fragment] = []
    /// By ACL, for decisions that name no entry.
    private var undeterminedACLs: [Int: Fragment] = [:]

    init(_ syntax: RecordSyntax, _ compiled: CompiledRuleSet) {
        self.syntax = syntax
        self.compiled = compiled
        interfaces = [Fragment](repeating: .absent, count: compiled.interfaces.count)
        quote = ShortFragment(syntax.quote)
        file = filePool.add([])
        let columns = VerdictRecordColumn.allCases
        openings = columns.map { ShortFragment(syntax.opening($0)) }
        textOpenings = columns.map { ShortFragment(syntax.opening($0) + syntax.quote) }
        nulls = columns.map { ShortFragment(syntax.opening($0) + syntax.null) }
        directions = [RecordDirection.ingress, .egress, .unknown].map {
            ShortFragment(syntax.column(.direction, $0.direction?.description))
        }
        actions = ["ACCEPT", "REJECT", nil].map { ShortFragment(syntax.column(.action, $0)) }
        for code in 0..<Verdict.codeCount {
            verdicts.append(
                Verdict(code: code).map { verdictPool.add(Self.columns(of: $0, syntax)) } ?? .absent)
        }
    }

    /// Prepares for records of `input` and answers numbered below `decisionCount`.
    mutating func begin(_ input: InputSource, decisionCount: Int) {
        if self.input != input {
            self.input = input
            filePool.removeAll()
            file = filePool.add(syntax.column(.file, input.displayName) + syntax.opening(.line))
        }
        if groups.count < decisionCount {
            let missing = repeatElement(Fragment.absent, count: decisionCount - groups.count)
            groups.append(contentsOf: missing)
            acls.append(contentsOf: missing)
        }
    }

    mutating func forgetDecisions() {
        decisionPool.removeAll()
        groups.removeAll(keepingCapacity: true)
        acls.removeAll(keepingCapacity: true)
        undeterminedACLs.removeAll(keepingCapacity: true)
    }

    // MARK: - Appending

    @inline(__always)
    func appendFile(to cursor: inout RecordCursor) { filePool.append(file, to: &cursor) }

    @inline(__always)
    func appendOpening(_ column: VerdictRecordColumn, to cursor: inout RecordCursor) {
        openings[column.rawValue].append(to: &cursor)
    }

    @inline(__always)
    func appendTextOpening(_ column: VerdictRecordColumn, to cursor: inout RecordCursor) {
        textOpenings[column.rawValue].append(to: &cursor)
    }

    @inline(__always)
    func appendNull(_ column: VerdictRecordColumn, to cursor: inout RecordCursor) {
        nulls[column.rawValue].append(to: &cursor)
    }

    @inline(__always)
    func appendQuote(to cursor: inout RecordCursor) { quote.append(to: &cursor) }

    @inline(__always)
    func appendDirection(_ direction: RecordDirection, to cursor: inout RecordCursor) {
        directions[Int(direction.rawValue)].append(to: &cursor)
    }

    @inline(__always)
    func appendAction(_ action: FlowAction?, to cursor: inout RecordCursor) {
        actions[action.map { Int($0.rawValue) } ?? 2].append(to: &cursor)
    }

    @inline(__always)
    func appendVerdict(_ code: Int, to cursor: inout RecordCursor) {
        verdictPool.append(verdicts[code], to: &cursor)
    }

    @inline(__always)
    mutating func appendInterface(_ number: Int, to cursor: inout RecordCursor) {
        if interfaces[number] == .absent {
            let id = compiled.ruleSet.interfaces[number].id
            interfaces[number] = interfacePool.add(syntax.column(.interface, id))
        }
        interfacePool.append(interfaces[number], to: &cursor)
    }

    /// Appends a piece that `securityGroup` or `networkACL` returned.
    @inline(__always)
    func append(_ decision: Fragment, to cursor: inout RecordCursor) {
        decisionPool.append(decision, to: &cursor)
    }

    /// Whether the reason stands in the record, so that `appendVerdict` stops before it.
    func statesReason(_ code: Int) -> Bool { code == Self.statedReasonCode }

    private static let statedReasonCode = Verdict(.vpcBlocked, .statedReason).code

    // MARK: - Spelling

    private static func columns(of verdict: Verdict, _ syntax: RecordSyntax) -> [UInt8] {
        let start = syntax.column(.verdictClass, verdict.verdictClass.name)
        if verdict.code == statedReasonCode { return start + syntax.opening(.reason) }
        return start + syntax.column(.reason, verdict.reason.name)
            + syntax.column(.certainty, verdict.certainty?.name)
    }

    /// Both columns of the groups' answer in the credited reading.
    mutating func securityGroup(_ decision: UInt32, _ matcher: RuleMatcher) -> Fragment {
        let known = groups[Int(decision)]
        if known != .absent { return known }
        let group = DecisionNames.securityGroup(matcher.decisions[Int(decision)], compiled)
        let fragment = decisionPool.add(
            syntax.column(.securityGroup, group?.id) + syntax.column(.securityGroupRule, group?.rule))
        groups[Int(decision)] = fragment
        return fragment
    }

    /// Both columns of the network ACL's answer, and the record's end; nil where the answer does not tell the ACL, but
    /// the interface does: see `undeterminedACL(ofInterface:)`.
    mutating func networkACL(_ decision: UInt32, _ matcher: RuleMatcher) -> Fragment? {
        let known = acls[Int(decision)]
        if known != .absent { return known }
        let answer = matcher.decisions[Int(decision)]
        if answer.outcome == .undetermined { return nil }
        let fragment = columns(of: DecisionNames.networkACL(answer, compiled))
        acls[Int(decision)] = fragment
        return fragment
    }

    /// The same for an ACL that leaves open whether it permits.
    ///
    /// - Parameter interface: the record's, as it was then.
    mutating func undeterminedACL(ofInterface interface: Int) -> Fragment {
        let key = compiled.networkACL(ofInterface: interface) ?? -1
        if let known = undeterminedACLs[key] { return known }
        let fragment = columns(of: DecisionNames.undeterminedACL(ofInterface: interface, compiled))
        undeterminedACLs[key] = fragment
        return fragment
    }

    private mutating func columns(of acl: DecisionNames.ACL?) -> Fragment {
        decisionPool.add(
            syntax.column(.networkACL, acl?.id) + syntax.column(.networkACLRule, number: acl?.rule)
                + syntax.recordEnd)
    }
}
