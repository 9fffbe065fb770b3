import FlowEvaluation
import RuleMatching

/// The text and JSON of an explanation.
package struct ExplanationReport {
    let explanation: FlowExplanation
    let compiled: CompiledRuleSet
    /// Whether the action is what the rules would do, not what a log says was done.
    let isActionAssumed: Bool

    package init(_ explanation: FlowExplanation, _ compiled: CompiledRuleSet, isActionAssumed: Bool) {
        self.explanation = explanation
        self.compiled = compiled
        self.isActionAssumed = isActionAssumed
    }

    /// The verdict's reason: its name, or the one that the record states.
    var reasonName: String {
        let reason = explanation.verdict.reason
        return reason == .statedReason ? explanation.statedReason ?? "" : reason.name
    }
}

extension ExplainedRule {
    var matchText: String {
        switch match {
        case .yes: "yes"
        case .no: "no"
        case .maybe: "maybe"
        }
    }

    var causeText: String {
        switch cause {
        case .matches: "matches"
        case .otherProtocol: "another protocol"
        case .otherPort: "another port"
        case .otherAddress: "the address is not in it"
        case .matchesNothing: "ICMP type -1 with a code matches nothing"
        case .namesICMPMessage: "names an ICMP type or code, which flow logs do not carry"
        case .notKnownYet: "a value of it is known only after the plan is applied"
        case .unresolvedPrefixList: "the rule set does not hold the prefix list's entries"
        case .unknownGroup: "the group is not in the rule set, nor is the address a known interface's"
        }
    }
}

extension LayerOutcome {
    var text: String {
        switch self {
        case .notApplied: "not applied"
        case .permit: "permits"
        case .deny: "denies"
        case .undetermined: "undetermined"
        }
    }
}

extension ConnectionEvidence {
    /// What the record shows of who opened the connection, and what follows for the return reading.
    var text: String {
        switch self {
        case .opened:
            "the flags show an opening SYN: the sender opened the connection, so this is no reply"
        case .answered:
            "the flags show SYN and ACK: the sender answers, so this is a reply"
        case .implausibleReturn:
            "the packet goes to a service port from a port that is none: hardly a reply, so the return "
                + "reading does not count"
        case .presumedReturn:
            "an ephemeral port towards a lower one that is no known service: presumed to be a reply "
                + "where only the return reading permits it"
        case .plausibleReturn:
            "nothing speaks against a reply"
        }
    }
}
