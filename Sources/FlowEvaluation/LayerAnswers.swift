import FlowLogs
import NetworkPrimitives
import RuleMatching

/// What the layers say of one record, in both readings, and what else its verdict depends on.
package struct LayerAnswers: Hashable, Sendable {
    package var action: FlowAction
    package var direction: TrafficDirection
    package var ipProtocol: IPProtocol
    package var sourcePort: UInt16
    package var destinationPort: UInt16
    /// Nil where the record has none.
    package var tcpFlags: UInt8?
    package var evidence: ConnectionEvidence
    /// The groups' rules of the record's direction, asked with its destination port.
    package var forward: LayerOutcome
    /// The groups' rules of the opposite direction, asked with its source port, whoever opened.
    package var returnLookup: LayerOutcome
    package var networkACL: LayerOutcome
    package var statesRejectReason: Bool
    package var formatHasRejectReason: Bool

    /// The return reading after a look at who opened the connection.
    package var returned: LayerOutcome {
        switch evidence {
        case .opened, .implausibleReturn: returnLookup == .notApplied ? .notApplied : .deny
        case .answered, .presumedReturn, .plausibleReturn: returnLookup
        }
    }

    /// Whether the return reading is the one that the record is credited to.
    package var creditsReturn: Bool {
        guard returned == .permit else { return false }
        guard forward == .permit else { return true }
        if evidence == .answered { return true }
        return ipProtocol.hasPorts && sourcePort < ConnectionEvidence.firstEphemeralPort
            && destinationPort >= ConnectionEvidence.firstEphemeralPort
    }

    /// The verdict by what rules say, before exempt traffic and managed interfaces are excused.
    package var verdict: Verdict { action == .accept ? accepted : rejected }

    private var accepted: Verdict {
        let isDeniedByGroups = forward == .deny && returned == .deny
        if networkACL == .deny {
            return Verdict(
                .anomalous, isDeniedByGroups ? .acceptedAgainstBoth : .acceptedAgainstNACL, .certain)
        }
        if isDeniedByGroups {
            let isDeniedByPortsAlone = evidence == .implausibleReturn && returnLookup != .deny
            return Verdict(.anomalous, .acceptedWithoutSGRule, isDeniedByPortsAlone ? .likely : .certain)
        }
        if forward == .notApplied { return Verdict(.allowedBySG, .noSecurityGroup) }
        if creditsReturn {
            let isPresumed = forward != .permit && evidence == .presumedReturn
            return Verdict(.allowedBySG, isPresumed ? .presumedReturn : .returnTraffic)
        }
        return Verdict(.allowedBySG, forward == .permit ? .rule : .undetermined)
    }

    private var rejected: Verdict {
        if statesRejectReason { return Verdict(.vpcBlocked, .statedReason) }
        if direction == .egress, forward == .deny, returned == .permit, networkACL == .deny {
            return Verdict(.naclBlocked, .rule)
        }
        let groupDenial = Verdict(.sgBlocked, returned == .permit ? .untrackedReturn : .noRule)
        let aclDenial = Verdict(.naclBlocked, .rule)
        switch (direction, forward == .deny, networkACL == .deny) {
        case (.ingress, _, true): return aclDenial
        case (_, true, _): return groupDenial
        case (.egress, false, true): return aclDenial
        case (_, false, false): break
        }
        let isACLOpen = networkACL == .undetermined
        let isGroupOpen = forward == .undetermined
        if isACLOpen || isGroupOpen {
            let isACLFirst = isACLOpen && (direction == .ingress || !isGroupOpen)
            return Verdict(isACLFirst ? .naclBlocked : .sgBlocked, .undetermined)
        }
        if ipProtocol == .tcp, let tcpFlags, tcpFlags & ConnectionEvidence.syn == 0 {
            return Verdict(.sgBlocked, .closedConnection)
        }
        let certainty: Certainty =
            ipProtocol == .tcp && tcpFlags == nil ? .possible : formatHasRejectReason ? .certain : .likely
        return Verdict(.anomalous, .rejectedDespiteRules, certainty)
    }
}
