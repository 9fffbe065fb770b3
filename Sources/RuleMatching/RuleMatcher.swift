import NetworkPrimitives
import NetworkRules

/// Answers questions to the layers, one worker's own.
///
/// Records repeat: however many there are, they fall into few (table, address class, service class)
/// triples. The first of each is decided on the rule tables, all later ones are one look-up in a hash
/// table. Equal answers share a number, so that hits can be tallied by that number and spread over
/// the rules at the end.
package struct RuleMatcher {
    package let compiled: CompiledRuleSet
    /// Answers by number; number 0 is `notApplied`.
    package private(set) var decisions: [Decision] = [.notApplied]

    private var cache = DecisionCache()
    /// Questions of a batch that are answered one by one.
    private var unanswered: [Int] = []
    private var numbers = DecisionNumbers()
    private var match = RuleMatch()
    private var permitting: [RuleCandidate] = []
    private var storedRules = 0
    private let maximumDecisions: Int

    /// - Parameter maximumDecisions: answers to keep before the matcher is full.
    package init(_ compiled: CompiledRuleSet, maximumDecisions: Int = 1 << 16) {
        self.compiled = compiled
        self.maximumDecisions = maximumDecisions
    }

    /// Whether the answers kept have grown so far that the worker should spread its tallies and
    /// call `reset()`.
    package var isFull: Bool { decisions.count > maximumDecisions || storedRules > 1 << 21 }

    /// Forgets all answers; numbers given out before no longer count.
    package mutating func reset() {
        decisions = [.notApplied]
        numbers = DecisionNumbers()
        cache.removeAll()
        storedRules = 0
    }

    /// Answers the questions of a range: `answers[i]` becomes the answer to `keys[i]`.
    ///
    /// - Complexity: O(n) on average for n questions seen before; else see `RuleTable.match`.
    package mutating func decide(
        _ keys: [DecisionKey], _ range: Range<Int>, into answers: inout [LayerAnswer]
    ) {
        if unanswered.count < range.count { unanswered = [Int](repeating: 0, count: range.count) }
        let unansweredCount = cache.answers(to: keys, range, into: &answers, unanswered: &unanswered)
        for position in 0..<unansweredCount {
            let index = unanswered[position]
            answers[index] = cache.answer(to: keys[index]) ?? decide(keys[index])
        }
    }

    /// The answer to one question; numbers given out before no longer count where the matcher was full.
    package mutating func decision(_ key: DecisionKey) -> Decision {
        if key == .notApplied { return .notApplied }
        if isFull { reset() }
        let answer = cache.answer(to: key) ?? decide(key)
        return decisions[Int(answer.number)]
    }

    private mutating func decide(_ key: DecisionKey) -> LayerAnswer {
        let profileTables = UInt32(2 * compiled.profiles.count)
        let direction: TrafficDirection = key.table % 2 == 0 ? .ingress : .egress
        let decision =
            if key.table < profileTables {
                groupDecision(compiled.profiles[Int(key.table / 2)], direction, key)
            } else {
                aclDecision(Int((key.table - profileTables) / 2), direction, key)
            }
        let answer = LayerAnswer(number: number(of: decision), decision.outcome)
        cache.insert(answer, for: key)
        return answer
    }

    private mutating func number(of decision: Decision) -> Int {
        let known = decisions.count
        let number = Int(numbers.number(of: decision, in: &decisions))
        if number == known { storedRules += decision.rules.count }
        return number
    }

    /// Any rule of any group permits; else one that may permit leaves it open.
    private mutating func groupDecision(
        _ profile: GroupProfile, _ direction: TrafficDirection, _ key: DecisionKey
    ) -> Decision {
        let cover = compiled.addresses.cover(of: key.addressClass)
        var isOpen = profile.hasMissingGroup
        permitting.removeAll(keepingCapacity: true)
        for group in profile.groups {
            let section = compiled.section(group: group, direction)
            let table = compiled.tables[Int(compiled.tableOfSection[section])]
            table.match(cover, serviceClass: key.serviceClass, into: &match)
            isOpen = isOpen || !match.possible.isEmpty
            let first = compiled.sections[section].first.value
            for matching in match.certain {
                permitting.append(
                    RuleCandidate(
                        index: compiled.sameRules.standIn(
                            for: RuleIndex(value: first + UInt32(matching.rule))),
                        prefixLength: matching.prefixLength,
                        portCount: table.effects[matching.rule].portCount))
            }
        }
        guard let best = permitting.min(by: { $0.isNamed(before: $1, in: compiled) }) else {
            return Decision(outcome: isOpen ? .undetermined : .deny, rule: nil, rules: [], isSole: false)
        }
        return Decision(
            outcome: .permit, rule: best.index, rules: permitting.map(\.index), isSole: permitting.count == 1)
    }

    /// The first entry that matches decides, unless an earlier one of the other action may match.
    private mutating func aclDecision(
        _ acl: Int, _ direction: TrafficDirection, _ key: DecisionKey
    ) -> Decision {
        let section = compiled.section(acl: acl, direction)
        let table = compiled.tables[Int(compiled.tableOfSection[section])]
        table.match(
            compiled.addresses.cover(of: key.addressClass), serviceClass: key.serviceClass, into: &match)

        let deciding = match.certain.first?.rule
        let outcome = outcome(of: table, decidedBy: deciding)
        guard outcome != .undetermined else {
            return Decision(outcome: .undetermined, rule: nil, rules: [], isSole: false)
        }
        let isIPv6 = compiled.addresses.family(of: key.addressClass) == .ipv6
        let offset = deciding ?? (isIPv6 ? table.ruleCount + 1 : table.ruleCount)
        let rule = compiled.sameRules.standIn(
            for: RuleIndex(value: compiled.sections[section].first.value + UInt32(offset)))
        let outcomeWithout = self.outcome(of: table, decidedBy: match.certain.dropFirst().first?.rule)
        return Decision(
            outcome: outcome, rule: rule, rules: [rule], isSole: deciding != nil && outcome != outcomeWithout)
    }

    /// What an ACL says where `deciding` is the first entry that matches, nil for the default rule:
    /// open where an earlier one of the other action may match.
    private func outcome(of table: RuleTable, decidedBy deciding: Int?) -> LayerOutcome {
        let action = deciding.map { table.effects[$0].action } ?? .deny
        let isOpen = match.possible.lazy.prefix { $0.rule < deciding ?? table.ruleCount }
            .contains { table.effects[$0.rule].action != action }
        return isOpen ? .undetermined : action == .allow ? .permit : .deny
    }
}

/// A permitting rule, as verdicts choose the one that they name among several.
private struct RuleCandidate {
    let index: RuleIndex
    let prefixLength: Int
    let portCount: UInt32

    /// The longest prefix first, then the fewest ports, then the lowest name.
    func isNamed(before other: RuleCandidate, in compiled: CompiledRuleSet) -> Bool {
        if prefixLength != other.prefixLength { return prefixLength > other.prefixLength }
        if portCount != other.portCount { return portCount < other.portCount }
        return compiled.ruleName(index) < compiled.ruleName(other.index)
    }
}
