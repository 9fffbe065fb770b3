import FlowEvaluation
import NetworkPrimitives
import RuleMatching

/// Something that an audit found.
package struct AuditFinding: Hashable, Sendable {
    package let check: AuditCheck
    package var severity: AuditSeverity
    package let resource: AuditResource
    /// The rules that it is about, ascending.
    package var rules: [NumberedRule]
    /// What is so, in one or two sentences.
    package let reason: String
    /// What to do, as far as rules tell.
    package let fix: String
    /// The packets that it lets through, where it is about an opening.
    package var opening: AuditOpening?
    /// What logs say of it, where logs were given.
    package var evidence: AuditEvidence?
    /// Who decided that it may stand, where somebody did.
    package var suppression: Suppression?

    package init(
        _ check: AuditCheck, _ severity: AuditSeverity, _ resource: AuditResource, rules: [NumberedRule] = [],
        reason: String, fix: String, opening: AuditOpening? = nil
    ) {
        self.check = check
        self.severity = severity
        self.resource = resource
        self.rules = rules
        self.reason = reason
        self.fix = fix
        self.opening = opening
    }

    /// The gravest first, then by check and resource, in an order that depends on nothing else.
    package static func precedes(_ left: Self, _ right: Self) -> Bool {
        if left.severity != right.severity { return left.severity > right.severity }
        if left.check != right.check {
            return AuditCheck.order[left.check, default: 0] < AuditCheck.order[right.check, default: 0]
        }
        if left.resource != right.resource { return left.resource.id < right.resource.id }
        return left.rules.lexicographicallyPrecedes(right.rules)
    }
}

extension AuditCheck {
    fileprivate static let order = allCases.numberOfElement
}

/// What a finding is about.
package struct AuditResource: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case securityGroup = "security-group"
        case networkACL = "network-acl"
        case interface
        case vpc
        case database
        case account
    }

    package let kind: Kind
    package let id: String
    /// Its name, where it has one.
    package let name: String

    package init(_ kind: Kind, _ id: String, name: String = "") {
        self.kind = kind
        self.id = id
        self.name = name
    }
}

/// Packets that rules let through.
package struct AuditOpening: Hashable, Sendable {
    package let direction: TrafficDirection
    package let box: TrafficBox

    package init(_ direction: TrafficDirection, _ box: TrafficBox) {
        self.direction = direction
        self.box = box
    }
}

/// The accepted flows that used an opening, or the rules of a finding.
package struct AuditEvidence: Hashable, Sendable {
    package var sums = FlowSums()
    package var seen = TimeSpan()
    /// Distinct addresses of the far side; nil where they were not told apart.
    package var remotes: Int?

    package init() {}
}
