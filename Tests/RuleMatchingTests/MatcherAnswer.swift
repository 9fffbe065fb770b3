import NetworkPrimitives
import NetworkRules
import TestSupport

@testable import RuleMatching

/// What both layers say to a question, in words that the fast matcher and the naive one can both give.
struct MatcherAnswer: Equatable, CustomStringConvertible {
    struct Groups: Equatable {
        var outcome: LayerOutcome
        /// Group and rule of each rule that permits, sorted.
        var permitting: [String] = []
        var named: String?
        var isSole = false
    }

    struct ACL: Equatable {
        var outcome: LayerOutcome
        var aclID: String?
        var ruleNumber: Int?
        /// Whether the answer would be another without the deciding entry.
        var isSole = false
    }

    var groups: Groups
    var acl: ACL

    var description: String { "groups \(groups), ACL \(acl)" }
}

// MARK: - The naive answer

extension MatcherAnswer {
    init(_ question: MatcherQuestion, _ interface: NetworkInterface, _ reference: ReferenceMatcher) {
        groups = Groups(
            reference.securityGroups(of: interface, question.direction, question.flow))
        acl = ACL(outcome: .notApplied)
        guard let answer = reference.networkACL(of: interface, question.direction, question.flow) else {
            return
        }
        acl = ACL(outcome: LayerOutcome(answer.outcome), aclID: answer.aclID, ruleNumber: answer.ruleNumber)
        let entries = reference.networkACL(of: interface)?.entries(question.direction) ?? []
        if let deciding = entries.firstIndex(where: { $0.ruleNumber == answer.ruleNumber }) {
            var others = entries
            others.remove(at: deciding)
            acl.isSole =
                LayerOutcome(ReferenceACLAnswer.Outcome(others, question.flow, reference)) != acl.outcome
        }
    }
}

extension MatcherAnswer.Groups {
    fileprivate init(_ answer: ReferenceGroupAnswer?) {
        guard let answer else {
            self.init(outcome: .notApplied)
            return
        }
        let outcome: LayerOutcome =
            switch answer.match {
            case .yes: .permit
            case .no: .deny
            case .maybe: .undetermined
            }
        self.init(
            outcome: outcome, permitting: answer.permits.map(\.text).sorted(), named: answer.named?.text,
            isSole: answer.permits.count == 1)
    }
}

extension ReferencePermit {
    fileprivate var text: String { "\(groupID) \(rule)" }
}

extension LayerOutcome {
    fileprivate init(_ outcome: ReferenceACLAnswer.Outcome) {
        switch outcome {
        case .permit: self = .permit
        case .deny: self = .deny
        case .maybe: self = .undetermined
        }
    }
}

extension ReferenceACLAnswer.Outcome {
    /// What entries in ascending order say to a packet.
    fileprivate init(_ entries: [NetworkACLEntry], _ flow: ReferenceFlow, _ reference: ReferenceMatcher) {
        var open: Set<NetworkACLEntry.Action> = []
        for entry in entries {
            switch reference.match(entry, flow) {
            case .no: continue
            case .maybe: open.insert(entry.action)
            case .yes:
                let isOpen = open.contains(entry.action == .allow ? .deny : .allow)
                self = isOpen ? .maybe : entry.action == .allow ? .permit : .deny
                return
            }
        }
        self = open.contains(.allow) ? .maybe : .deny
    }
}

// MARK: - The fast answer

extension MatcherAnswer {
    init(_ question: MatcherQuestion, interface: Int, _ matcher: inout RuleMatcher) {
        let (groupKey, aclKey) = question.keys(interface: interface, matcher.compiled)
        var answers = [LayerAnswer.notApplied, .notApplied]
        matcher.decide([groupKey, aclKey], 0..<2, into: &answers)
        groups = Groups(matcher.decisions[Int(answers[0].number)], matcher.compiled)
        acl = ACL(matcher.decisions[Int(answers[1].number)], matcher.compiled)
    }
}

extension MatcherQuestion {
    /// The questions to the interface's groups and to its ACL.
    func keys(interface: Int, _ compiled: CompiledRuleSet) -> (groups: DecisionKey, acl: DecisionKey) {
        let interfaces = compiled.interfaces
        let outbound: UInt32 = direction == .egress ? 1 : 0
        let service = compiled.services.serviceClass(IPProtocol(ipProtocol), port: port)
        let address = compiled.addresses.addressClass(of: remote)
        let isInSubnet = interfaces.isInSubnet(remote, interface: interface)
        func key(_ table: UInt32?) -> DecisionKey {
            table.map { DecisionKey(table: $0 + outbound, addressClass: address, serviceClass: service) }
                ?? .notApplied
        }
        return (
            key(interfaces.facts[interface].groupTable),
            isInSubnet ? .notApplied : key(interfaces.facts[interface].aclTable)
        )
    }
}

extension MatcherAnswer.Groups {
    fileprivate init(_ decision: Decision, _ compiled: CompiledRuleSet) {
        func text(_ index: RuleIndex) -> String {
            guard case .securityGroup(let group, _, _) = compiled.rule(index) else {
                return "no group's rule"
            }
            return "\(compiled.ruleSet.securityGroups[group].id) \(compiled.ruleName(index))"
        }
        self.init(
            outcome: decision.outcome, permitting: decision.rules.map(text).sorted(),
            named: decision.rule.map(text), isSole: decision.isSole)
    }
}

extension MatcherAnswer.ACL {
    fileprivate init(_ decision: Decision, _ compiled: CompiledRuleSet) {
        self.init(outcome: decision.outcome, isSole: decision.isSole)
        guard let rule = decision.rule else { return }
        ruleNumber = Int(compiled.ruleName(rule))
        switch compiled.rule(rule) {
        case .networkACL(let acl, _, _), .networkACLDefault(let acl, _, _):
            aclID = compiled.ruleSet.networkACLs[acl].id
        case .securityGroup:
            aclID = "no ACL's rule"
        }
    }
}
